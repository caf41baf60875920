"""The zones of a lesson's world, as conditions ask about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from heloworld.wire.events import Published


class Zones:
    """The zones of a lesson's world, as the name server answers by them now.

    Args:
        begin: The zones as the lesson began, origin → text; they are made when somebody asks for them.
    """

    def __init__(self, begin: Callable[[], Mapping[str, str]] = dict) -> None:
        self._begin = begin
        self._saved: dict[str, str] = {}

    def save(self, event: Published) -> None:
        """A zone was changed."""
        self._saved[event.origin] = event.text

    def text(self, origin: str) -> str | None:
        """A zone's text; None where there is no such zone."""
        return self._saved[origin] if origin in self._saved else self._begin().get(origin)
