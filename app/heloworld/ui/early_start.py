"""A bench that is started early: in a thread, while the front is shown and the screen for it is still being loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from heloworld.errors import HeloError, PlaintextError, TunnelError

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
        self._failed_at = 0

    @property
    def bench(self) -> Bench:
        """The bench, once it has been opened."""
        assert self._bench is not None
        return self._bench

    @property
    def failure(self) -> HeloError | None:
        """What went wrong last, where there was no connection that could be used; None where there was.

        Where one that was to be encrypted is not, it could only once the learner has typed something after that.
        """
        from heloworld.wire.events import Bytes

        if self._failure is None or self._bench is None:
            return None
        wanted_tls = isinstance(self._failure, PlaintextError | TunnelError)
        events, _ = self._bench.transcript.since(self._failed_at if wanted_tls else 0)
        crossed = (event for event in events if isinstance(event, Bytes))
        return None if any(event.source == "client" or not wanted_tls for event in crossed) else self._failure

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
            if error is not None and self._bench is not None:
                self._failure, self._failed_at = error, len(self._bench.transcript)
            if self._tell is None:
                self._told.append(error)
            else:
                self._tell(error)
