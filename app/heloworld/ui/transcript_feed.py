"""The bridge from the lab's thread to the screen: new events, dissected, in batches.

The transcript is recorded in the lab's thread; here it is read in the screen's. A key must be answered whatever the
load, so events are dissected a few milliseconds at a time, with time for keys in between, and showing them takes a
fifth of the screen's time at most. What comes after a pause, a command and its reply, is shown at once.
"""

from __future__ import annotations

import asyncio
import contextvars
import math
import time
from collections.abc import Callable

from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event
from heloworld.wire.transcript import Transcript

SHARE = 4
"""How many times as long as a showing took the screen is left in peace for it."""

CREDIT = 0.1
"""Seconds of peace that may be owed: so much happens at once after a pause."""

INTERVAL = 1 / 30
"""Seconds after which a showing is taken for done, where nobody says so."""

ECHO, LONGEST = 0.025, 0.25
"""Seconds for which a key comes first, and seconds after which something is shown whatever is typed."""

BUDGET, PAUSE = 0.002, 0.004
"""Seconds that are dissected at a stretch, and seconds between two stretches."""

BATCH, SLICE = 256, 8
"""Events that are asked for at once, and events that are dissected between two looks at the clock."""


class Feed:
    """Follows a transcript and keeps a dissector up to date.

    Args:
        on_change: Called in the screen's thread when there is something to show, with the events since the last time.
            Whoever shows it says `shown` when it is on the screen.
        typed_at: When a key was pressed last, as `time.monotonic` counts: its letter is drawn before anything else.

    Attributes:
        dissector: What is known so far.
        behind: Events that are recorded and not yet dissected.
    """

    def __init__(
        self, on_change: Callable[[list[Event]], None], typed_at: Callable[[], float] = lambda: -math.inf
    ) -> None:
        self.dissector = Dissector(protocol_of)
        self.behind = 0
        self._on_change = on_change
        self._typed_at = typed_at
        self._transcript: Transcript | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: contextvars.Context | None = None
        self._position = 0
        self._asked: list[Event] = []
        self._taken: list[Event] = []
        self._began = self._due = 0.0
        self._is_showing = False
        self._timer: asyncio.TimerHandle | None = None
        self._signalled = False

    def follow(self, transcript: Transcript) -> None:
        """Follow another transcript from its beginning; to be called in the screen's thread."""
        self.stop()
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()  # the lab's thread has another, in which there is no app
        self._transcript, self._position, self.dissector = transcript, 0, Dissector(protocol_of)
        self._due = 0.0
        self._unsubscribe = transcript.subscribe(self._signal)
        self._schedule(0.0)

    def catch_up(self) -> None:
        """Take in and show at once what is there already, as far as the budget goes."""
        self._cancel()
        self._drain()

    @property
    def is_at_rest(self) -> bool:
        """Whether all that is recorded was handed on to be shown."""
        return not (self.behind or self._taken)

    def shown(self) -> None:
        """What `on_change` brought is on the screen: leave some time for others, the more the longer it took."""
        if self._is_showing and self._loop is not None:
            now = self._loop.time()
            self._due = max(self._due, now - CREDIT) + SHARE * (now - self._began)
            self._is_showing = False

    def stop(self) -> None:
        """Follow nothing any more."""
        self._unsubscribe()
        self._transcript = None
        self._asked, self._taken = [], []
        self._cancel()

    def _signal(self, _event: Event) -> None:
        """In the lab's thread: something was recorded. One signal is enough until it has been heard."""
        if not self._signalled and self._loop is not None and not self._loop.is_closed():
            self._signalled = True
            self._loop.call_soon_threadsafe(self._heard, context=self._context)

    def _heard(self) -> None:
        self._signalled = False
        self._schedule(0.0)

    def _schedule(self, delay: float) -> None:
        if self._timer is None and self._loop is not None and self._transcript is not None:
            self._timer = self._loop.call_later(delay, self._drain, context=self._context)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _drain(self) -> None:
        """Take in what is new, within the budget, and have it shown when it is time."""
        self._timer = None
        if self._transcript is None or self._loop is None:
            return
        self._take(self._transcript)
        left = self._left(self._loop.time())
        if self._taken and left <= 0:
            self._began, self._is_showing = self._loop.time(), True
            taken, self._taken = self._taken, []
            self._on_change(taken)
        if self.behind:
            self._schedule(PAUSE)
        elif self._taken:
            self._schedule(min(left, PAUSE))

    def _left(self, now: float) -> float:
        """Seconds until something may be shown again."""
        due = max(self._due, self._began + INTERVAL) if self._is_showing else self._due
        is_busy = self._due > now - CREDIT / 2
        if is_busy and now - self._began < LONGEST:
            due = max(due, now + self._typed_at() + ECHO - time.monotonic())
        return due - now

    def _take(self, transcript: Transcript) -> None:
        """Dissect for as long as the budget lasts."""
        stop = time.perf_counter() + BUDGET
        while time.perf_counter() < stop:
            if not self._asked:
                self._asked, self._position = transcript.since(self._position, BATCH)
            if not self._asked:
                break
            events, self._asked = self._asked[:SLICE], self._asked[SLICE:]
            self.dissector.feed(events)
            self._taken += events
        self.behind = len(transcript) - self._position + len(self._asked)
