"""A view of very many lines, of which only those on the screen are drawn: the wire panel, the mailbox pane, every list.

What the lines are, its source says (`line_source`); they are drawn, scrolled, selected and pointed at by its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from heloworld.ui.widgets.common.line_painter import LinePainter
from heloworld.ui.widgets.common.line_scroller import Scroller
from heloworld.ui.widgets.common.line_source import LineSource
from heloworld.ui.widgets.common.line_styles import FRAME, STYLES, css
from heloworld.ui.widgets.common.own_keys import LETTERS, MOVES, obey
from heloworld.ui.widgets.common.selected_text import selected_of, selected_text


class LineView(ScrollView, can_focus=True):
    """The lines of a source, and a cursor.

    Args:
        lines: The source.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = FRAME + css("LineView", STYLES)
    BINDINGS: ClassVar[list[BindingType]] = [*MOVES, *LETTERS]
    IS_LIST: ClassVar[bool] = False
    """Whether the cursor is to be seen on the last line, too, while it follows; in a text only with the focus."""

    cursor: reactive[int | None] = reactive[int | None](None, init=False)
    """The number of the line the cursor is on; None follows the last line."""

    @dataclass
    class CursorMoved(Message):
        """The cursor is on another line, or on another byte of it."""

        view: LineView
        line: int | None

        @property
        def control(self) -> LineView:
            """The view whose cursor moved."""
            return self.view

    def __init__(self, lines: LineSource, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id, classes=classes)
        self.lines = lines
        self._painter = LinePainter(lines, partial(self.get_component_rich_style, partial=True))
        self.scroller = Scroller(self, lines, self._painter.folding)

    @property
    def end_line(self) -> int:
        """The number after the newest line."""
        return self.lines.end_line

    def text(self, number: int) -> str:
        """The text of one line as it is shown."""
        return self.lines.text(number)

    @property
    def is_following(self) -> bool:
        """Whether new lines are to be scrolled into view."""
        return self.cursor is None

    @property
    def current(self) -> int | None:
        """The line that the cursor is on, or the last one while following; None where there is no line."""
        return self.lines.nearest(self.cursor)

    # For whoever feeds it

    def lines_changed(self, since: int | None = None) -> None:
        """There are new lines; those from a number on look different, or none if it is None."""
        if since is not None:
            self._painter.forget(since)
        if (size := Size(self._painter.widest, self.scroller.extent)) != self.virtual_size:
            # The plain attribute would lay out the whole screen on each change.
            self.set_reactive(LineView.virtual_size, size)
            self._scroll_update(size)
        if self.is_following:
            self.show_newest()
        if since is None or since < self.lines.first_line + self.scroller.top + self.scroller.height:
            self.refresh()

    def show_newest(self) -> None:
        """Scroll to where a view stays that follows what comes: its end."""
        self.scroller.to_end()

    def redraw(self) -> None:
        """All lines may look different."""
        self.lines_changed(self.lines.first_line)

    # Moving

    async def _on_key(self, event: events.Key) -> None:
        """Move before the next key is looked at, which may be for the line where the cursor is then."""
        await obey(self, self._bindings, event)

    def watch_cursor(self) -> None:
        """Show the cursor and say where it is."""
        if (number := self.current) is not None:
            self.scroller.show(number - self.lines.first_line)
        self.refresh()
        self.post_message(self.CursorMoved(self, number))

    def action_cursor(self, by: int) -> None:
        """Move the cursor by lines; moving down past the last line follows again."""
        if (current := self.current) is not None:
            if self.cursor is not None and current + by >= self.end_line:
                self.action_follow()
            else:
                self.cursor = self.lines.nearest(current + by)

    def action_cursor_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_cursor(by * max(self.scroller.height - 1, 1))

    def action_first(self) -> None:
        """Go to the first line."""
        if self.current is not None:
            self.cursor = self.lines.first_line
            self.scroller.to_start()

    def action_follow(self) -> None:
        """Go to the last line and stay there."""
        self.cursor = None
        self.scroller.to_end()

    def action_sideways(self, by: int) -> None:
        """Scroll sideways, by cells."""
        self.scroller.put_left(self.scroller.left + by)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        number = self.scroller.place(event.y - self.gutter.top).number
        if self.lines.first_line <= number < self.end_line:
            self.cursor = number

    def on_mouse_scroll_up(self) -> None:
        """Leave the end of a text when the learner looks back."""
        if self.cursor is None and not self.IS_LIST and self.max_scroll_y > 0:
            self.cursor = self.lines.nearest(self.end_line - 2)

    # Drawing

    def on_resize(self) -> None:
        """Stay at the end, or keep the cursor in sight."""
        if self.lines.fit(self.scroller.width) | self.scroller.fold():
            self.redraw()
        if self.is_following:
            self.show_newest()
        else:
            self.watch_cursor()

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002 - Textual's form
        """Textual's own, but for the virtual size: it takes it for changed at every layout, and draws the scrollbar."""
        return super()._size_updated(size, self.virtual_size, container_size, layout)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen; what is the same for all of them is found out once."""
        self._painter.draw_on(self.rich_style)
        strips = super().render_lines(crop)
        self.set_reactive(LineView.virtual_size, Size(self._painter.widest, self.virtual_size.height))
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        place, width = self.scroller.place(y), self.scroller.width
        number = place.number
        if number >= self.end_line:
            return self._painter.note(self.lines.empty_text if self.current is None else "", y, width)
        has_cursor = (self.IS_LIST or self.cursor is not None or self.has_focus) and number == self.current
        return self._painter.line(place, width, has_cursor=has_cursor, selected=selected_of(self, number))

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self._painter.forget_styles()
        super().notify_style_update()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, of as many lines as can be copied."""
        return selected_text(self.lines, selection), "\n"


def wrap(view: LineView, *, wraps: bool) -> None:
    """Have the long lines of a view take several rows, or go on beside it; the cursor stays in sight."""
    view.scroller.wraps = wraps
    view.on_resize()
