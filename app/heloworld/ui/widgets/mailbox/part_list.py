"""The parts of a message as a tree: type, name, size; the cursor chooses which one is read."""

from __future__ import annotations

from typing import ClassVar, Final

from heloworld.mbox.mime.parts import Part
from heloworld.mbox.reading.columns import cell, cells, short_size
from heloworld.ui.widgets.common.highlight import marked
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.wire.visible import visible_text

_SIZE, _KIND = 4, 6


STYLES: Final = {
    "part--lead": "color: $faint",
    "part--kind": "color: $name",
    "part--name": "color: $foreground; text-style: bold",
    "part--size": "color: $faint",
}
"""How the columns look."""


class PartLines(LineSource):
    """A line a part.

    Attributes:
        parts: The parts of the message that is read.
        unlisted: How many more it has.
    """

    def __init__(self) -> None:
        self.parts: tuple[Part, ...] = ()
        self.unlisted = 0
        self._width = 0

    @property
    def end_line(self) -> int:
        """The number after the last part, and after what is said of those that are not listed."""
        return len(self.parts) + bool(self.unlisted)

    def fit(self, width: int) -> bool:
        """Sizes stand at the right edge."""
        is_new, self._width = width != self._width, width
        return is_new

    def spans(self, number: int) -> list[LineSpan]:
        """A part as it looks."""
        if number == len(self.parts):
            said = f" {self.unlisted:,} more part{'' if self.unlisted == 1 else 's'} not listed"
            return [LineSpan(said, "part--size")]
        part = self.parts[number]
        size = short_size(part.size) if part.size or part.text is not None else ""
        room = max(self._width - 2 - len(part.lead) - _SIZE - 1, 2 * _KIND)
        name = min(cells(visible_text(part.name)), room - _KIND) if part.name else 0
        return [
            LineSpan(f" {part.lead}", "part--lead"),
            *(marked(cell(part.name, name), "part--name") if name else []),
            *marked(cell(f"{'  ' if name else ''}{part.kind}", room - name), "part--kind"),
            LineSpan(f" {size:>{_SIZE}}", "part--size"),
        ]


class PartList(LineView):
    """A line a part."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("PartList", STYLES)
    IS_LIST = True
    lines: PartLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(PartLines(), id=id, classes=classes)

    def show(self, parts: tuple[Part, ...], chosen: int, unlisted: int = 0) -> None:
        """Show the parts of another message; say how many more it has."""
        self.lines.parts, self.lines.unlisted = parts, unlisted
        self.set_reactive(PartList.cursor, chosen)
        self.redraw()
        self.watch_cursor()
