"""Some lines of a mailbox, or of what a reader makes of them; one of them is the place that is looked at."""

from __future__ import annotations

from typing import ClassVar, Final

from heloworld.mbox.lenses.reasons import Excerpt
from heloworld.ui.widgets.common.highlight import cut, marked
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.wire.visible import pieces

_HERE, _INSIDE, _OUTSIDE = "▶ ", "│ ", "  "

_ABOVE: Final = 3
"""Lines that are to be seen above the place, if it can be."""

STYLES: Final = {
    "excerpt--here": "color: $separator; text-style: bold",
    "excerpt--bar": "color: $good",
    "excerpt--inside": "color: $value",
    "excerpt--outside": "color: $faint",
    "excerpt--quoted": "color: $mark",
}
"""How the lines look."""


class ExcerptLines(LineSource):
    """Some lines; those of the reader's message have a bar in front.

    Attributes:
        excerpt: Them, and which of them is the place.
    """

    def __init__(self) -> None:
        self.excerpt = Excerpt()

    @property
    def place(self) -> int:
        """The line that is looked at; the first where none is."""
        return self.excerpt.mark or 0

    @property
    def end_line(self) -> int:
        """The number after the last line."""
        return len(self.excerpt.lines)

    @property
    def empty_text(self) -> str:
        """What is said where there are no lines."""
        return f" {self.excerpt.said}"

    def spans(self, number: int) -> list[LineSpan]:
        """A line as it looks."""
        excerpt = self.excerpt
        start, stop = excerpt.inside
        is_inside, is_here = start <= number < stop, number == excerpt.mark
        lead = _HERE if is_here else _INSIDE if is_inside else _OUTSIDE
        data, rest = cut(excerpt.lines[number])
        style = "here" if is_here else "outside" if not is_inside else "inside"
        if is_inside and data.lstrip(b">").startswith(b"From ") and data.startswith(b">"):
            style = "quoted"
        spans = [LineSpan(lead, "excerpt--here" if is_here else "excerpt--bar")]
        spans += marked(pieces(data), f"excerpt--{style}")
        return [*spans, LineSpan(rest, "line--empty")] if rest else spans


class ExcerptView(LineView):
    """The lines, the place among them in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("ExcerptView", STYLES)
    IS_LIST = True
    lines: ExcerptLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(ExcerptLines(), id=id, classes=classes)

    def show(self, excerpt: Excerpt) -> None:
        """Show other lines, the place among them in sight."""
        if excerpt == self.lines.excerpt:
            return
        self.lines.excerpt = excerpt
        self.set_reactive(ExcerptView.cursor, self.lines.place)
        self.redraw()
        self.put_place(_ABOVE)

    @property
    def heights(self) -> tuple[int, int]:
        """The lowest and the highest number of lines that can stand above the place."""
        place = self.lines.place
        return place - max(self.end_line - self.scrollable_content_region.height, 0), place

    def put_place(self, row: int) -> None:
        """Scroll, so that so many lines stand above the place."""
        self.scroll_to(x=0, y=max(self.lines.place - row, 0), animate=False, immediate=True)


def align(one: ExcerptView, other: ExcerptView) -> None:
    """Scroll two views, so that the place stands at the same height in both, where that can be."""
    least, most = zip(one.heights, other.heights, strict=True)
    row = min(max(_ABOVE, *least), *most)
    one.put_place(row)
    other.put_place(row)
