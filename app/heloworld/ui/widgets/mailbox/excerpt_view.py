"""Some lines of a mailbox, or of what a reader makes of them; one of them is the place that is looked at."""

from __future__ import annotations

from typing import ClassVar, Final

from heloworld.mbox.lenses.reasons import Excerpt
from heloworld.ui.widgets.common.highlight import cut
from heloworld.ui.widgets.common.line_view import LineView, Span
from heloworld.wire.visible import pieces

_HERE, _INSIDE, _OUTSIDE = "▶ ", "│ ", "  "

_ABOVE: Final = 3
"""Lines that are to be seen above the place, if it can be."""


def align(one: ExcerptView, other: ExcerptView) -> None:
    """Scroll two views, so that the place stands at the same height in both, where that can be."""
    least, most = zip(one.heights, other.heights, strict=True)
    row = min(max(_ABOVE, *least), *most)
    one.put_place(row)
    other.put_place(row)


class ExcerptView(LineView):
    """The lines; those of the reader's message have a bar in front."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "line--mark",
        "excerpt--here",
        "excerpt--bar",
        "excerpt--inside",
        "excerpt--outside",
        "excerpt--quoted",
    }

    DEFAULT_CSS = """
    ExcerptView {
        & > .line--mark { color: $mark; text-style: bold; background: $mark-paper; }
        & > .excerpt--here { color: $separator; text-style: bold; }
        & > .excerpt--bar { color: $good; }
        & > .excerpt--inside { color: $value; }
        & > .excerpt--outside { color: $faint; }
        & > .excerpt--quoted { color: $mark; }
    }
    """

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._excerpt = Excerpt()

    def show(self, excerpt: Excerpt) -> None:
        """Show other lines, the place among them in sight."""
        if excerpt == self._excerpt:
            return
        self._excerpt = excerpt
        self.set_reactive(ExcerptView.cursor, excerpt.mark or 0)
        self.redraw()
        self.scroll_to(x=0, y=max(self._place - _ABOVE, 0), animate=False, immediate=True)

    @property
    def _place(self) -> int:
        return self._excerpt.mark or 0

    @property
    def heights(self) -> tuple[int, int]:
        """The lowest and the highest number of lines that can stand above the place."""
        return self._place - max(self.end_line - self.scrollable_content_region.height, 0), self._place

    def put_place(self, row: int) -> None:
        """Scroll, so that so many lines stand above the place."""
        self.scroll_to(x=0, y=max(self._place - row, 0), animate=False, immediate=True)

    @property
    def end_line(self) -> int:
        """The number after the last line."""
        return len(self._excerpt.lines)

    @property
    def empty_text(self) -> str:
        """What is said where there are no lines."""
        return f" {self._excerpt.said}"

    def action_follow(self) -> None:
        """Go to the last line."""
        if self.end_line:
            self.cursor = self.end_line - 1

    def spans(self, number: int) -> list[Span]:
        """A line as it looks."""
        excerpt = self._excerpt
        start, stop = excerpt.inside
        is_inside, is_here = start <= number < stop, number == excerpt.mark
        lead = _HERE if is_here else _INSIDE if is_inside else _OUTSIDE
        data, rest = cut(excerpt.lines[number])
        style = "here" if is_here else "outside" if not is_inside else "inside"
        if is_inside and data.lstrip(b">").startswith(b"From ") and data.startswith(b">"):
            style = "quoted"
        spans = [Span(lead, "excerpt--here" if is_here else "excerpt--bar")]
        spans += [Span(piece.text, "line--mark" if piece.is_mark else f"excerpt--{style}") for piece in pieces(data)]
        return [*spans, Span(rest, "line--empty")] if rest else spans
