"""Scrolling a view of lines: at once and never gliding, so that a key shows its page and not the way there."""

from __future__ import annotations

from textual.scroll_view import ScrollView


class Scroller:
    """Has rows and columns of a view come into sight.

    Args:
        view: The view; its rows are counted from 0, whatever numbers its lines have.
    """

    def __init__(self, view: ScrollView) -> None:
        self._view = view

    @property
    def top(self) -> int:
        """The first row that is in sight."""
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

    def shows(self, row: int) -> bool:
        """Whether a row is in sight."""
        return self.top <= row < self.top + self.height

    def show(self, row: int) -> None:
        """Scroll as little as a row needs to be in sight."""
        if not self.shows(row):
            self.put_on_top(row if row < self.top else row - self.height + 1)

    def show_amid(self, row: int, part: int = 2) -> None:
        """Scroll a row that is out of sight to where a half, a third, … of the rows stand above it."""
        if not self.shows(row):
            self.put_on_top(row - self.height // part)

    def put_on_top(self, row: int) -> None:
        """Make a row the first one in sight."""
        self._view.scroll_to(y=max(row, 0), animate=False, immediate=True)

    def page(self, by: int) -> int:
        """Scroll by pages, two rows short of the whole; the last row that is then in sight, or would be."""
        self.put_on_top(self.top + by * max(self.height - 2, 1))
        return self.top + self.height - 1

    def show_cells(self, start: int, stop: int) -> None:
        """Scroll sideways so that some cells of a row stand in the middle, unless they are in sight."""
        if not self.left < start <= stop < self.left + self.width:
            self.put_left(start - self.width // 2)

    def put_left(self, column: int) -> None:
        """Make a column the first one in sight."""
        self._view.scroll_to(x=max(column, 0), animate=False, immediate=True, force=True)

    def to_start(self) -> None:
        """Show the first row, from its first column on."""
        self._view.scroll_home(animate=False, immediate=True, x_axis=True)

    def to_end(self) -> None:
        """Show the last row."""
        self._view.scroll_end(animate=False, immediate=True, x_axis=False)
