"""The bridge from the lab's thread to the screen: new events, dissected, in batches.

The transcript is recorded in the lab's thread; here it is read in the screen's, at most 30 times a second and never
for longer than a few milliseconds at a time, so that a key is answered whatever the load. The first event after a
pause is taken at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from heloworld.smtp.dissect import Dissector
from heloworld.wire.events import Event
from heloworld.wire.transcript import Transcript

INTERVAL = 1 / 30
"""Seconds between two batches, at least."""

BUDGET = 0.008
"""Seconds that one batch may take."""

SLICE = 64
"""Events that are dissected between two looks at the clock."""


class Feed:
    """Follows a transcript and keeps a dissector up to date.

    Args:
        on_change: Called in the screen's thread after each batch, with its events.

    Attributes:
        dissector: What is known so far.
        behind: Events that are recorded and not yet dissected.
    """

    def __init__(self, on_change: Callable[[list[Event]], None]) -> None:
        self.dissector = Dissector()
        self.behind = 0
        self._on_change = on_change
        self._transcript: Transcript | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._position = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._signalled = False

    def follow(self, transcript: Transcript) -> None:
        """Follow another transcript from its beginning; to be called in the screen's thread."""
        self.stop()
        self._loop = asyncio.get_running_loop()
        self._transcript, self._position, self.dissector = transcript, 0, Dissector()
        self._unsubscribe = transcript.subscribe(self._signal)
        self._schedule()

    def catch_up(self) -> None:
        """Take in at once what is there already, as far as the budget goes."""
        if self._timer is not None:
            self._timer.cancel()
        self._drain()

    def stop(self) -> None:
        """Follow nothing any more."""
        self._unsubscribe()
        self._transcript = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _signal(self, _event: Event) -> None:
        """In the lab's thread: something was recorded. One signal is enough until it has been heard."""
        if not self._signalled and self._loop is not None and not self._loop.is_closed():
            self._signalled = True
            self._loop.call_soon_threadsafe(self._schedule)

    def _schedule(self) -> None:
        self._signalled = False
        if self._timer is None and self._loop is not None and self._transcript is not None:
            self._timer = self._loop.call_at(max(self._due, self._loop.time()), self._drain)

    def _drain(self) -> None:
        """Take in what is new, within the budget."""
        self._timer = None
        if self._transcript is None or self._loop is None:
            return
        stop = time.perf_counter() + BUDGET
        taken: list[Event] = []
        while True:
            events, self._position = self._transcript.since(self._position, SLICE)
            self.dissector.feed(events)
            taken += events
            if len(events) < SLICE or time.perf_counter() > stop:
                break
        self.behind = len(self._transcript) - self._position
        self._due = self._loop.time() + INTERVAL
        if taken:
            self._on_change(taken)
        if self.behind:
            self._schedule()
