"""Which messages of a mailbox hold a word in their sender, subject or date: found a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from heloworld.mbox.reading.columns import listed_date, one_line
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.summary import Summary

BATCH: Final = 64
"""Messages that are read at a time; who draws waits no longer than for one batch."""


class Batch(NamedTuple):
    """Some messages have been looked at.

    Attributes:
        numbers: Those that hold the word, counted from 0.
        looked_at: How many have been looked at, from the first message on.
    """

    numbers: list[int]
    looked_at: int


def holds(told: Summary, word: str) -> bool:
    """Whether a message holds a word that has been case-folded: in who it is from, what about, or when."""
    date = listed_date(told)
    day = f"{date.day} {date.time} {date.short}" if date else ""
    texts = (told.author, told.envelope_from, told.subject, told.date, day)
    return any(word in one_line(text).casefold() for text in texts)


def matching(text: MailboxText, word: str, first: int, is_wanted: Callable[[], bool]) -> Iterator[Batch]:
    """Look at all messages that are known, from one on.

    Args:
        text: The mailbox.
        word: What they are to hold, in any case.
        first: The first to look at, counted from 0.
        is_wanted: Whether to go on.

    Raises:
        MailboxError: The file cannot be read.
    """
    folded = word.casefold()
    while is_wanted():
        told = text.messages.summaries(first, BATCH)
        if not told:
            return
        yield Batch([first + at for at, each in enumerate(told) if holds(each, folded)], first + len(told))
        first += len(told)
