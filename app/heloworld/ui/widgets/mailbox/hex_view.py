"""The mailbox file as a hex dump, of any size: only the rows on the screen are read."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message

from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.file_lines import Marks
from heloworld.ui.widgets.mailbox.hex_lines import STYLES, HexLines


class HexView(LineView):
    """Rows of bytes, and a cursor that is on one byte.

    Args:
        text: The file; `take` says what is known of it.
        anatomy: What its lines are.
        marks: What has been found in it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("HexView", STYLES)
    lines: HexLines

    class Moved(Message):
        """The cursor is on another byte."""

    def __init__(self, text: MailboxText, anatomy: Anatomy, marks: Marks, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(HexLines(text, anatomy, marks), id=id, classes=classes)

    @property
    def place(self) -> int:
        """The byte that the cursor is on, counted from the start of the file."""
        return self.lines.place

    def take(self, news: FileNews) -> None:
        """Show what is known of the file now."""
        before = self.lines.size
        self.lines.resize(news.size)
        if news.size < before and self.cursor is not None:
            self.cursor = self.lines.row
        if news.size != before or not news.is_growth:
            self.redraw()

    def show_at(self, offset: int) -> None:
        """Put the cursor on a byte."""
        self.lines.put(offset)
        if self.cursor == self.lines.row:
            self.watch_cursor()
        else:
            self.cursor = self.lines.row

    def show_from(self, offset: int) -> None:
        """Put the cursor on a byte, and its row at the top."""
        self.show_at(offset)
        self.scroller.put_on_top(self.lines.row)

    def watch_cursor(self) -> None:
        """The cursor is on another row; in the same column of it."""
        if self.current is not None:
            self.lines.put_in_row(self.current)
        self._painter.forget(0)
        super().watch_cursor()
        self.post_message(self.Moved())

    def action_sideways(self, by: int) -> None:
        """Move the cursor by one byte."""
        if self.lines.size:
            self.show_at(self.place + (1 if by > 0 else -1))

    def on_resize(self) -> None:
        """As many bytes a row as there is room for; the cursor stays on its byte."""
        if self.lines.fit(self.scroller.width):
            self.redraw()
            if not self.is_following:
                self.show_at(self.place)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the byte under the mouse."""
        row, cell = self.scroller.top + event.y - self.gutter.top, event.x - self.gutter.left
        if (byte := self.lines.byte_at(row, cell)) is not None:
            self.show_at(byte)
