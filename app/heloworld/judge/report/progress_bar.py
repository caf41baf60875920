"""A bar at the end of the lines on a terminal: how far it is, and what is being judged."""

from __future__ import annotations

from typing import Final, TextIO

_WIDE: Final = 24


class ProgressBar:
    """Draws a bar, and takes it away again, where its stream is a terminal.

    Args:
        stream: Where to.
        total: How many stages there are.
    """

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._is_drawn = False

    def draw(self, done: int, name: str) -> None:
        """Show it, in place of what it showed before."""
        if self._stream.isatty():
            self.clear()
            self._stream.write(bar(done, self._total, name))
            self._stream.flush()
            self._is_drawn = True

    def clear(self) -> None:
        """Take it away."""
        if self._is_drawn:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._is_drawn = False


def bar(done: int, total: int, name: str) -> str:
    """The bar as text."""
    filled = _WIDE * done // total
    return f"[{'#' * filled}{'.' * (_WIDE - filled)}] {done}/{total} {name}"
