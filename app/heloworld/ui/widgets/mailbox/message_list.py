"""The messages of a mailbox, one a line: number, from, subject, date, size. Only what is on the screen is read."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from typing import ClassVar, NamedTuple

from heloworld.errors import MailboxError
from heloworld.mbox.reading.columns import cell, cells, short_size, when, who
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.summary import Summary
from heloworld.mbox.reading.watch import News
from heloworld.ui.widgets.common.line_view import LineView, Span
from heloworld.wire.visible import visible_text

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
    date, time = (10, 5) if width >= 90 else (10, 0) if width >= 56 else (6, 0)
    rest = max(width - 1 - number - date - _SIZE - 4 - (time + 1 if time else 0), 8)
    author = max(min(rest * 3 // 8, longest, _LONGEST_AUTHOR), 6)
    return Columns(number, author, max(rest - author - 1, 1), date, time)


class MessageList(LineView):
    """The list.

    Args:
        text: The mailbox; `take` says what is known of it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "line--mark",
        "list--number",
        "list--author",
        "list--subject",
        "list--absent",
        "list--date",
        "list--fresh",
    }

    DEFAULT_CSS = """
    MessageList {
        & > .line--mark { color: $mark; text-style: bold; background: $mark-paper; }
        & > .list--number { color: $faint; }
        & > .list--author { color: $client; }
        & > .list--subject { color: $foreground; }
        & > .list--absent { color: $faint; text-style: italic; }
        & > .list--date { color: $faint; }
        & > .list--fresh { color: $good; text-style: bold; }
    }
    """

    def __init__(self, text: MailboxText, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._text = text
        self._known = 0
        self._only: list[int] | None = None
        self._kept: int | None = None
        self._fresh_from: int | None = None
        self._follows = True
        self._columns = columns(0, 0, 0)
        self._longest = (0, 0)

    def take(self, news: News) -> None:
        """Show what is known of the file now."""
        before, was = self._known, self.current
        self._known = news.messages
        if news.change is not Change.NONE:
            self._fresh_from = before if news.change is Change.GROWN else None
        if not news.is_growth or self._fit():
            self.redraw()
        else:
            self.lines_changed(self._row_of(max(before - 1, 0)))
        if self._follows:
            self.action_follow()
        elif self.current != was:
            self.watch_cursor()

    # Which messages are listed

    def narrow(self, only: list[int] | None) -> None:
        """List some messages only, by their numbers in order; all of them, if None."""
        if self.chosen is not None:
            self._kept = self.chosen
        self._only = only
        self.redraw()
        if self._follows:
            self.action_follow()
        else:
            self.choose(self._kept)
            self.watch_cursor()

    def widen(self, more: list[int]) -> None:
        """List more messages, all of them behind those that are listed."""
        if self._only is not None and more:
            since, was = len(self._only), self.current
            self._only += more
            self.lines_changed(since)
            if self._follows:
                self.action_follow()
            elif was is None:
                self.cursor = 0

    @property
    def chosen(self) -> int | None:
        """The number of the message under the cursor, counted from 0 in the file; None where there is none."""
        row = self.current
        return None if row is None else self._message_in(row)

    def choose(self, message: int | None) -> None:
        """Put the cursor on a message; where it is not listed, on the one before that is."""
        if message is not None and self.end_line:
            self.cursor = self._row_of(message)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some messages are listed."""
        return self._only is not None

    @property
    def known(self) -> int:
        """How many messages there are in the file, listed or not."""
        return self._known

    def _message_in(self, row: int) -> int:
        return row if self._only is None else self._only[row]

    def _row_of(self, message: int) -> int:
        return message if self._only is None else max(bisect_right(self._only, message) - 1, 0)

    @property
    def end_line(self) -> int:
        """The number after the last row."""
        return self._known if self._only is None else len(self._only)

    @property
    def is_following(self) -> bool:
        """Whether the cursor goes to each new message; other than in a text, it is on it then and can be seen."""
        return self._follows

    def watch_cursor(self) -> None:
        """Show the cursor; elsewhere than on the last message it follows no more."""
        if self.cursor is not None and self.cursor + 1 != self.end_line:
            self._follows = False
        super().watch_cursor()

    def action_follow(self) -> None:
        """Go to the last message, and to each one that comes."""
        self._follows = True
        if self.end_line:
            self.cursor = self.end_line - 1
        self.scroll_end(animate=False, immediate=True, x_axis=False)

    @property
    def empty_text(self) -> str:
        """What is said while there is no message."""
        return " No message yet." if self._only is None else " No message holds this."

    def on_resize(self) -> None:
        """Other columns fit now."""
        self._fit()
        self.redraw()

    def spans(self, number: int) -> list[Span]:
        """A message as it looks; the number is that of its row."""
        number = self._message_in(number)
        try:
            found = self._text.index.summaries(number, 1)
        except MailboxError as error:
            return [Span(visible_text(str(error)), "line--empty")]
        is_fresh = self._fresh_from is not None and number >= self._fresh_from
        return [Span(_FRESH if is_fresh else _OLD, "list--fresh"), *(self._row(number, found[0]) if found else [])]

    def _row(self, number: int, told: Summary) -> list[Span]:
        wide = self._columns
        date = when(told.date)
        day = (date.short if wide.date < len(date.day) else date.day) if date else told.date
        spans = [
            Span(f"{number + 1:>{wide.number}} ", "list--number"),
            *_cell(who(told), wide.author, "list--author"),
            *_cell(told.subject or _NO_SUBJECT, wide.subject, "list--subject" if told.subject else "list--absent"),
            *_cell(day, wide.date, "list--date"),
        ]
        if wide.time:
            spans += _cell(date.time if date else "", wide.time, "list--date")
        return [*spans, Span(f"{short_size(told.length):>{_SIZE}}", "list--number")]

    def _fit(self) -> bool:
        """Choose the columns for the room that there is, and say whether they are others now."""
        fitting = columns(self.scrollable_content_region.width, self._known, self._longest_author())
        is_new, self._columns = fitting != self._columns, fitting
        return is_new

    def _longest_author(self) -> int:
        """Columns that the longest of the first authors takes; found out anew only while those are still coming in."""
        known, longest = self._longest
        sample = min(self._known, SAMPLE)
        if sample != known:
            with contextlib.suppress(MailboxError):
                longest = max((cells(who(told)) for told in self._text.index.summaries(0, sample)), default=0)
            self._longest = sample, longest
        return longest


def _cell(text: str, width: int, style: str) -> list[Span]:
    """A stranger's text in a column, and a blank behind it."""
    spans = [Span(piece.text, "line--mark" if piece.is_mark else style) for piece in cell(text, width)]
    return [*spans, Span(" ")]
