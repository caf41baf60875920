"""What programs print, as it is printed: the queue, and what the tools say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import BindingType

from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.own_keys import MOVES
from heloworld.wire.visible import visible_text

STYLES: Final = {
    "printed--typed": "color: $client; text-style: bold",
    "printed--aside": "color: $faint",
    "printed--note": "color: $name",
}
"""How lines look: what was typed at the tools prompt, comments, and what is said beside what a program prints."""

KEPT: Final = 2_000
"""Lines that are held."""


class PrintedLines(LineSource):
    """Lines of text, each in one style.

    Args:
        empty: What is said while there are none.
    """

    def __init__(self, empty: str) -> None:
        self._empty = empty
        self._lines: list[LineSpan] = []

    @property
    def end_line(self) -> int:
        """The number after the newest line."""
        return len(self._lines)

    @property
    def empty_text(self) -> str:
        """What is said while there are no lines."""
        return self._empty

    def spans(self, number: int) -> list[LineSpan]:
        """A line."""
        return [self._lines[number]]

    def put(self, lines: Iterable[LineSpan], *, anew: bool) -> bool:
        """Add lines, or have them in the place of all others; says whether anything is different."""
        added = [LineSpan(visible_text(text), style) for text, style in lines]
        now = (added if anew else [*self._lines, *added])[-KEPT:]
        is_new, self._lines = now != self._lines, now
        return is_new


class PrintedView(LineView, inherit_bindings=False):
    """Shows them; long lines take several rows.

    Args:
        empty: What is said while there are none.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("PrintedView", STYLES) + "PrintedView { height: 1fr; padding: 0 0 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [*MOVES]
    lines: PrintedLines

    def __init__(self, empty: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(PrintedLines(empty), id=id)

    def put(self, lines: Iterable[LineSpan], *, anew: bool = False) -> None:
        """Print lines behind the others, or in their place."""
        if self.lines.put(lines, anew=anew):
            self.redraw()

    def on_resize(self) -> None:
        """Have long lines take several rows, whatever other panes do; the base's handler then lays them out."""
        self.scroller.wraps = True
