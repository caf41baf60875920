"""The lines of the message list: number, from, subject, date, size. What a message says is read when it is shown."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from typing import Final, NamedTuple

from heloworld.errors import MailboxError
from heloworld.mbox.reading.columns import cell, cells, listed_date, one_line, short_size, who
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.summary import Summary
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.widgets.common.highlight import marked
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.wire.visible import visible_text

STYLES: Final = {
    "list--number": "color: $faint",
    "list--author": "color: $client",
    "list--subject": "color: $foreground",
    "list--absent": "color: $faint; text-style: italic",
    "list--date": "color: $faint",
    "list--fresh": "color: $good; text-style: bold",
}
"""How the columns look."""

_FRESH, _OLD = "▌", " "
_NO_SUBJECT = "(no subject)"
_SIZE, _LONGEST_AUTHOR = 4, 20

SAMPLE = 50
"""Messages at the start of the list by whose authors the width of their column is chosen."""


class Columns(NamedTuple):
    """How wide the columns of the list are; 0 leaves one out."""

    number: int
    author: int
    subject: int
    date: int
    time: int


def columns(width: int, messages: int, longest: int) -> Columns:
    """The columns that fit.

    Args:
        width: Columns of the terminal.
        messages: How many messages there are, for the number's digits.
        longest: Columns that the longest of the authors takes.
    """
    number = max(len(str(messages)), 2)
    date, time = (10, 5) if width >= 90 else (10, 0) if width >= 44 else (6, 0)
    rest = max(width - 1 - number - date - _SIZE - 4 - (time + 1 if time else 0), 8)
    author = max(min(rest * 3 // 8, longest, _LONGEST_AUTHOR), 6)
    return Columns(number, author, max(rest - author - 1, 1), date, time)


class MessageLines(LineSource):
    """A line a message, of all of them or of those that hold a word.

    Args:
        text: The mailbox; `take` says what is known of it.

    Attributes:
        known: How many messages are known.
        only: The numbers of the messages that are listed; None for all.
        is_searching: Whether more of those may be found.
    """

    def __init__(self, text: MailboxText) -> None:
        self.known = 0
        self.only: list[int] | None = None
        self.is_searching = False
        self._text = text
        self._fresh_from: int | None = None
        self._width = 0
        self._columns = columns(0, 0, 0)
        self._longest = (0, 0)

    def take(self, news: FileNews) -> int:
        """Take in what is known of the file now.

        Returns:
            The first line that may look different.
        """
        before, was_fresh_from = self.known, self._fresh_from
        self.known = news.messages
        if news.change is not Change.NONE:
            self._fresh_from = before if news.change is Change.GROWN else None
        if self.fit(self._width) or not news.is_growth:
            return 0
        return self.row_of(max(before - 1 if was_fresh_from is None else min(was_fresh_from, before - 1), 0))

    def message_in(self, row: int) -> int:
        """The message that a line shows, counted from 0 in the file."""
        return row if self.only is None else self.only[row]

    def row_of(self, message: int) -> int:
        """The line that shows a message; where it is not listed, that of the one before that is."""
        return message if self.only is None else max(bisect_right(self.only, message) - 1, 0)

    @property
    def end_line(self) -> int:
        """The number after the last line."""
        return self.known if self.only is None else len(self.only)

    @property
    def empty_text(self) -> str:
        """What is said while there is no message."""
        if refusal := self._text.messages.refusal:
            return f" To {self._text.messages.reader} this is no mailbox: {refusal}."
        if self.is_searching:
            return " searching …"
        return " No message yet." if self.only is None else " No message holds this."

    def fit(self, width: int) -> bool:
        """Choose the columns for the room that there is."""
        self._width = width
        fitting = columns(width, self.known, self._longest_author())
        is_new, self._columns = fitting != self._columns, fitting
        return is_new

    def spans(self, number: int) -> list[LineSpan]:
        """A message as it looks."""
        message = self.message_in(number)
        try:
            found = self._text.messages.summaries(message, 1)
        except MailboxError as error:
            return [LineSpan(visible_text(str(error)), "line--empty")]
        is_fresh = self._fresh_from is not None and message >= self._fresh_from
        return [LineSpan(_FRESH if is_fresh else _OLD, "list--fresh"), *(self._row(message, found[0]) if found else [])]

    def _row(self, number: int, told: Summary) -> list[LineSpan]:
        wide = self._columns
        date = listed_date(told)
        day = (date.short if wide.date < len(date.day) else date.day) if date else told.date
        spans = [
            LineSpan(f"{number + 1:>{wide.number}} ", "list--number"),
            *_cell(who(told), wide.author, "list--author"),
            *self._about(told),
            *_cell(day, wide.date, "list--date"),
        ]
        if wide.time:
            spans += _cell(date.time if date else "", wide.time, "list--date")
        return [*spans, LineSpan(f"{short_size(told.length):>{_SIZE}}", "list--number")]

    def _about(self, told: Summary) -> list[LineSpan]:
        """The subject; before it stands what a mail program has noted about the message."""
        subject, is_plain = one_line(told.subject) or _NO_SUBJECT, bool(told.subject) and not told.state
        state = f"({told.state}) " if told.state else ""
        return _cell(state + subject, self._columns.subject, "list--subject" if is_plain else "list--absent")

    def _longest_author(self) -> int:
        """Columns that the longest of the first authors takes; found out anew only while those are still coming in."""
        known, longest = self._longest
        sample = min(self.known, SAMPLE)
        if sample != known:
            with contextlib.suppress(MailboxError):
                longest = max((cells(who(told)) for told in self._text.messages.summaries(0, sample)), default=0)
            self._longest = sample, longest
        return longest


def _cell(text: str, width: int, style: str) -> list[LineSpan]:
    """A stranger's text in a column, and a blank behind it."""
    return [*marked(cell(text, width), style), LineSpan(" ")]
