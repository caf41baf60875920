"""The mailbox file as a hex dump, of any size: only the rows on the screen are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from heloworld.errors import MailboxError
from heloworld.mbox.finding.search import Hit
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
from heloworld.mbox.reading.tail import Part
from heloworld.mbox.reading.watch import News
from heloworld.ui.widgets.common.line_view import LineView, Span
from heloworld.wire.visible import visible_text

Marks = Callable[[int, int], list[Hit]]
"""What has been found in a part of the file."""

_STYLES = {
    Part.SEPARATOR: "hex--separator",
    Part.HEADER: "hex--header",
    Part.QUOTED: "hex--quoted",
    Part.BOUNDARY: "hex--boundary",
    Part.BODY: "",
}


class HexView(LineView):
    """Rows of bytes, and a cursor that is on one byte.

    Args:
        text: The file; `take` says what is known of it.
        anatomy: What its lines are.
        marks: What has been found in it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "byte(-1)", "Byte before", show=False),
        Binding("right", "byte(1)", "Next byte", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "hex--offset",
        "hex--separator",
        "hex--header",
        "hex--quoted",
        "hex--boundary",
        "hex--odd",
        "hex--hit",
        "hex--here",
    }

    DEFAULT_CSS = """
    HexView {
        & > .hex--offset { color: $faint; }
        & > .hex--separator { color: $separator; text-style: bold; }
        & > .hex--header { color: $name; }
        & > .hex--quoted { color: $mark; }
        & > .hex--boundary { color: $server; }
        & > .hex--odd { color: $mark; }
        & > .hex--hit { color: $strip-here; text-style: bold reverse; }
        & > .hex--here { color: $foreground; text-style: bold reverse; }
    }
    """

    class Moved(Message):
        """The cursor is on another byte."""

    def __init__(self, text: MailboxText, anatomy: Anatomy, marks: Marks, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text = text
        self._anatomy = anatomy
        self._marks = marks
        self._bytes = 0
        self._per_row = WIDE
        self.place = 0

    @property
    def per_row(self) -> int:
        """Bytes a row."""
        return self._per_row

    def take(self, news: News) -> None:
        """Show what is known of the file now."""
        before, self._bytes = self._bytes, news.size
        if news.size < before:
            self.place = max(min(self.place, news.size - 1), 0)
            if self.cursor is not None:
                self.cursor = row_of(self.place, self._per_row)
        if news.size != before or not news.is_growth:
            self.redraw()

    def show_at(self, offset: int) -> None:
        """Put the cursor on a byte."""
        self.place = max(min(offset, self._bytes - 1), 0)
        row = row_of(self.place, self._per_row)
        if self.cursor == row:
            self.watch_cursor()
        else:
            self.cursor = row

    def show_from(self, offset: int) -> None:
        """Put the cursor on a byte, and its row at the top."""
        self.show_at(offset)
        self.scroll_to(y=row_of(self.place, self._per_row), animate=False, immediate=True)

    @property
    def end_line(self) -> int:
        """The number after the last row."""
        return rows(self._bytes, self._per_row)

    @property
    def empty_text(self) -> str:
        """What is said of an empty file."""
        return " The file is empty. What is appended to it appears here."

    def watch_cursor(self) -> None:
        """The cursor is on another row; in the same column of it."""
        row = self.current
        if row is not None:
            start = row * self._per_row
            self.place = max(min(start + self.place % self._per_row, self._bytes - 1), 0)
        self._strips.clear()
        super().watch_cursor()
        self.post_message(self.Moved())

    def action_byte(self, by: int) -> None:
        """Move the cursor by bytes."""
        if self._bytes:
            self.show_at(min(max(self.place + by, 0), self._bytes - 1))

    def on_resize(self) -> None:
        """As many bytes a row as there is room for."""
        room = self.scrollable_content_region.width
        per_row = WIDE if room >= row_width(self._bytes, WIDE) else NARROW
        if per_row != self._per_row:
            is_following, self._per_row = self.is_following, per_row
            self.redraw()
            if not is_following:
                self.show_at(self.place)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the byte under the mouse."""
        row = self.scroll_offset.y + event.y - self.gutter.top
        column = event.x - self.gutter.left - (1 + offset_digits(self._bytes) + 2)
        at = (column - (column > 3 * self._per_row // 2)) // 3
        letters = column - (3 * self._per_row + 2)
        inside = letters if letters >= 0 else at
        if row < self.end_line and 0 <= inside < self._per_row:
            self.show_at(row * self._per_row + inside)

    def spans(self, number: int) -> list[Span]:
        """A row as it looks."""
        start = number * self._per_row
        try:
            data = self._text.read(start, min(start + self._per_row, self._bytes))
            styles = self._styles_of(start, start + len(data))
        except MailboxError as error:
            return [Span(visible_text(f" {error}"), "line--empty")]
        cells = list(row_bytes(data, start))
        spans = [Span(f" {start:0{offset_digits(self._bytes)}x}  ", "hex--offset")]
        for at, cell in enumerate(cells):
            spans += [Span(cell.digits, self._style_of(cell, styles)), Span(gap_behind(at, self._per_row))]
        spans.append(Span(" " * (row_width(self._bytes, self._per_row) - self._per_row - _length(spans))))
        return [*spans, *(Span(cell.letter, self._style_of(cell, styles)) for cell in cells)]

    def _style_of(self, cell: Byte, styles: dict[int, str]) -> str:
        if cell.offset == self.place:
            return "hex--here"
        style = styles[cell.offset]
        return style if cell.is_letter or style == "hex--hit" else "hex--odd"

    def _styles_of(self, start: int, stop: int) -> dict[int, str]:
        """The style of every byte of a row: what it is part of, and whether it has been found."""
        styles = dict.fromkeys(range(start, stop), "")
        for run in self._anatomy.runs(start, stop):
            styles |= dict.fromkeys(range(max(run.start, start), min(run.stop, stop)), _STYLES[run.part])
        for hit in self._marks(start, stop):
            styles |= dict.fromkeys(range(max(hit.start, start), min(hit.stop, stop)), "hex--hit")
        return styles


def _length(spans: list[Span]) -> int:
    return sum(len(span.text) for span in spans)
