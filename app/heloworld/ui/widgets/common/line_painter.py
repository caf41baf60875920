"""From spans to what is written on the terminal: one line at a time, and what was drawn once is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from heloworld.ui.widgets.common.line_source import LineSource
from heloworld.ui.widgets.common.selected_text import Selected, with_selection

CUT_LEFT, CUT_RIGHT = "‹", "›"
"""What stands at the edge where a line goes on."""

_KEPT: Final = 1024
"""Lines that are remembered."""


class LinePainter:
    """Draws the lines of a source.

    Args:
        lines: Them.
        look_up: The style of a component class.

    Attributes:
        base: What is drawn on.
        widest: Columns that the widest of the lines that were drawn takes.
    """

    def __init__(self, lines: LineSource, look_up: Callable[[str], Style]) -> None:
        self.widest = 0
        self._lines = lines
        self._look_up = look_up
        self.base = Style.null()
        self._strips: LRUCache[int, Strip] = LRUCache(_KEPT)
        self._styles: dict[str, Style] = {}

    def forget(self, since: int) -> None:
        """Lines from a number on look different."""
        if since <= self._lines.first_line:
            self._strips.clear()
            self.widest = 0
        for number in list(self._strips.keys()):
            if number >= since:
                self._strips.discard(number)

    def forget_styles(self) -> None:
        """The theme has changed."""
        self._strips.clear()
        self._styles.clear()

    def draw_on(self, base: Style) -> None:
        """What is drawn from now on is drawn on this."""
        if base != self.base:
            self.base = base
            self._strips.clear()

    def style(self, name: str) -> Style:
        """The style of a component class; an empty name has none."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._look_up(name) if name else Style.null()
        return style

    def line(
        self, number: int, left: int, width: int, *, has_cursor: bool = False, selected: Selected | None = None
    ) -> Strip:
        """One line, or what of it is in sight.

        Args:
            number: Which.
            left: The first column that is in sight.
            width: Columns that are in sight.
            has_cursor: Whether the cursor is on it.
            selected: What of it is selected.
        """
        strip = self._strip(number)
        if has_cursor:
            strip = self._with_cursor(strip, left + width)
        length = strip.cell_length
        if selected is not None:
            strip = with_selection(strip, selected)
        strip = strip.crop_extend(left, left + width, self.base).apply_offsets(left, number)
        return self._with_cuts(strip, left > 0 and length > 0, length > left + width)

    def note(self, text: str, width: int) -> Strip:
        """A line that is none of the source's, but says something; it may be empty."""
        return Strip([Segment(text, self.base + self.style("line--empty"))]).crop_extend(0, width, self.base)

    def _strip(self, number: int) -> Strip:
        """All of one line."""
        strip = self._strips.get(number)
        if strip is None:
            base, style = self.base, self.style
            strip = Strip([Segment(text, base + style(name)) for text, name in self._lines.spans(number)])
            self._strips[number] = strip
            self.widest = max(self.widest, strip.cell_length)
        return strip

    def _with_cursor(self, strip: Strip, width: int) -> Strip:
        strip = strip.extend_cell_length(max(width, strip.cell_length), self.base)
        lit = self.style("line--cursor")
        return Strip([Segment(text, (style or self.base) + lit) for text, style, _ in strip], strip.cell_length)

    def _with_cuts(self, strip: Strip, is_cut_left: bool, is_cut_right: bool) -> Strip:
        """Say at the edges that a line goes on there."""
        if not is_cut_left and not is_cut_right:
            return strip
        style = self.base + self.style("line--empty")
        if is_cut_left:
            strip = Strip.join([Strip([Segment(CUT_LEFT, style)]), strip.crop(1)])
        if is_cut_right:
            strip = Strip.join([strip.crop(0, strip.cell_length - 1), Strip([Segment(CUT_RIGHT, style)])])
        return strip
