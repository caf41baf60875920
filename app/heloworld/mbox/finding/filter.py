"""Which messages of a mailbox hold a word, in what a list shows of them or in their text: found a batch at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from heloworld.mbox.mime.letter import letter
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


class Sought(NamedTuple):
    """What messages are to hold.

    Attributes:
        word: A word, case-folded.
        where: In which part of them, by its letter; empty for any of those that a list shows.
    """

    word: str
    where: str = ""


TEXT: Final = "b"
"""The letter of what a message says, decoded."""

_WHERE: Final = re.compile(r"~([bfst])(?:\s+(.*))?", re.DOTALL)

_LONGEST: Final = 1024 * 1024
"""Bytes of a message within which its text is searched."""

_FEW: Final = 8
"""Messages that are taken apart at a time, which takes longer than to sum them up."""


def sought(typed: str) -> Sought:
    """What is sought: a word, or as mutt writes it ``~f`` sender, ``~t`` recipient, ``~s`` subject, ``~b`` text."""
    found = _WHERE.fullmatch(typed)
    return Sought((found[2] or "").casefold(), found[1]) if found else Sought(typed.casefold())


def holds(told: Summary, wanted: Sought) -> bool:
    """Whether a message holds a word in what a list knows of it."""
    date = listed_date(told)
    day = f"{date.day} {date.time} {date.short}" if date else ""
    texts = {
        "f": (told.author, told.envelope_from),
        "t": (told.recipients,),
        "s": (told.subject,),
        "": (told.author, told.envelope_from, told.subject, told.date, day),
    }
    return any(wanted.word in one_line(text).casefold() for text in texts[wanted.where])


def says(text: MailboxText, message: int, word: str) -> bool:
    """Whether a message, counted from 0, holds a case-folded word in what can be read of it, whatever its encoding.

    Raises:
        MailboxError: The file cannot be read.
    """
    parts = letter(text.record(message, _LONGEST), _LONGEST).parts
    return any(word in part.text.casefold() for part in parts if part.text is not None)


def matching(text: MailboxText, word: str, first: int, is_wanted: Callable[[], bool]) -> Iterator[Batch]:
    """Look at all messages that are known, from one on.

    Args:
        text: The mailbox.
        word: What they are to hold, in any case; `sought` says how it may be written.
        first: The first to look at, counted from 0.
        is_wanted: Whether to go on.

    Raises:
        MailboxError: The file cannot be read.
    """
    wanted = sought(word)
    while is_wanted():
        found = _saying(text, wanted.word, first) if wanted.where == TEXT else _holding(text, wanted, first)
        if not found:
            return
        yield Batch([first + at for at, is_found in enumerate(found) if is_found], first + len(found))
        first += len(found)


def _holding(text: MailboxText, wanted: Sought, first: int) -> list[bool]:
    """Whether each of some messages holds what is wanted; none where there are no more."""
    return [holds(told, wanted) for told in text.messages.summaries(first, BATCH)]


def _saying(text: MailboxText, word: str, first: int) -> list[bool]:
    """The same for what they say."""
    return [says(text, message, word) for message in range(first, min(first + _FEW, len(text.messages)))]
