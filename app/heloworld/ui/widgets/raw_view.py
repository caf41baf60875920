"""The mailbox file itself, every line of it, however large it is. Only what is on the screen is read."""

from __future__ import annotations

from heloworld.errors import MailboxError
from heloworld.mbox.anatomy import Anatomy
from heloworld.mbox.index import Change
from heloworld.mbox.tail import StoredLine
from heloworld.mbox.text import MailboxText
from heloworld.mbox.watch import News
from heloworld.ui.widgets.ink import CUT
from heloworld.ui.widgets.line_view import Span
from heloworld.ui.widgets.mailbox_view import MailboxView
from heloworld.wire.visible import visible_text


class RawView(MailboxView):
    """The lines of a file, looking as they do in the live pane.

    Args:
        text: The file; `take` says what is known of it.
        anatomy: What its lines are.
    """

    def __init__(self, text: MailboxText, anatomy: Anatomy, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.add_class(*classes.split())
        self._text = text
        self._anatomy = anatomy
        self._end = 0
        self._size = 0

    def take(self, news: News) -> None:
        """Show what is known of the file now."""
        before, was = self._end, self.current
        self._end = news.lines
        if news.change is not Change.NONE:
            self.mark_fresh(self._size if news.change is Change.GROWN else None)
        self._size = news.size
        if news.change in {Change.NONE, Change.GROWN}:
            self.lines_changed(max(before - 1, 0))
        else:
            self._anatomy.forget()
            self.redraw()
        if self.current != was:
            self.watch_cursor()

    def show_from(self, offset: int) -> None:
        """Put the cursor on the line that a byte belongs to, and that line at the top."""
        self.cursor = self._text.row_of(offset)
        self.scroll_to(y=self.cursor, animate=False, immediate=True)

    @property
    def first_line(self) -> int:
        """Lines are numbered from the start of the file."""
        return 0

    @property
    def end_line(self) -> int:
        """The number after the last line of the file."""
        return self._end

    @property
    def empty_text(self) -> str:
        """What is said of an empty file."""
        return "The file is empty. What is appended to it appears here."

    def spans(self, number: int) -> list[Span]:
        """A line as it looks."""
        try:
            line = self._text.line(number)
            more = line.length - len(line.data)
            return [*super().spans(number), Span(CUT.format(more=more), "mailbox--offset")][: None if more else -1]
        except MailboxError as error:
            return [Span(visible_text(str(error)), "line--empty")]

    def _stored(self, number: int) -> StoredLine:
        line = self._text.line(number)
        return StoredLine(line.offset, line.data, self._anatomy.part_of(line))
