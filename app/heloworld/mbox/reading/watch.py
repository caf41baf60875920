"""Watching a mailbox file: it is scanned to its end, then looked at again and again, and what is new is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.lines import MailboxText

POLL: Final = 0.25
"""Seconds between two looks at a file that is known to its end."""

SPELL: Final = 0.1
"""Seconds of scanning after which it is told for the first time how far it has come; each time, twice as many."""

LONGEST_SPELL: Final = 0.4
"""Seconds of scanning at most between two such news: whoever shows them draws everything anew."""

SLICE: Final = 4 * 1024 * 1024
"""Bytes that are scanned between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class FileNews:
    """What is known about the file at one moment, and what has happened to it since the last news.

    Attributes:
        lines: Lines found.
        messages: Messages found.
        size: Bytes in the file.
        scanned: Bytes in which they were found, and the messages seen.
        change: What happened to what was known before.
        trouble: Why the file cannot be looked at; what was known is still there to be read.
    """

    lines: int
    messages: int
    size: int
    scanned: int
    change: Change = Change.NONE
    trouble: MailboxError | None = None

    @property
    def is_growth(self) -> bool:
        """Whether what was known before is still true."""
        return self.change in {Change.NONE, Change.GROWN}

    @property
    def percent(self) -> int | None:
        """How much of it is scanned; None when all of it is."""
        return self.scanned * 100 // self.size if self.scanned < self.size else None


def news_of(text: MailboxText, change: Change = Change.NONE, trouble: MailboxError | None = None) -> FileNews:
    """What is known now."""
    scanned = min(text.scanned, text.messages.searched)
    return FileNews(len(text), len(text.messages), text.size, scanned, change, trouble)


def watch(
    text: MailboxText,
    stop: Event,
    rest: Callable[[], float] = lambda: 0.0,
    *,
    poll: float = POLL,
    spell: float = SPELL,
    piece: int = SLICE,
) -> Iterator[FileNews]:
    """Scan a mailbox to its end and follow it from then on. Yields whenever there is something to tell.

    Takes long: it is made to run in a thread of its own.

    Args:
        text: The mailbox; nobody else may refresh or scan it meanwhile.
        stop: Ends the watch, within milliseconds.
        rest: How many seconds to rest before the next piece: where somebody waits for the screen to be drawn, on a
            machine that has few processors.
        poll: Seconds between two looks at a file that is known to its end.
        spell: Seconds of scanning after which it is told for the first time how far it has come.
        piece: Bytes that are scanned between two looks at the clock.
    """
    had_trouble, longer = False, spell
    while not stop.is_set():
        before = text.progress
        scan = partial(_scan, text, stop, longer, rest, piece)
        change, trouble = _look(text, scan)
        longer = spell if text.is_complete else min(2 * longer, LONGEST_SPELL)
        has_moved = text.progress != before
        if change is not Change.NONE or has_moved or had_trouble != (trouble is not None):
            yield news_of(text, change, trouble)
        had_trouble = trouble is not None
        if had_trouble or text.is_complete or not has_moved:
            stop.wait(poll)


def _look(text: MailboxText, scan: Callable[[], None]) -> tuple[Change, MailboxError | None]:
    """Look at the file and scan for a spell: what happened to it, and what went wrong."""
    change = Change.NONE
    try:
        change = text.refresh()
        scan()
    except MailboxError as error:
        return change, error
    return change, None


def _scan(text: MailboxText, stop: Event, spell: float, rest: Callable[[], float], piece: int) -> None:
    end = time.monotonic() + spell
    before = None
    while text.progress != before and not text.is_complete and not stop.is_set():
        before = text.progress
        text.scan(piece)
        if (pause := rest()) > 0:
            stop.wait(pause)
        if time.monotonic() >= end:
            return
