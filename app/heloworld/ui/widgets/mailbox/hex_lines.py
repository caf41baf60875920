"""The rows of a hex dump of a file of any size: only those that are to be seen are read; one byte is the place."""

from __future__ import annotations

from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.reading.hexdump import (
    NARROW,
    WIDE,
    Byte,
    gap_behind,
    offset_digits,
    row_bytes,
    row_of,
    row_width,
    rows,
)
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.tail import LineKind
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.mailbox.file_lines import Marks
from heloworld.wire.visible import visible_text

STYLES: Final = {
    "hex--offset": "color: $faint",
    "hex--separator": "color: $separator; text-style: bold",
    "hex--header": "color: $name",
    "hex--quoted": "color: $mark",
    "hex--boundary": "color: $server",
    "hex--odd": "color: $mark",
    "hex--hit": "color: $strip-here; text-style: bold reverse",
    "hex--here": "color: $foreground; text-style: bold reverse",
}
"""How the cells of a row look."""

_PARTS: Final = {
    LineKind.SEPARATOR: "hex--separator",
    LineKind.HEADER: "hex--header",
    LineKind.QUOTED: "hex--quoted",
    LineKind.BOUNDARY: "hex--boundary",
    LineKind.BODY: "",
}


class HexLines(LineSource):
    """Rows of bytes.

    Args:
        text: The file; `resize` says how much is known of it.
        anatomy: What its lines are.
        marks: What has been found in it.

    Attributes:
        size: Bytes in the file.
        per_row: Bytes a row.
        place: The byte that the cursor is on, counted from the start of the file.
    """

    def __init__(self, text: MailboxText, anatomy: Anatomy, marks: Marks) -> None:
        self.size = 0
        self.per_row = WIDE
        self.place = 0
        self._text = text
        self._anatomy = anatomy
        self._marks = marks

    def resize(self, size: int) -> None:
        """The file has so many bytes now; the place is one of them."""
        self.size = size
        self.put(self.place)

    def put(self, offset: int) -> None:
        """Make a byte the place, or the last one where there are fewer."""
        self.place = max(min(offset, self.size - 1), 0)

    def put_in_row(self, row: int) -> None:
        """Make the byte of a row the place that stands in the column where it is now."""
        self.put(row * self.per_row + self.place % self.per_row)

    @property
    def row(self) -> int:
        """The row of the place."""
        return row_of(self.place, self.per_row)

    def byte_at(self, row: int, cell: int) -> int | None:
        """The byte that is shown in a cell of a row, by its digits or by its letter; None where none is."""
        column = cell - (1 + offset_digits(self.size) + 2)
        letters = column - (3 * self.per_row + 2)
        inside = letters if letters >= 0 else (column - (column > 3 * self.per_row // 2)) // 3
        return row * self.per_row + inside if row < self.end_line and 0 <= inside < self.per_row else None

    def fit(self, width: int) -> bool:
        """As many bytes a row as there is room for."""
        per_row = WIDE if width >= row_width(self.size, WIDE) else NARROW
        is_new, self.per_row = per_row != self.per_row, per_row
        return is_new

    @property
    def end_line(self) -> int:
        """The number after the last row."""
        return rows(self.size, self.per_row)

    @property
    def empty_text(self) -> str:
        """What is said of an empty file."""
        return " The file is empty. What is appended to it appears here."

    def spans(self, number: int) -> list[LineSpan]:
        """A row as it looks."""
        start = number * self.per_row
        try:
            data = self._text.read(start, min(start + self.per_row, self.size))
            styles = self._styles_of(start, start + len(data))
        except MailboxError as error:
            return [LineSpan(visible_text(f" {error}"), "line--empty")]
        cells = list(row_bytes(data, start))
        spans = [LineSpan(f" {start:0{offset_digits(self.size)}x}  ", "hex--offset")]
        for at, cell in enumerate(cells):
            spans += [LineSpan(cell.digits, self._style_of(cell, styles)), LineSpan(gap_behind(at, self.per_row))]
        spans.append(LineSpan(" " * (row_width(self.size, self.per_row) - self.per_row - _length(spans))))
        return [*spans, *(LineSpan(cell.letter, self._style_of(cell, styles)) for cell in cells)]

    def _style_of(self, cell: Byte, styles: dict[int, str]) -> str:
        if cell.offset == self.place:
            return "hex--here"
        style = styles[cell.offset]
        return style if cell.is_letter or style == "hex--hit" else "hex--odd"

    def _styles_of(self, start: int, stop: int) -> dict[int, str]:
        """The style of every byte of a row: what it is part of, and whether it has been found."""
        styles = dict.fromkeys(range(start, stop), "")
        for run in self._anatomy.runs(start, stop):
            styles |= dict.fromkeys(range(max(run.start, start), min(run.stop, stop)), _PARTS[run.part])
        for hit in self._marks(start, stop):
            styles |= dict.fromkeys(range(max(hit.start, start), min(hit.stop, stop)), "hex--hit")
        return styles


def _length(spans: list[LineSpan]) -> int:
    return sum(len(span.text) for span in spans)
