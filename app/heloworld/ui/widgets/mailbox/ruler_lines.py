"""The lines of the ruler: one for each place at which a reader may see a message start, a sign for each reader."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from heloworld.mbox.lenses.ruler import DROPPED, NOT, STARTS, Judgements
from heloworld.mbox.lenses.view import View
from heloworld.ui.widgets.common.highlight import LINE_LIMIT, marked
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.mailbox.reader_list import LETTERS
from heloworld.wire.visible import pieces

SIGNS: Final = {NOT: "·", STARTS: "●", DROPPED: "○"}
"""What stands in a reader's column."""

DISPUTED: Final = "≠"
"""Stands before a row on which readers disagree."""

STYLES: Final = {
    "ruler--starts": "color: $good; text-style: bold",
    "ruler--not": "color: $faint",
    "ruler--sign": "color: $refused; text-style: bold",
    "ruler--offset": "color: $faint",
    "ruler--line": "color: $value",
    "ruler--disputed": "color: $separator; text-style: bold",
}
"""How the columns look."""

_OFFSET: Final = 11

_LEAST_LINE: Final = 24
"""Cells for the line at a place that are left free by names over the columns; on a narrow screen half of all is."""


def headings(names: Sequence[str], room: int) -> list[str]:
    """What stands over the readers' columns: their names where these fit, else their letters.

    Args:
        names: The readers.
        room: Cells that all columns may take together, a blank behind each included.
    """
    return list(names) if sum(len(name) + 1 for name in names) <= room else [LETTERS[name] for name in names]


class RulerLines(LineSource):
    """The rows, all of them or those on which readers disagree.

    Attributes:
        rows: Where readers may see messages start.
        view: The file, for the thread of the screen; None while there is none.
        is_only_disputed: Whether only rows are shown on which readers disagree.
        heads: What stands over the columns.
    """

    def __init__(self) -> None:
        self.rows = Judgements()
        self.view: View | None = None
        self.is_only_disputed = False
        self._said = ""
        self.heads: list[str] = []
        self._width = 0

    def show(self, rows: Judgements, view: View | None, said: str) -> None:
        """Show what the readers have seen."""
        self.rows, self.view, self._said = rows, view, said
        self.fit(self._width)

    def offset_of(self, line: int) -> int:
        """The place that a line shows."""
        return self.rows.offset(self._row(line))

    def nearest_to(self, offset: int) -> int | None:
        """The line of a place, or of the last one before it; None where there is no line."""
        row = self.rows.row_of(offset)
        if row < len(self.rows) and self.rows.offset(row) > offset and row:
            row -= 1
        return self.nearest(self._line_of(row))

    def disputed_from(self, line: int, by: int) -> int | None:
        """The line of the next row on which readers disagree, or of the one before; None where there is none."""
        disputed, row = self.rows.disputed, self._row(line)
        at = bisect_right(disputed, row) if by > 0 else bisect_left(disputed, row) - 1
        return self._line_of(disputed[at]) if 0 <= at < len(disputed) else None

    @property
    def heading(self) -> str:
        """What stands over the columns."""
        heads = "".join(f"{head} " for head in self.heads)
        return f"   {heads}{'byte':>{_OFFSET}}  line"

    @property
    def end_line(self) -> int:
        """The number after the last line."""
        return len(self.rows.disputed if self.is_only_disputed else self.rows)

    @property
    def empty_text(self) -> str:
        """What is said while there is no row."""
        return self._said

    def fit(self, width: int) -> bool:
        """Choose the headings for the room that there is."""
        self._width = width
        room = max(width // 2, width - len("   ") - _OFFSET - len("  ") - _LEAST_LINE)
        heads = headings([sight.lens.name for sight in self.rows.sights], room)
        is_new, self.heads = heads != self.heads, heads
        return is_new

    def spans(self, number: int) -> list[LineSpan]:
        """A row as it looks."""
        row = self._row(number)
        is_disputed = self.rows.is_disputed(row)
        spans = [LineSpan(f" {DISPUTED if is_disputed else ' '} ", "ruler--sign")]
        for head, code in zip(self.heads, self.rows.codes(row), strict=True):
            left = (len(head) - 1) // 2
            cell = f"{' ' * left}{SIGNS[code]}{' ' * (len(head) - left)}"
            spans.append(LineSpan(cell, "ruler--starts" if code == STARTS else "ruler--not"))
        offset = self.rows.offset(row)
        spans.append(LineSpan(f"{offset:>{_OFFSET},}  ", "ruler--offset"))
        return spans + self._line(offset, "ruler--disputed" if is_disputed else "ruler--line")

    def _row(self, line: int) -> int:
        """Which of all rows stands in a line."""
        return self.rows.disputed[line] if self.is_only_disputed else line

    def _line_of(self, row: int) -> int:
        """The line in which a row stands; where it does not, that of the next one."""
        return bisect_left(self.rows.disputed, row) if self.is_only_disputed else row

    def _line(self, offset: int, style: str) -> list[LineSpan]:
        """The line at a place; what cannot be read any more is said in its place."""
        if self.view is None:
            return []
        try:
            data, end, _ = self.view.read(offset, offset + LINE_LIMIT).partition(b"\n")
        except OSError:
            return [LineSpan("cannot be read any more", "line--empty")]
        spans = marked(pieces(data.removesuffix(b"\r")), style)
        return [*spans, LineSpan(" …", "line--empty")] if not end and len(data) == LINE_LIMIT else spans
