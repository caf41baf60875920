"""Moving about in very many lines: a cursor, the end that is followed, scrolling without gliding.

Lines are numbered for ever: when the oldest are let go, `first_line` rises and the others keep their numbers.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView


class LineScroller(ScrollView, can_focus=True):
    """What `LineView` is without its looks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Line up", show=False),
        Binding("down,j", "cursor(1)", "Line down", show=False),
        Binding("pageup", "cursor_page(-1)", "Page up", show=False),
        Binding("pagedown", "cursor_page(1)", "Page down", show=False),
        Binding("home,g", "first", "First line", show=False),
        Binding("end,G", "follow", "Last line, and follow", show=False),
        Binding("left", "sideways(-8)", "Scroll left", show=False),
        Binding("right", "sideways(8)", "Scroll right", show=False),
    ]

    cursor: reactive[int | None] = reactive[int | None](None, init=False)
    """The number of the line the cursor is on; None follows the last line."""

    class CursorMoved(Message):
        """The cursor is on another line."""

        def __init__(self, view: LineScroller, line: int | None) -> None:
            super().__init__()
            self.view = view
            self.line = line

        @property
        def control(self) -> LineScroller:
            """The view whose cursor moved."""
            return self.view

    @property
    def first_line(self) -> int:
        """The number of the oldest line that is held."""
        return 0

    @property
    def end_line(self) -> int:
        """The number after the newest line."""
        raise NotImplementedError

    @property
    def is_following(self) -> bool:
        """Whether new lines are to be scrolled into view."""
        return self.cursor is None

    @property
    def current(self) -> int | None:
        """The line that the cursor is on, or the last one while following; None where there is no line."""
        if self.end_line == self.first_line:
            return None
        newest = self.end_line - 1
        return newest if self.cursor is None else min(max(self.cursor, self.first_line), newest)

    # Moving

    def watch_cursor(self) -> None:
        """Show the cursor and say where it is."""
        number = self.current
        if number is not None:
            row = number - self.first_line
            top, height = self.scroll_offset.y, max(self.scrollable_content_region.height, 1)
            if not top <= row < top + height:
                self.scroll_to(y=row if row < top else row - height + 1, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.CursorMoved(self, number))

    def action_cursor(self, by: int) -> None:
        """Move the cursor by lines; moving down past the last line follows again."""
        if (current := self.current) is None:
            return
        if self.cursor is not None and current + by >= self.end_line:
            self.action_follow()
        else:
            self.cursor = min(max(current + by, self.first_line), self.end_line - 1)

    def action_cursor_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_cursor(by * max(self.scrollable_content_region.height - 1, 1))

    def action_first(self) -> None:
        """Go to the first line."""
        if self.end_line > self.first_line:
            self.cursor = self.first_line
            self.scroll_home(animate=False, immediate=True, x_axis=True)

    def action_follow(self) -> None:
        """Go to the last line and stay there."""
        self.cursor = None
        self.scroll_end(animate=False, immediate=True, x_axis=False)

    def action_sideways(self, by: int) -> None:
        """Scroll sideways, by cells."""
        self.scroll_to(x=self.scroll_offset.x + by, animate=False, immediate=True, force=True)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002 - Textual's form
        """Textual's own, but for the virtual size: it takes it for changed at every layout, and draws the scrollbar."""
        return super()._size_updated(size, self.virtual_size, container_size, layout)

    def on_resize(self) -> None:
        """Stay at the end, or keep the cursor in sight."""
        if self.is_following:
            self.action_follow()
        else:
            self.watch_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        number = self.first_line + self.scroll_offset.y + event.y - self.gutter.top
        if self.first_line <= number < self.end_line:
            self.cursor = number

    def on_mouse_scroll_up(self) -> None:
        """Leave the end when the learner looks back."""
        if self.cursor is None and self.max_scroll_y > 0:
            self.cursor = max(self.end_line - 2, self.first_line)
