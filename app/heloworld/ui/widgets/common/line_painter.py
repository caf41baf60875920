"""From spans to what is written on the terminal: one line at a time, and what was drawn once is remembered."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from heloworld.ui.widgets.common.line_folding import Folding, Place
from heloworld.ui.widgets.common.line_source import LineSource
from heloworld.ui.widgets.common.prose import GOES_ON
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
        folding: Whether long lines are wrapped, and where.
    """

    def __init__(self, lines: LineSource, look_up: Callable[[str], Style]) -> None:
        self.folding = Folding(lines)
        self._widest = 0
        self._lines = lines
        self._look_up = look_up
        self.base = Style.null()
        self._strips: LRUCache[int, Strip] = LRUCache(_KEPT)
        self._styles: dict[str, Style] = {}

    @property
    def widest(self) -> int:
        """Columns that the widest of the lines that were drawn takes; wrapped, they take no more than there are."""
        return 0 if self.folding.width else self._widest

    def forget(self, since: int) -> None:
        """Lines from a number on look different."""
        self.folding.forget(since)
        if since <= self._lines.first_line:
            self._strips.clear()
            self._widest = 0
        for number in list(self._strips.keys()):
            if number >= since:
                self._strips.discard(number)

    def forget_line(self, number: int) -> None:
        """One line looks different, and takes as many rows as before."""
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

    def line(self, place: Place, width: int, *, has_cursor: bool = False, selected: Selected | None = None) -> Strip:
        """One row: a line, or what of it stands there.

        Args:
            place: What that is.
            width: Columns that are in sight.
            has_cursor: Whether the cursor is on it.
            selected: What of it is selected.
        """
        number, start, stop, lead = place
        strip = self._strip(number)
        length, paper = strip.cell_length, self.base
        if has_cursor:
            paper += self.style("line--cursor")
            strip = self._with_cursor(strip)
        if selected is not None:
            strip = with_selection(strip, selected)
        strip = strip.crop_extend(start, stop, paper).apply_offsets(start, number)
        if not self.folding.width:
            return self._with_cuts(strip, start > 0 and length > 0, length > stop)
        mark = Strip([Segment(GOES_ON, paper + self.style("line--empty"))] if lead else [])
        return Strip.join([mark, strip]).crop_extend(0, width, paper)

    def note(self, text: str, row: int, width: int) -> Strip:
        """A row, from 0, of what is none of the source's lines, but says something; it may be empty."""
        rows = textwrap.wrap(text, max(width, 1))
        return Strip(
            [Segment(rows[row] if row < len(rows) else "", self.base + self.style("line--empty"))]
        ).crop_extend(0, width, self.base)

    def _strip(self, number: int) -> Strip:
        """All of one line."""
        strip = self._strips.get(number)
        if strip is None:
            base, style = self.base, self.style
            strip = Strip([Segment(text, base + style(name)) for text, name in self._lines.spans(number)])
            self._strips[number] = strip
            self._widest = max(self._widest, strip.cell_length)
        return strip

    def _with_cursor(self, strip: Strip) -> Strip:
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
