"""Scrolling a view of lines: at once and never gliding, so that a key shows its page and not the way there."""

from __future__ import annotations

from textual.scroll_view import ScrollView

from heloworld.ui.widgets.common.line_folding import Folding, Place
from heloworld.ui.widgets.common.line_source import LineSource


class Scroller:
    """Has lines and columns of a view come into sight.

    Args:
        view: The view; its lines are counted from 0, whatever numbers they have.
        lines: Them.
        folding: How many rows a line takes; one where no line is wrapped.

    Attributes:
        wraps: Whether long lines are to be wrapped from the next call of `fold` on.
    """

    def __init__(self, view: ScrollView, lines: LineSource, folding: Folding) -> None:
        self._view = view
        self._lines = lines
        self._folding = folding
        self.wraps = False

    def fold(self) -> bool:
        """Wrap long lines for the width that there is, or not; says whether rows may stand elsewhere now."""
        width = max(self.width - 1, 1)  # the last column is for the mark of what belongs together
        return self._folding.fit(width if self.wraps else 0) or self.wraps

    def place(self, y: int) -> Place:
        """What stands in a row of the view, counted from 0; a number that no line has where there is nothing."""
        number = self._lines.first_line + self.top
        if self._folding.width:
            return self._folding.place(number, max(y, 0))
        return Place(number + y, self.left, self.left + self.width)

    def _height_of(self, line: int) -> int:
        return self._folding.height(self._lines.first_line + line)

    @property
    def top(self) -> int:
        """The first line that is in sight."""
        return self._view.scroll_offset.y

    @property
    def left(self) -> int:
        """The first column that is in sight."""
        return self._view.scroll_offset.x

    @property
    def width(self) -> int:
        """Columns that are in sight."""
        return self._view.scrollable_content_region.width

    @property
    def height(self) -> int:
        """Rows that are in sight, at least one."""
        return max(self._view.scrollable_content_region.height, 1)

    @property
    def lowest(self) -> int:
        """The last line that is in sight as a whole, or would be if there were so many."""
        line, room = self.top, self.height - self._height_of(self.top)
        while (room := room - self._height_of(line + 1)) >= 0:
            line += 1
        return line

    def top_above(self, line: int, rows: int | None = None) -> int:
        """The first of the lines that fit, with a line as the last of them, into so many rows; all rows, if None."""
        top, room = line, (self.height if rows is None else rows) - self._height_of(line)
        while top > 0 and (room := room - self._height_of(top - 1)) >= 0:
            top -= 1
        return top

    def fits_from(self, line: int) -> bool:
        """Whether all lines from one on can be in sight at once."""
        return self.top_above(self._lines.end_line - self._lines.first_line - 1) <= line

    @property
    def extent(self) -> int:
        """Rows to scroll through: a line each; wrapped, so many that the last page begins where all its lines fit."""
        lines = self._lines.end_line - self._lines.first_line
        return self.top_above(lines - 1) + self.height if self._folding.width and lines else lines

    def shows(self, line: int) -> bool:
        """Whether a line is in sight."""
        return self.top <= line <= self.lowest

    def show(self, line: int) -> None:
        """Scroll as little as a line needs to be in sight."""
        if not self.shows(line):
            self.put_on_top(line if line < self.top else self.top_above(line))

    def show_amid(self, line: int, part: int = 2) -> None:
        """Scroll a line that is out of sight to where a half, a third, … of the rows stand above it."""
        if not self.shows(line):
            self.put_on_top(self.top_above(line, self.height // part + self._height_of(line)))

    def put_on_top(self, line: int) -> None:
        """Make a line the first one in sight."""
        self._view.scroll_to(y=max(line, 0), animate=False, immediate=True)

    def page(self, by: int) -> int:
        """Scroll by a page, two lines short of the whole; the last line that is then in sight, or would be."""
        if by > 0:
            self.put_on_top(max(self.lowest - 1, self.top + 1))
        else:
            self.put_on_top(min(self.top_above(self.top + 1), self.top - 1))
        return self.lowest

    def show_cells(self, start: int, stop: int) -> None:
        """Scroll sideways so that some cells of a row stand in the middle, unless they are in sight."""
        if not self.left < start <= stop < self.left + self.width:
            self.put_left(start - self.width // 2)

    def put_left(self, column: int) -> None:
        """Make a column the first one in sight."""
        self._view.scroll_to(x=max(column, 0), animate=False, immediate=True, force=True)

    def to_start(self) -> None:
        """Show the first line, from its first column on."""
        self._view.scroll_home(animate=False, immediate=True, x_axis=True)

    def to_end(self) -> None:
        """Show the last line."""
        self._view.scroll_end(animate=False, immediate=True, x_axis=False)
