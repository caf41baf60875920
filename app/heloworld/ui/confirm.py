"""What cannot be taken back has to be asked for twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

SURE = 10.0
"""Seconds for which the warning stands on the screen, where nothing drives it away; so long a second time counts."""


@runtime_checkable
class EndsForOthers(Protocol):
    """A screen with which something ends for others, too, when the program is left."""

    def may_end(self) -> bool:
        """Whether that is meant; warns the first time where it is not sure."""


class Twice:
    """Remembers what was asked for last, and warns of it the first time.

    Args:
        warn: Says a warning, for as many seconds.
        shows: Whether a warning that was said still stands on the screen.
    """

    def __init__(self, warn: Callable[[str, float], object], shows: Callable[[str], bool]) -> None:
        self._warn = warn
        self._shows = shows
        self._asked: tuple[str, str] | None = None

    def drop(self) -> bool:
        """Something else is done, and what was asked for is not meant any more; whether its warning still shows."""
        asked, self._asked = self._asked, None
        return asked is not None and self._shows(asked[0])

    def is_sure(self, warning: str, at: str) -> bool:
        """Whether this is asked for a second time in the same place, with its warning in sight; else it is warned of.

        Args:
            warning: What would happen, as a sentence; it also tells apart what is asked for.
            at: Where, as a name: elsewhere it would be something else.
        """
        asked = (warning, at)
        if self._asked == asked and self._shows(warning):
            self._asked = None
            return True
        self._asked = asked
        self._warn(warning, SURE)
        return False
