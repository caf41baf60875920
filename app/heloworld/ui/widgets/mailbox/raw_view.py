"""The mailbox file itself, every line of it, however large it is. Only what is on the screen is read."""

from __future__ import annotations

import contextlib
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip

from heloworld.errors import MailboxError
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.tail import StoredLine
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.linked_bytes import Pointing
from heloworld.ui.widgets.mailbox.file_lines import STYLES, FileLines, Marks

_MARGIN = 16
"""Columns that are wanted to the right of what was found."""


class RawView(LineView):
    """The lines of a file, looking as they do in the live pane; what was found in them stands out.

    Args:
        text: The file; `take` says what is known of it.
        anatomy: What its lines are.
        marks: What has been found in a part of it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("RawView", STYLES)
    lines: FileLines

    class Pointed(Message):
        """A byte was pointed at."""

    def __init__(self, text: MailboxText, anatomy: Anatomy, marks: Marks, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's
        super().__init__(FileLines(text, anatomy, marks), id=id, classes=classes)
        self._pointing = Pointing(self, self.lines, is_walked=False)

    def take(self, news: FileNews) -> None:
        """Show what is known of the file now."""
        was = self.current
        self.lines_changed(self.lines.take(news))
        if self.current != was:
            self.watch_cursor()

    def show_from(self, offset: int) -> None:
        """Put the cursor on the line that a byte belongs to, and that line at the top."""
        with contextlib.suppress(MailboxError):  # where it cannot be read, its lines say so
            self.cursor = self.lines.row_of(offset)
            self.scroller.put_on_top(self.cursor)

    def show_line(self, offset: int, column: int = 0) -> None:
        """Put the cursor on the line of a byte, amid the view if it was out of sight; show what is behind a column."""
        with contextlib.suppress(MailboxError):
            row, width = self.lines.row_of(offset), self.scroller.width
            self.scroller.show_amid(row, part=3)
            self.cursor = row
            self.scroller.put_left(0 if column < width - _MARGIN else column - width // 2)

    @property
    def current_stored(self) -> StoredLine | None:
        """The line that the cursor is on."""
        return None if self.current is None else self.lines.stored(self.current)

    @property
    def shows_bytes(self) -> bool:
        """Whether line ends and offsets are shown."""
        return self.lines.shows_bytes

    def show_bytes(self, shown: bool) -> None:
        """Show offsets and line ends, or not."""
        self.lines.shows_bytes = shown
        self.redraw()

    @property
    def byte(self) -> int | None:
        """Which byte of the line under the cursor was pointed at; None where none was."""
        return self._pointing.byte

    def watch_cursor(self) -> None:
        """The cursor is on another line; nothing is pointed at there."""
        self._pointing.leave()
        super().watch_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line under the mouse, and point at the byte there."""
        super().on_click(event)
        place = self.scroller.place(event.y - self.gutter.top)
        if (number := self.current) is not None and number == place.number:
            self._pointing.point(number, event.x - self.gutter.left + place.start - place.lead)
            self.post_message(self.Pointed())

    def action_sideways(self, by: int) -> None:
        """Point at the byte before or after where one is pointed at, or scroll."""
        if not self._pointing.walk(by):
            super().action_sideways(by)
        self.post_message(self.Pointed())

    def render_line(self, y: int) -> Strip:
        """One line of the screen, with what is pointed at."""
        return self._pointing.draw(super().render_line(y), y)
