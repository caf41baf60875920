"""Bytes that are followed from one view to another: one can be pointed at, and lines that belong together are marked.

A view of lines may have a `Pointing`: it asks it where left and right lead, and hands it each line that is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from heloworld.ui.widgets.common.byte_cells import ByteLines, byte_at, cells_of
from heloworld.ui.widgets.common.line_folding import Place
from heloworld.ui.widgets.common.line_view import LineView

_LINKED = "◂"
"""What stands at the right edge of a line that belongs to the one under the cursor of the other view."""


class Spot(NamedTuple):
    """A byte of a line."""

    line: int
    byte: int


class Pointing:
    """Which byte of a view is pointed at, and which lines are marked.

    Args:
        view: The view.
        lines: Its lines.
        is_walked: Whether the first byte of a line is pointed at to begin with, as long as bytes are shown; else none
            is before one is clicked at.
    """

    def __init__(self, view: LineView, lines: ByteLines, *, is_walked: bool) -> None:
        self._view = view
        self._lines = lines
        self._is_walked = is_walked
        self._own: Spot | None = None
        self._linked: frozenset[int] = frozenset()
        self._other: Spot | None = None

    # In this view

    @property
    def byte(self) -> int | None:
        """Which byte of the line under the cursor is pointed at; None where the whole line is."""
        number = self._view.current
        if number is None or (self._is_walked and not self._lines.shows_bytes):
            return None
        is_here = self._own is not None and self._own.line == number
        own = self._own.byte if self._own is not None and is_here else 0
        length = len(self._lines.raw(number)) if is_here or self._is_walked else 0
        return min(own, length - 1) if length else None

    def walk(self, by: int) -> bool:
        """Point at the byte before or behind the one that is pointed at, and show it; say whether there is one."""
        number, byte = self._view.current, self.byte
        if number is None or byte is None:
            return False
        last = len(self._lines.raw(number)) - 1
        self._own = Spot(number, max(min(byte + (1 if by > 0 else -1), last), 0))
        self._view.scroller.show_cells(*cells_of(self._lines, *self._own))
        self._view.refresh()
        self._view.post_message(LineView.CursorMoved(self._view, number))
        return True

    def point(self, number: int, cell: int) -> None:
        """Point at what is shown in a cell of a line; at its last byte behind all of them."""
        self._own = Spot(number, byte_at(self._lines, number, cell))
        self._view.refresh()

    def leave(self) -> None:
        """What is pointed at in another line than the one under the cursor is forgotten."""
        if self._own is not None and self._own.line != self._view.current:
            self._own = None

    # From another view

    def link(self, lines: Collection[int], spot: Spot | None) -> None:
        """Mark lines that belong to something in another view, and show them.

        Args:
            lines: Their numbers; none marks nothing.
            spot: A byte among them that is pointed at.
        """
        linked = frozenset(lines)
        if (linked, spot) == (self._linked, self._other):
            return
        is_new, self._linked, self._other = linked != self._linked, linked, spot
        if not linked:
            self._view.on_resize()
        elif is_new:
            self._view.scroller.show_amid(min(linked) - self._view.lines.first_line)
        self._view.refresh()

    # Drawing

    def draw(self, strip: Strip, y: int) -> Strip:
        """A line of the screen with what is marked of it.

        Args:
            strip: What of it is in sight.
            y: Which line of the screen.
        """
        view = self._view
        place = view.scroller.place(y)
        number = place.number
        if number in self._linked:
            strip = _marked(strip, view.rich_style, view.get_component_rich_style("line--linked", partial=True))
        spot = self._other if self._other is not None and self._other.line == number else None
        if spot is None and view.has_focus and number == view.current and (byte := self.byte) is not None:
            spot = Spot(number, byte)
        return strip if spot is None or number >= view.end_line else self._pointed(strip, spot, place)

    def _pointed(self, strip: Strip, spot: Spot, place: Place) -> Strip:
        """Reverse the cells of a byte; where the whole line is reversed, they are what is not."""
        start, stop = cells_of(self._lines, *spot)
        if start < place.start or stop > place.stop:
            return strip
        start, stop = (cell - place.start + place.lead for cell in (start, stop))
        styled = [(text, old or Style.null()) for text, old, _ in strip.crop(start, stop)]
        lit = [Segment(text, old + Style(reverse=not old.reverse)) for text, old in styled]
        return Strip.join([strip.crop(0, start), Strip(lit), strip.crop(stop)])


def _marked(strip: Strip, base: Style, style: Style) -> Strip:
    paper = Style(bgcolor=style.bgcolor, bold=True, underline=style.underline)
    lit = [Segment(text, (old or Style.null()) + paper) for text, old, _ in strip.crop(0, strip.cell_length - 1)]
    return Strip([*lit, Segment(_LINKED, base + style)], strip.cell_length)
