"""Readers looking through a mailbox, and going on when it changes: what they see is told now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.lenses.ruler import Judgements, Ruler, Sight
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.watch import POLL

SOON: Final = 0.1
"""Seconds after which it is told for the first time what the readers of a file have seen."""

LATER: Final = 0.5
"""Seconds between two such news from then on."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often it is done what is done now and then, in seconds.

    Attributes:
        poll: Between two looks at a file that all readers are through with.
        soon: Until it is told for the first time what they have seen.
        later: Between two such news from then on.
    """

    poll: float = POLL
    soon: float = SOON
    later: float = LATER


USUAL: Final = Pace()


@dataclass(frozen=True, slots=True)
class Look:
    """What the readers have seen so far. All of it is about the same file.

    Attributes:
        rows: The rows of the chosen readers.
        sights: What each reader sees, by its name; they may go on meanwhile.
        view: The file, for the thread that is told.
        change: What has happened to the file since the last look.
        appended: How many bytes have been appended to it since then.
        trouble: Why the file cannot be looked at; what was seen of it is still there.
    """

    rows: Judgements
    sights: Mapping[str, Sight]
    view: View
    change: Change = Change.NONE
    appended: int = 0
    trouble: MailboxError | None = None


def look_through(
    ruler: Ruler,
    stop: Event,
    rest: Callable[[], float] = lambda: 0.0,
    pace: Pace = USUAL,
) -> Iterator[Look]:
    """Have every reader go through the file, and follow it from then on. Yields whenever there is something to tell.

    Takes long: it is made to run in a thread of its own.

    Args:
        ruler: The file and its readers; nobody else may have them work meanwhile.
        stop: Ends it, within milliseconds.
        rest: How many seconds to rest before the next piece: where somebody waits for the screen to be drawn.
        pace: How often the file is looked at, and something told.
    """
    looked = told = time.monotonic()
    size, change, trouble = ruler.size, Change.NONE, None
    pause, is_told = pace.soon, False
    while not stop.is_set():
        was = trouble
        if time.monotonic() - looked >= pace.poll:
            happened, trouble = _refreshed(ruler)
            looked, change = time.monotonic(), _graver(change, happened)
        if (seconds := rest()) > 0:
            stop.wait(seconds)
        try:
            has_worked = ruler.go_on()
        except MailboxError as error:
            has_worked, trouble = False, error
        if has_worked and is_told:
            is_told, pause, told = False, pace.soon, time.monotonic()
        is_due = time.monotonic() - told >= pause if has_worked else not is_told
        if is_due or (trouble is None) != (was is None):
            appended = max(ruler.size - size, 0) if change in {Change.NONE, Change.GROWN} else 0
            yield Look(ruler.rows(), ruler.sights, ruler.view(), change, appended, trouble)
            size, change, is_told = ruler.size, Change.NONE, not has_worked
            pause, told = pace.later, time.monotonic()
        if not has_worked:
            stop.wait(pace.poll)


def _refreshed(ruler: Ruler) -> tuple[Change, MailboxError | None]:
    """What happened to the file, and what went wrong."""
    try:
        return ruler.refresh(), None
    except MailboxError as error:
        return Change.NONE, error


def _graver(one: Change, other: Change) -> Change:
    """Of two changes, the one after which less is true."""
    order = [Change.NONE, Change.GROWN, Change.SHORTENED, Change.REWRITTEN]
    return max(one, other, key=order.index)
