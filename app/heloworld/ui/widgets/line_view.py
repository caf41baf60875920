"""A view of very many lines: the base of the wire panel, the mailbox pane and every raw view.

It renders what is on the screen and nothing else (Textual's Line API). A subclass says how many lines there are and
how one looks; this class scrolls, follows the end, keeps a cursor, lets text be selected, and remembers what it drew.

Lines are numbered for ever: when the oldest are let go, `first_line` rises and the others keep their numbers.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

SELECTION_LIMIT = 10_000
"""Lines that a selection may give at most."""


class Span(NamedTuple):
    """A run of text and the name of its style: a component class without the widget's prefix, or empty."""

    text: str
    style: str = ""


class LineView(ScrollView, can_focus=True):
    """Base of the views of many lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--cursor", "line--empty"}

    DEFAULT_CSS = """
    LineView {
        overflow-y: scroll;
        overflow-x: auto;
        scrollbar-size: 1 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $pane-border;
        background: transparent;
    }
    LineView > .line--empty { color: $faint; }
    LineView > .line--cursor { background: $block-cursor-blurred-background; }
    LineView:focus > .line--cursor { background: $line-cursor; }
    """

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

        def __init__(self, view: LineView, line: int | None) -> None:
            super().__init__()
            self.view = view
            self.line = line

        @property
        def control(self) -> LineView:
            """The view whose cursor moved."""
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._strips: LRUCache[int, Strip] = LRUCache(1024)
        self._styles: dict[str, Style] = {}
        self._widest = 0

    # What a subclass says

    @property
    def first_line(self) -> int:
        """The number of the oldest line that is held."""
        return 0

    @property
    def end_line(self) -> int:
        """The number after the newest line."""
        raise NotImplementedError

    def spans(self, number: int) -> list[Span]:
        """How one line looks. All text that is not ours must have come through `wire.visible`."""
        raise NotImplementedError

    def text(self, number: int) -> str:
        """The text of one line as it is shown."""
        return "".join(span.text for span in self.spans(number)).strip()

    @property
    def empty_text(self) -> str:
        """What is said while there are no lines."""
        return ""

    # For whoever feeds it

    def lines_changed(self, since: int | None = None) -> None:
        """There are new lines, or lines from a number on look different.

        Args:
            since: The lowest number of a line that looks different; None where lines were only added.
        """
        if since is not None:
            for number in list(self._strips.keys()):
                if number >= since:
                    self._strips.discard(number)
        was_following = self.is_following
        size = Size(self._widest, self.end_line - self.first_line)
        if size != self.virtual_size:
            # The plain attribute would lay out the whole screen on each change.
            self.set_reactive(LineView.virtual_size, size)
            self._scroll_update(size)
        if was_following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.refresh()

    def redraw(self) -> None:
        """Everything may look different."""
        self._strips.clear()
        self._styles.clear()
        self._widest = 0
        self.lines_changed()

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

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        scroll_x, scroll_y = self.scroll_offset
        width, number = self.size.width, self.first_line + scroll_y + y
        base = self.rich_style
        if number >= self.end_line:
            said = self.empty_text if y == 0 and self.end_line == self.first_line else ""
            return Strip([Segment(said, base + self._style("line--empty"))]).crop_extend(0, width, base)
        strip = self._strip(number)
        if self.cursor is not None and number == self.current:
            strip = strip.extend_cell_length(max(scroll_x + width, strip.cell_length), base)
            strip = Strip(
                [Segment(text, (style or base) + self._style("line--cursor")) for text, style, _ in strip],
                strip.cell_length,
            )
        strip = self._select(strip, number).crop_extend(scroll_x, scroll_x + width, base)
        return strip.apply_offsets(scroll_x, number)

    def _strip(self, number: int) -> Strip:
        strip = self._strips.get(number)
        if strip is None:
            base = self.rich_style
            strip = Strip([Segment(text, base + self._style(style)) for text, style in self.spans(number)])
            self._strips[number] = strip
            if strip.cell_length > self._widest:
                self._widest = strip.cell_length
                self.call_later(self.lines_changed)
        return strip

    def _style(self, name: str) -> Style:
        """The style of a component class."""
        if not name:
            return Style.null()
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(name, partial=True)
        return style

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self._strips.clear()
        self._styles.clear()
        super().notify_style_update()

    # Selecting text

    def _select(self, strip: Strip, number: int) -> Strip:
        selection = self.text_selection
        span = selection.get_span(number) if selection is not None else None
        if span is None:
            return strip
        start, end = span
        end = strip.cell_length if end == -1 else end
        before, chosen, after = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
        style = self.screen.get_component_rich_style("screen--selection")
        marked = [Segment(text, (old or Style.null()) + style) for text, old, _ in chosen]
        return Strip.join([before, Strip(marked), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, of at most `SELECTION_LIMIT` lines."""
        start = max(selection.start.y if selection.start else 0, self.first_line)
        end = min(selection.end.y + 1 if selection.end else self.end_line, self.end_line, start + SELECTION_LIMIT)
        chosen = []
        for number in range(start, end):
            text = "".join(span.text for span in self.spans(number))
            left, right = selection.get_span(number) or (0, 0)
            chosen.append(text[left : len(text) if right == -1 else right])
        return "\n".join(chosen), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - drawn from text_selection
        """Another part of the text is selected."""
        self.refresh()

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
        self.scroll_to(x=self.scroll_offset.x + by, animate=False, immediate=True)

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
