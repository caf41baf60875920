"""The mailbox file itself, every line of it, however large it is. Only what is on the screen is read."""

from __future__ import annotations

import contextlib
from functools import lru_cache
from typing import ClassVar

from textual import events
from textual.message import Message

from heloworld.errors import MailboxError
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import Line, MailboxText
from heloworld.mbox.reading.tail import Part, StoredLine
from heloworld.mbox.reading.watch import News
from heloworld.ui.widgets.common.highlight import CUT
from heloworld.ui.widgets.common.line_view import Span
from heloworld.ui.widgets.common.linked_bytes import Spot
from heloworld.ui.widgets.mailbox.hex_view import Marks
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.wire.visible import pieces, visible

_MARGIN = 16
"""Columns that are wanted to the right of what was found."""


class RawView(MailboxView):
    """The lines of a file, looking as they do in the live pane; what was found in them stands out.

    Args:
        text: The file; `take` says what is known of it.
        anatomy: What its lines are.
        marks: What has been found in a part of it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"mailbox--hit"}

    DEFAULT_CSS = """
    RawView > .mailbox--hit { color: $strip-here; text-style: bold reverse; }
    """

    class Pointed(Message):
        """A byte was pointed at."""

    def __init__(self, text: MailboxText, anatomy: Anatomy, marks: Marks, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.add_class(*classes.split())
        self._text = text
        self._anatomy = anatomy
        self._marks = marks
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
        if news.is_growth:
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

    def show_line(self, offset: int, column: int = 0) -> None:
        """Put the cursor on the line that a byte belongs to; where that is out of sight, scroll it into the middle.

        Args:
            offset: The byte.
            column: Columns at the start of the line behind which something is to be seen.
        """
        with contextlib.suppress(MailboxError):
            row = self._text.row_of(offset)
            height = max(self.scrollable_content_region.height, 1)
            if not self.scroll_offset.y <= row < self.scroll_offset.y + height:
                self.scroll_to(y=max(row - height // 3, 0), animate=False, immediate=True)
            self.cursor = row
            width = self.scrollable_content_region.width
            left = 0 if column < width - _MARGIN else column - width // 2
            self.scroll_to(x=left, animate=False, immediate=True, force=True)

    @property
    def byte(self) -> int | None:
        """Which byte of the line under the cursor was pointed at; None where none was."""
        walked, number = self._walked, self.current
        if walked is None or number is None or walked.line != number or not self.raw(number):
            return None
        return min(walked.byte, len(self.raw(number)) - 1)

    def watch_cursor(self) -> None:
        """The cursor is on another line; nothing is pointed at there."""
        if self._walked is not None and self._walked.line != self.current:
            self._walked = None
        super().watch_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line under the mouse, and point at the byte there."""
        super().on_click(event)
        if (number := self.current) is not None and number == self.scroll_offset.y + event.y - self.gutter.top:
            self._walked = Spot(number, self.byte_at(number, event.x - self.gutter.left + self.scroll_offset.x))
            self.refresh()
            self.post_message(self.Pointed())

    def action_sideways(self, by: int) -> None:
        """Point at the byte before or after where one is pointed at, or scroll."""
        super().action_sideways(by)
        self.post_message(self.Pointed())

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

    def ink(self, line: StoredLine, data: bytes) -> list[Span]:
        """The text of a line, cut where something was found in it."""
        try:
            hits = self._marks(line.offset, line.offset + len(data))
        except MailboxError:
            hits = []
        if not hits:
            return super().ink(line, data)
        plain = super().ink(line, data)
        spans: list[Span] = []
        at = 0
        for hit in hits:
            start, stop = max(hit.start - line.offset, 0), hit.stop - line.offset
            spans += _slice(plain, data, at, start)
            spans += [Span(piece.text, "mailbox--hit") for piece in pieces(data[start:stop])]
            at = stop
        return [*spans, *_slice(plain, data, at, len(data))]

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


def _slice(spans: list[Span], data: bytes, start: int, stop: int) -> list[Span]:
    """Part of a line's spans, by the bytes that they stand for."""
    return _crop(spans, len(visible(data[:start])), len(visible(data[:stop])))


def _crop(spans: list[Span], start: int, stop: int) -> list[Span]:
    """The spans between two characters."""
    kept: list[Span] = []
    at = 0
    for text, style in spans:
        left, right = max(start - at, 0), min(stop - at, len(text))
        if left < right:
            kept.append(Span(text[left:right], style))
        at += len(text)
    return kept
