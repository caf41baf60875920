"""A line that is shown in the prompt before it goes out, while somebody may be typing there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

from heloworld.ui.widgets.wire.prompt import CommandLine


class ShownLine:
    """Puts lines into a prompt and takes them out again; what was typed there before and meanwhile stays.

    Args:
        line: Finds the prompt's line.
    """

    def __init__(self, line: Callable[[], CommandLine]) -> None:
        self._line = line
        self._shown: str | None = None
        self._before = ""

    def put(self, text: str) -> None:
        """Show a line."""
        self.take_away()
        line = self._line()
        self._shown, self._before = text, line.value
        line.value = text

    def take_away(self) -> None:
        """Show it no longer."""
        if self._shown is None:
            return
        line = self._line()
        line.value = self._before + _typed_into(self._shown, line.value)
        line.cursor_position = len(line.value)
        self._shown = None

    def drop(self) -> None:
        """Empty the line, whatever stands in it, and bring nothing of it back."""
        self._shown = None
        self._line().value = ""


def _typed_into(shown: str, now: str) -> str:
    """What was typed into a line, wherever in it."""
    start = _alike(shown, now)
    end = _alike(shown[start:][::-1], now[start:][::-1])
    return now[start : len(now) - end]


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
