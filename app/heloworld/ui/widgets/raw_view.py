"""The mailbox file itself, every line of it, however large it is. Only what is on the screen is read."""

from __future__ import annotations

import contextlib
from functools import lru_cache

from heloworld.errors import MailboxError
from heloworld.mbox.anatomy import Anatomy
from heloworld.mbox.index import Change
from heloworld.mbox.tail import Part, StoredLine
from heloworld.mbox.text import Line, MailboxText
from heloworld.mbox.watch import News
from heloworld.ui.widgets.ink import CUT
from heloworld.ui.widgets.line_view import Span
from heloworld.ui.widgets.mailbox_view import MailboxView


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
        self._bytes = 0
        self._read = lru_cache(maxsize=128)(self._read_line)

    def take(self, news: News) -> None:
        """Show what is known of the file now."""
        self._read.cache_clear()
        before, was = self._end, self.current
        self._end = news.lines
        if news.change is not Change.NONE:
            self.mark_fresh(self._bytes if news.change is Change.GROWN else None)
        self._bytes = news.size
        if news.change in {Change.NONE, Change.GROWN}:
            self.lines_changed(max(before - 1, 0))
        else:
            self._anatomy.forget()
            self.redraw()
        if self.current != was:
            self.watch_cursor()

    def show_from(self, offset: int) -> None:
        """Put the cursor on the line that a byte belongs to, and that line at the top."""
        with contextlib.suppress(MailboxError):  # where it cannot be read, its lines say so
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
        return " The file is empty. What is appended to it appears here."

    def spans(self, number: int) -> list[Span]:
        """A line as it looks."""
        line, _ = self._read(number)
        spans = super().spans(number)
        more = line.length - len(line.data)
        return [*spans, Span(CUT.format(more=more), "mailbox--offset")] if more else spans

    def _stored(self, number: int) -> StoredLine:
        line, part = self._read(number)
        return StoredLine(line.offset, line.data, part)

    def _read_line(self, number: int) -> tuple[Line, Part]:
        """A line and what it is; where it cannot be read, what is wrong stands in its place."""
        try:
            line = self._text.line(number)
            return line, self._anatomy.part_of(line)
        except MailboxError as error:
            said = str(error).encode("utf-8", "surrogateescape")
            return Line(0, said, len(said)), Part.BODY
