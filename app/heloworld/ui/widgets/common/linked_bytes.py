"""Lines whose bytes are followed to another view: what belongs together is marked, and a byte can be pointed at."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from heloworld.ui.widgets.common.line_view import LineView
from heloworld.wire.visible import visible_text

_LINKED = "◂"
"""What stands at the right edge of a line that belongs to the one under the cursor of the other view."""


class Spot(NamedTuple):
    """A byte of a line."""

    line: int
    byte: int


class Traceable(LineView):
    """A view of lines that can be marked, and in which left and right may walk from byte to byte.

    Attributes:
        walks_bytes: Whether left and right point at bytes while bytes are shown; else they scroll.
        shows_bytes: Whether bytes are shown.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--linked"}

    DEFAULT_CSS = """
    Traceable > .line--linked { color: $separator; text-style: $line-blurred-text-style; background: $fresh; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.walks_bytes = False
        self.shows_bytes = False
        self._walked: Spot | None = None
        self._linked: frozenset[int] = frozenset()
        self._spot: Spot | None = None

    # What a subclass says

    def raw(self, number: int) -> bytes:
        """The bytes of a line that are shown, with its line end."""
        raise NotImplementedError

    def lead(self, number: int) -> int:
        """How many cells stand before the bytes of a line."""
        raise NotImplementedError

    # For whoever links two views

    @property
    def byte(self) -> int | None:
        """Which byte of the line under the cursor is pointed at, at first its first; None where the whole line is."""
        number = self.current
        if number is None or not (self.walks_bytes and self.shows_bytes and self.raw(number)):
            return None
        walked = self._walked.byte if self._walked is not None and self._walked.line == number else 0
        return min(walked, len(self.raw(number)) - 1)

    def link(self, lines: Collection[int], spot: Spot | None = None) -> None:
        """Mark lines that belong to something in another view, and show them.

        Args:
            lines: Their numbers; none marks nothing.
            spot: A byte among them that is pointed at.
        """
        linked = frozenset(lines)
        if (linked, spot) == (self._linked, self._spot):
            return
        is_other, self._linked, self._spot = linked != self._linked, linked, spot
        if linked and is_other:
            self._bring(min(linked))
        elif not linked:
            self.on_resize()
        self.refresh()

    def _bring(self, number: int) -> None:
        """Scroll so that a line is in sight; the cursor stays where it is."""
        row, top, height = number - self.first_line, self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= row < top + height:
            self.scroll_to(y=max(row - height // 2, 0), animate=False, immediate=True)

    # Moving

    def action_sideways(self, by: int) -> None:
        """Point at the byte before or after, or scroll."""
        if (byte := self.byte) is None or (number := self.current) is None:
            super().action_sideways(by)
            return
        self._walked = Spot(number, max(min(byte + (1 if by > 0 else -1), len(self.raw(number)) - 1), 0))
        start, stop = self._cells(self._walked)
        left, width = self.scroll_offset.x, self.scrollable_content_region.width
        if not left < start <= stop < left + width:
            self.scroll_to(x=max(start - width // 2, 0), animate=False, immediate=True, force=True)
        self.refresh()
        self.post_message(self.CursorMoved(self, number))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen, with its marks."""
        strip = super().render_line(y)
        number = self.first_line + self.scroll_offset.y + y
        if number in self._linked:
            strip = self._mark(strip)
        spot = self._spot if self._spot is not None and self._spot.line == number else None
        if spot is None and self.has_focus and number == self.current and self.byte is not None:
            spot = Spot(number, self.byte)
        return strip if spot is None or number >= self.end_line else self._point(strip, spot)

    def _mark(self, strip: Strip) -> Strip:
        style = self._style("line--linked")
        paper = Style(bgcolor=style.bgcolor, bold=True, underline=style.underline)
        lit = [Segment(text, (old or Style.null()) + paper) for text, old, _ in strip.crop(0, strip.cell_length - 1)]
        return Strip([*lit, Segment(_LINKED, self.rich_style + style)], strip.cell_length)

    def _point(self, strip: Strip, spot: Spot) -> Strip:
        """Reverse the cells of a byte; where the whole line is reversed, they are what is not."""
        left = self.scroll_offset.x
        start, stop = (cell - left for cell in self._cells(spot))
        if start < 0 or stop > strip.cell_length:
            return strip
        styled = [(text, old or Style.null()) for text, old, _ in strip.crop(start, stop)]
        lit = [Segment(text, old + Style(reverse=not old.reverse)) for text, old in styled]
        return Strip.join([strip.crop(0, start), Strip(lit), strip.crop(stop)])

    def byte_at(self, number: int, cell: int) -> int:
        """The byte of a line that is shown in a cell, counted from the first of the line; its last for all behind."""
        end, at = self.lead(number), 0
        for char in self.raw(number).decode("utf-8", "surrogateescape"):
            end += max(cell_len(visible_text(char)), 1)
            if cell < end:
                return at
            at += len(char.encode("utf-8", "surrogateescape"))
        return max(len(self.raw(number)) - 1, 0)

    def _cells(self, spot: Spot) -> tuple[int, int]:
        """The cells in which a byte is shown: those of the character that it is part of."""
        cell, at = self.lead(spot.line), 0
        for char in self.raw(spot.line).decode("utf-8", "surrogateescape"):
            width = max(cell_len(visible_text(char)), 1)
            at += len(char.encode("utf-8", "surrogateescape"))
            if at > spot.byte:
                return cell, cell + width
            cell += width
        return cell, cell + 1
