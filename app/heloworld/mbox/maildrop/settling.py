"""Changes of ours and those who read meanwhile: who waits for whom."""

from __future__ import annotations

import threading


class Settling:
    """Whether a change of a mailbox by this process is under way. Every method may be called in any thread.

    Attributes:
        undisturbed: Whoever has this lock reads, and no change begins; one may be under way. To be held for a moment.
    """

    def __init__(self) -> None:
        self.undisturbed = threading.Lock()
        self._is_settled = threading.Event()
        self._is_settled.set()

    @property
    def is_settled(self) -> bool:
        """Whether none is."""
        return self._is_settled.is_set()

    def begin(self) -> None:
        """A change begins, as soon as nobody is to be left undisturbed."""
        with self.undisturbed:
            self._is_settled.clear()

    def end(self) -> None:
        """It is over."""
        self._is_settled.set()

    def wait(self, seconds: float) -> bool:
        """Wait until none is under way, for so long at most; whether that came about."""
        return self._is_settled.is_set() or self._is_settled.wait(seconds)
