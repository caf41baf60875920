"""What cannot be taken back has to be asked for twice."""

from __future__ import annotations

import time
from collections.abc import Callable

SURE = 6.0
"""Seconds within which it must be asked for the second time."""


class Twice:
    """Remembers what was asked for last, and warns of it the first time.

    Args:
        warn: Says a warning, for as many seconds.
        clock: Seconds that only grow.
    """

    def __init__(self, warn: Callable[[str, float], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._warn = warn
        self._clock = clock
        self._asked: tuple[str, str] | None = None
        self._asked_at = 0.0

    def drop(self) -> bool:
        """Something else is done, and what was asked for is not meant any more; whether its warning still shows."""
        was_asked, self._asked = self._asked is not None, None
        return was_asked and self._clock() - self._asked_at < SURE

    def is_sure(self, warning: str, at: str) -> bool:
        """Whether this is asked for a second time in the same place, soon after the first; else it is warned of.

        Args:
            warning: What would happen, as a sentence; it also tells apart what is asked for.
            at: Where, as a name: elsewhere it would be something else.
        """
        now, asked = self._clock(), (warning, at)
        if self._asked == asked and now - self._asked_at < SURE:
            self._asked = None
            return True
        self._asked, self._asked_at = asked, now
        self._warn(warning, SURE)
        return False
