"""A bench that is started early: in a thread, while the front is shown and the screen for it is still being loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from heloworld.errors import HeloError

if TYPE_CHECKING:
    from heloworld.lab.bench import Bench, Tell


class EarlyStart:
    """Starts a bench, and keeps what it tells until there is a screen to be told.

    Args:
        make: Makes the bench.
    """

    def __init__(self, make: Callable[[], Bench]) -> None:
        self._make = make
        self._bench: Bench | None = None
        self._started: Future[None] | None = None
        self._lock = threading.Lock()
        self._told: list[HeloError | None] = []
        self._tell: Tell | None = None
        self._failure: HeloError | None = None

    @property
    def bench(self) -> Bench:
        """The bench, once it has been opened."""
        assert self._bench is not None
        return self._bench

    @property
    def failure(self) -> HeloError | None:
        """What went wrong last, where nothing has ever crossed a connection; None where something did."""
        from heloworld.wire.events import Bytes

        events = self._bench.transcript.since(0)[0] if self._failure is not None and self._bench is not None else []
        return None if any(isinstance(event, Bytes) for event in events) else self._failure

    def open(self) -> None:
        """Make the bench and have it started; does not wait for it."""
        self._bench = self._make()
        self._started = self._bench.start(self._pass_on)

    def start(self, tell: Tell) -> Future[None]:
        """As `Bench.start`, for whoever comes late."""
        assert self._started is not None
        with self._lock:
            for error in self._told:
                tell(error)
            self._told.clear()
            self._tell = tell
        return self._started

    def stop(self) -> None:
        """End the bench, if there is one."""
        if self._bench is not None:
            self._bench.stop()

    def _pass_on(self, error: HeloError | None) -> None:
        with self._lock:
            self._failure = error or self._failure
            if self._tell is None:
                self._told.append(error)
            else:
                self._tell(error)
