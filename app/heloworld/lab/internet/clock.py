"""The world's clock: it goes by itself, and it can be turned forwards, so that nobody has to wait for a retry.

Letters, queues, greylists and dates run on it; idle timers, locks and connections run on real time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, TypeAlias

from heloworld.wire.events import Event, Turned

TOGETHER: Final = 1.0
"""Seconds within which what is due counts as due together."""

Due: TypeAlias = Callable[[], float | None]
"""When something happens next, on the world's clock; None for never."""


class WorldClock:
    """A clock that can be turned; to be used from the world's event loop, but for `now`, which anybody may ask.

    Args:
        record: Takes a `Turned` each time.
    """

    def __init__(self, record: Callable[[Event], None] = lambda _event: None) -> None:
        self._record = record
        self._turned = 0.0
        self._dues: list[Due] = []
        self._waiting: set[asyncio.Event] = set()

    @property
    def turned(self) -> float:
        """By how many seconds it has been turned, all in all."""
        return self._turned

    def now(self) -> float:
        """The moment, in seconds since the epoch."""
        return time.time() + self._turned

    def turn(self, seconds: float) -> None:
        """Turn it forwards.

        Raises:
            ValueError: That would be backwards.
        """
        if seconds < 0:
            raise ValueError(seconds)
        self._turned += seconds
        self._record(Turned(0, time.time(), seconds))
        for each in self._waiting:
            each.set()

    def sleep(self, seconds: float) -> None:
        """Turn it by so many seconds, and to what is due within a second after that.

        Somebody who sleeps as long as a wait is said to last is never a moment too early.

        Raises:
            ValueError: That would be backwards.
        """
        now = self.now()
        until = now + seconds
        last = max((each for each in self._upcoming() if until < each <= until + TOGETHER), default=until)
        self.turn(last - now if last > until else seconds)

    def watch(self, due: Due) -> Callable[[], None]:
        """Have `later` know of something; returns what makes it forget that."""
        self._dues.append(due)
        return lambda: self._dues.remove(due)

    def next_due(self) -> float | None:
        """When something happens next; None where nothing waits."""
        return min(self._upcoming(), default=None)

    def later(self, to: float | None = None) -> float:
        """Turn it to the next thing that is due, and to what follows within a second of that.

        Args:
            to: Pass by what is due before this moment.

        Returns:
            By how many seconds it was turned; 0 where nothing waits, or where something is due by now.
        """
        due, now = self.next_due() if to is None else to, self.now()
        if due is None:
            return 0.0
        last = max((each for each in self._upcoming() if due <= each <= due + TOGETHER), default=due)
        if last <= now:
            return 0.0
        self.turn(last - now)
        return last - now

    async def wait_until(self, at: float) -> None:
        """Wait until a moment has come, or the clock was turned past it."""
        turned = asyncio.Event()
        self._waiting.add(turned)
        try:
            while (rest := at - self.now()) > 0:
                try:
                    async with asyncio.timeout(rest):
                        await turned.wait()
                except TimeoutError:
                    continue
                turned.clear()
        finally:
            self._waiting.discard(turned)

    def _upcoming(self) -> list[float]:
        return [at for due in self._dues if (at := due()) is not None]
