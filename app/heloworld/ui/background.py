"""What goes on beside the screen, in threads of its own.

A generator that reads a file is driven, and rests while the screen is drawn (`Follower`). Of pieces of work that
replace each other, the latest is done (`Latest`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event, Lock, Thread
from typing import Final, Generic, TypeVar

T = TypeVar("T")

InThread = Callable[[Callable[[], object]], object]
"""Has a function run in a thread of its own."""

Later = Callable[..., object]
"""Has a function called with some arguments in the thread of the screen, soon; it may itself be called in any."""

Follow = Callable[[Event, Callable[[], float]], Iterator[T]]
"""Makes the generator. It ends when the event is set, and before each piece of work asks how many seconds to rest."""

DRAWING: Final = 0.05
"""Seconds in which what was moved is drawn."""


class Follower(Generic[T]):
    """Drives one generator to its end, which may be when it is told to stop.

    Args:
        in_thread: Where it is driven.
        follow: Makes it.
        tell: Is told what it yields, in its thread.
        close: Is called once at the very end: in that thread, or by `stop` where it was never started.
        clock: The time in seconds.
    """

    def __init__(
        self,
        in_thread: InThread,
        follow: Follow[T],
        tell: Callable[[T], object],
        close: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._in_thread = in_thread
        self._follow = follow
        self._tell = tell
        self._close = close
        self._clock = clock
        self._stop = Event()
        self._is_started = False
        self._drawn_at = 0.0

    def start(self) -> None:
        """Begin."""
        self._is_started = True
        self._in_thread(self._drive)

    def stop(self) -> None:
        """Come to an end soon."""
        self._stop.set()
        if not self._is_started:
            self._close()

    def give_way(self) -> None:
        """Something was moved on the screen, which is to be seen before more is read: machines have few processors."""
        self._drawn_at = self._clock() + DRAWING

    def _drive(self) -> None:
        """In the thread."""
        try:
            for each in self._follow(self._stop, self._rest):
                self._tell(each)
        finally:
            self._close()

    def _rest(self) -> float:
        return min(max(self._drawn_at - self._clock(), 0.0), DRAWING)


class Latest:
    """Does one piece of work at a time, and of those that wait only the latest.

    Nobody waits for it when the program ends: a thread that asyncio lends would be waited for.

    Args:
        fail: Is told what goes wrong, in its thread.
    """

    def __init__(self, fail: Callable[[Exception], object]) -> None:
        self._fail = fail
        self._guard = Lock()
        self._waiting: Callable[[], object] | None = None
        self._is_busy = False

    def do(self, work: Callable[[], object]) -> None:
        """Have something done soon, instead of what waits."""
        with self._guard:
            self._waiting = work
            if self._is_busy:
                return
            self._is_busy = True
        Thread(target=self._drive, name="helo latest", daemon=True).start()

    def _drive(self) -> None:
        """In the thread."""
        while True:
            with self._guard:
                work, self._waiting = self._waiting, None
                if work is None:
                    self._is_busy = False
                    return
            try:
                work()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told where it can be seen
                self._fail(error)
