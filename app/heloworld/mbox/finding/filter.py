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
    """One thing that messages are to hold, or are not to.

    Attributes:
        word: A word, case-folded; where it is empty, any message will do.
        where: In which part of them, by its letter; empty for any of those that a list shows.
        is_absent: Whether they are not to hold it.
    """

    word: str
    where: str = ""
    is_absent: bool = False


TEXT: Final = "b"
"""The letter of what a message says, decoded."""

LETTERS: Final = {"f": "sender", "t": "recipients", "s": "subject", TEXT: "text"}
"""The letters that can be written behind a ``~``, and where each looks."""

_TERM: Final = re.compile(r"(?:^|(?<=\s))(?:(!?)\s*~([A-Za-z])(?:\s+|$)|(!)(?=\S))")
"""What begins a term: a letter behind ``~``, perhaps with ``!`` before it, or ``!`` at the beginning of a word."""

_JOINT: Final = re.compile(r"\s+and\s*\Z", re.IGNORECASE)
"""The word that joins two terms; without it they are joined, too."""

_CLOSE: Final = re.compile(r"(?:^|(?<=\s))!?~([A-Za-z])[A-Za-z\d\"]")
_LETTER: Final = re.compile(r"~[A-Za-z]\b")
_GROUP: Final = re.compile(r"\(\s*!?\s*~[A-Za-z]\b|\|")
_LONE: Final = re.compile(r"(?:^|\s)!\s*\Z")
_QUOTED: Final = re.compile(r'(?:(?<=[\s!(])|^)"([^"]*)(?:"|$)')
"""A text in quotes, which begin a word; whoever is still typing has not closed them yet."""

_LONGEST: Final = 1024 * 1024
"""Bytes of a message within which its text is searched."""

_FEW: Final = 8
"""Messages that are taken apart at a time, which takes longer than to sum them up."""


def sought(typed: str) -> tuple[Sought, ...]:
    """What is sought, all of it: a word, and as mutt writes it ``~f`` and a word of the sender, ``!~f`` for not.

    Args:
        typed: Any text. What stands before the first ``~`` with a letter is a word for what a list shows, and so is
            what stands behind a ``!`` without one. In quotes, none of these is a sign.
    """
    typed = typed.strip()
    terms = list(_TERM.finditer(_masked(typed)))
    ends = [*(term.start() for term in terms), len(typed)]
    word = _word(_JOINT.sub("", typed[: ends[0]]) if terms else typed)
    first = (Sought(word),) if word or not terms else ()
    return first + tuple(
        Sought(
            _word(_JOINT.sub("", typed[term.end() : end]) if end < len(typed) else typed[term.end() : end]),
            term[2] or "",
            is_absent=bool(term[1] or term[3]),
        )
        for term, end in zip(terms, ends[1:], strict=True)
    )


def _masked(typed: str) -> str:
    """The same with nothing that means anything between quotes."""
    return _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), typed)


def _word(typed: str) -> str:
    return _QUOTED.sub(r"\1", typed.strip()).strip().casefold()


def unknown_letter(typed: str) -> str | None:
    """The first letter behind a ``~`` of which nobody knows where it looks; None where there is none."""
    return next((each.where for each in sought(typed) if each.where and each.where not in LETTERS), None)


def crowded_letter(typed: str) -> str | None:
    """The first letter behind a ``~`` that is known, and has its word right behind it; None where there is none."""
    return next((found[1] for found in _CLOSE.finditer(_masked(typed)) if found[1] in LETTERS), None)


def is_grouped(typed: str) -> bool:
    """Whether terms are joined by ``|`` or put into brackets, as mutt has it: there is nothing like that here."""
    masked = _masked(typed)
    return _LETTER.search(masked) is not None and _GROUP.search(masked) is not None


def lacks_word(typed: str) -> bool:
    """Whether it ends in a ``!`` of its own, which says that something is not wanted, and not what."""
    return _LONE.search(_masked(typed)) is not None


def holds(told: Summary, wanted: Sought) -> bool:
    """Whether what a list knows of a message is as wanted; nothing is where no letter says where to look."""
    date = listed_date(told)
    day = f"{date.day} {date.time} {date.short}" if date else ""
    texts: dict[str, tuple[str, ...]] = {
        "f": (told.author or told.envelope_from,),  # without a From field mutt, too, takes the From_ line's
        "t": (told.recipients,),
        "s": (told.subject,),
        "": (told.author, told.envelope_from, told.subject, told.date, day),
    }
    is_held = any(wanted.word in one_line(text).casefold() for text in texts.get(wanted.where, ()))
    return is_held != (wanted.is_absent and bool(wanted.word))


def says(text: MailboxText, message: int, wanted: Sought) -> bool:
    """Whether what can be read of a message, counted from 0, is as wanted, whatever its encoding.

    Raises:
        MailboxError: The file cannot be read.
    """
    if not wanted.word:
        return True
    parts = letter(text.record(message, _LONGEST), _LONGEST).parts
    return any(wanted.word in part.text.casefold() for part in parts if part.text is not None) != wanted.is_absent


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
    listed = [each for each in wanted if each.where != TEXT]
    in_text = [each for each in wanted if each.where == TEXT]
    while is_wanted():
        told = text.messages.summaries(first, _FEW if in_text else BATCH)
        if not told:
            return
        numbers = [first + at for at, each in enumerate(told) if all(holds(each, wanted) for wanted in listed)]
        found = [number for number in numbers if all(says(text, number, wanted) for wanted in in_text)]
        yield Batch(found, first + len(told))
        first += len(told)
