"""A view of very many lines: the base of the wire panel, the mailbox pane and every raw view.

It renders what is on the screen and nothing else (Textual's Line API). A subclass says how many lines there are and
how one looks; this class scrolls, follows the end, keeps a cursor, lets text be selected, and remembers what it drew.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.selection import Selection
from textual.strip import Strip

from heloworld.ui.widgets.common.line_scroller import LineScroller

SELECTION_LIMIT = 10_000
"""Lines that a selection may give at most."""


CUT_LEFT, CUT_RIGHT = "‹", "›"
"""What stands at the edge where a line goes on."""


class Span(NamedTuple):
    """A run of text and the name of its style: a component class without the widget's prefix, or empty."""

    text: str
    style: str = ""


class LineView(LineScroller):
    """Base of the views of many lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--cursor", "line--empty"}

    DEFAULT_CSS = """
    LineView {
        overflow-y: scroll;
        overflow-x: auto;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $pane-border;
        background: transparent;
    }
    LineView > .line--empty { color: $faint; }
    LineView > .line--cursor { background: $fresh; text-style: $line-blurred-text-style; }
    LineView:focus > .line--cursor { background: $line-cursor; text-style: $line-cursor-text-style; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._strips: LRUCache[int, Strip] = LRUCache(1024)
        self._styles: dict[str, Style] = {}
        self._base = Style.null()
        self._widest = 0

    # What a subclass says

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
        bottom = self.first_line + self.scroll_offset.y + self.scrollable_content_region.height
        if since is None or since < bottom:
            self.refresh()

    def redraw(self) -> None:
        """Everything may look different."""
        self._strips.clear()
        self._styles.clear()
        self._widest = 0
        self.lines_changed()

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen; what is the same for all of them is found out once."""
        base = self.rich_style
        if base != self._base:
            self._base = base
            self._strips.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        scroll_x, scroll_y = self.scroll_offset
        width, number = self.scrollable_content_region.width, self.first_line + scroll_y + y
        base = self._base
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
        length = strip.cell_length
        strip = (
            self._select(strip, number).crop_extend(scroll_x, scroll_x + width, base).apply_offsets(scroll_x, number)
        )
        return self._show_cut(strip, scroll_x > 0 and length > 0, length > scroll_x + width)

    def _show_cut(self, strip: Strip, is_cut_left: bool, is_cut_right: bool) -> Strip:
        """Say at the edges that a line goes on there."""
        if not is_cut_left and not is_cut_right:
            return strip
        style = self._base + self._style("line--empty")
        if is_cut_left:
            strip = Strip.join([Strip([Segment(CUT_LEFT, style)]), strip.crop(1)])
        if is_cut_right:
            strip = Strip.join([strip.crop(0, strip.cell_length - 1), Strip([Segment(CUT_RIGHT, style)])])
        return strip

    def _strip(self, number: int) -> Strip:
        strip = self._strips.get(number)
        if strip is None:
            base = self._base
            strip = Strip([Segment(text, base + self._style(style)) for text, style in self.spans(number)])
            self._strips[number] = strip
            if strip.cell_length > self._widest:
                self._widest = strip.cell_length
                self.set_reactive(LineView.virtual_size, Size(self._widest, self.virtual_size.height))
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
