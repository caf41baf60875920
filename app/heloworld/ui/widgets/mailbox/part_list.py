"""The parts of a message as a tree: type, name, size; the cursor chooses which one is read."""

from __future__ import annotations

from typing import ClassVar

from heloworld.mbox.reading.columns import cell, cells, short_size
from heloworld.mbox.reading.mime import Part
from heloworld.ui.widgets.common.line_view import LineView, Span
from heloworld.wire.visible import visible_text

_SIZE, _KIND = 4, 6


class PartList(LineView):
    """A line a part."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "line--mark",
        "part--lead",
        "part--kind",
        "part--name",
        "part--size",
    }

    DEFAULT_CSS = """
    PartList {
        & > .line--mark { color: $mark; text-style: bold; background: $mark-paper; }
        & > .part--lead { color: $faint; }
        & > .part--kind { color: $name; }
        & > .part--name { color: $foreground; text-style: bold; }
        & > .part--size { color: $faint; }
    }
    """

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._parts: tuple[Part, ...] = ()

    def show(self, parts: tuple[Part, ...], chosen: int) -> None:
        """Show the parts of another message."""
        self._parts = parts
        self.set_reactive(PartList.cursor, chosen)
        self.redraw()
        self.watch_cursor()

    @property
    def end_line(self) -> int:
        """The number after the last part."""
        return len(self._parts)

    def action_follow(self) -> None:
        """Go to the last part; no more will come."""
        if self._parts:
            self.cursor = len(self._parts) - 1

    def on_resize(self) -> None:
        """Another width."""
        self.redraw()

    def spans(self, number: int) -> list[Span]:
        """A part as it looks."""
        part = self._parts[number]
        size = short_size(part.size) if part.size or part.text is not None else ""
        room = max(self.scrollable_content_region.width - 2 - len(part.lead) - _SIZE - 1, 2 * _KIND)
        name = min(cells(visible_text(part.name)), room - _KIND) if part.name else 0
        return [
            Span(f" {part.lead}", "part--lead"),
            *(_cell(part.name, name, "part--name") if name else []),
            *_cell(f"{'  ' if name else ''}{part.kind}", room - name, "part--kind"),
            Span(f" {size:>{_SIZE}}", "part--size"),
        ]


def _cell(text: str, width: int, style: str) -> list[Span]:
    return [Span(piece.text, "line--mark" if piece.is_mark else style) for piece in cell(text, width)]
