"""The messages of a mailbox, one a line. Only what is on the screen is read."""

from __future__ import annotations

from typing import ClassVar

from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.message_lines import STYLES, MessageLines


class MessageList(LineView):
    """The list.

    Args:
        text: The mailbox; `take` says what is known of it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("MessageList", STYLES)
    IS_LIST = True
    lines: MessageLines

    def __init__(self, text: MailboxText, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(MessageLines(text), id=id, classes=classes)
        self._kept: int | None = None

    def take(self, news: FileNews) -> None:
        """Show what is known of the file now."""
        was = self.current
        self.lines_changed(self.lines.take(news))
        if not self.is_following and self.current != was:
            self.watch_cursor()

    def narrow(self, only: list[int] | None) -> None:
        """List some messages only, by their numbers in order; all of them, if None."""
        if self.chosen is not None:
            self._kept = self.chosen
        self.lines.only, self.lines.is_searching = only, only is not None
        self.redraw()
        if not self.is_following:
            self.choose(self._kept)
            self.watch_cursor()

    def widen(self, more: list[int], *, is_all: bool) -> None:
        """List more messages, all of them behind those that are listed, and say whether no more come for now."""
        if self.lines.is_searching is is_all:
            self.lines.is_searching = not is_all
            self.redraw()
        if self.lines.only is not None and more:
            since, was = len(self.lines.only), self.current
            self.lines.only += more
            self.lines_changed(since)
            if was is None and not self.is_following:
                self.cursor = 0

    @property
    def chosen(self) -> int | None:
        """The number of the message under the cursor, counted from 0 in the file; None where there is none."""
        return None if self.current is None else self.lines.message_in(self.current)

    def choose(self, message: int | None) -> None:
        """Put the cursor on a message; where it is not listed, on the one before that is."""
        if message is not None and self.end_line:
            self.cursor = self.lines.row_of(message)

    def validate_cursor(self, cursor: int | None) -> int | None:
        """Whoever follows and is put on the last message follows on."""
        return None if self.cursor is None and cursor == self.lines.nearest(None) else cursor

    @property
    def is_narrowed(self) -> bool:
        """Whether only some messages are listed."""
        return self.lines.only is not None

    @property
    def known(self) -> int:
        """How many messages are known."""
        return self.lines.known
