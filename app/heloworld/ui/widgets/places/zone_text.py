"""The text of a zone, to be written in; what is wrong with a line stands under it, in rows that are no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import ClassVar, Final

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size, Spacing
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Location

FAULT, WARNING = "✗", "!"
"""The signs of a line that keeps the zone from being used, and of one that is hardly meant so."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a line.

    Attributes:
        sign: `FAULT` or `WARNING`.
        says: Why, safe to show.
    """

    sign: str
    says: str


class ZoneText(TextArea):
    """An editor of a few lines, which are not wrapped.

    To the editor below it, a row of the screen is a line of the text. The rows of remarks are put between them only
    where something is drawn, scrolled to or clicked at.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"zone--fault", "zone--warning", "zone--comment"}
    DEFAULT_CSS = """
    ZoneText { border: none; padding: 0 0 0 1; background: $background; height: 1fr; scrollbar-size-horizontal: 0; }
    ZoneText:focus { border: none; }
    ZoneText > .zone--fault { color: $refused; text-style: bold; }
    ZoneText > .zone--warning { color: $mark; text-style: bold; }
    ZoneText > .zone--comment { color: $faint; }
    ZoneText > .text-area--cursor-line { background: $panel; }
    ZoneText > .text-area--gutter, ZoneText > .text-area--cursor-gutter { color: $faint; background: $background; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "indent", "Spaces", show=False)]

    def __init__(self) -> None:
        self._remarks: Mapping[int, tuple[Remark, ...]] = {}  # before what needs to know how many rows there are
        super().__init__("", id="zone", soft_wrap=False, show_line_numbers=True)

    def mark(self, remarks: Mapping[int, tuple[Remark, ...]]) -> None:
        """Say what there is to be said of lines.

        Args:
            remarks: The number of the line, from 1 → what is said of it, the worst first.
        """
        if remarks != self._remarks:
            self._remarks = remarks
            self.notify_style_update()
            self._refresh_size()
            self.refresh()

    def _below(self, line: int) -> list[tuple[str, str]]:
        """The rows below a line, counted from 0: a sign and a text each."""
        remarks = self._remarks.get(line + 1, ())
        return list(_rows(remarks, max(self.scrollable_content_region.width - self.gutter_width - 2, _LEAST)))

    def _row_of(self, line: int) -> int:
        """In which row a line stands."""
        return line + sum(len(self._below(number - 1)) for number in self._remarks if number <= line)

    def _at_row(self, row: int) -> tuple[int, int]:
        """The line of a row, and which row below it that is; 0 for the line itself."""
        above = 0
        for line in sorted(number - 1 for number in self._remarks):
            at, rows = line + above, len(self._below(line))
            if row <= at:
                break
            if row <= at + rows:
                return line, row - at
            above += rows
        return row - above, 0

    def render_line(self, y: int) -> Strip:
        """A row of the screen: a line, or what is said of the one above it."""
        scroll_y = self.scroll_offset.y
        line, below = self._at_row(y + scroll_y)
        if not below:
            return super().render_line(line - scroll_y)
        sign, text = self._below(line)[below - 1]
        style = self.get_component_rich_style(f"zone--{_STYLES[sign]}")
        segment = Segment(" " * self.gutter_width + text, style)
        return Strip([segment]).adjust_cell_length(self.size.width, self.rich_style)

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:  # noqa: ARG002 - Textual's form
        """Draw some lines anew, wherever they stand."""
        self.refresh()

    def _refresh_size(self) -> None:
        """The rows of remarks need room, too."""
        super()._refresh_size()
        rows = self._row_of(self.document.line_count)
        self.virtual_size = Size(self.virtual_size.width, rows)

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll so that the line of the cursor is in sight, and what is said of it."""
        self._cursor_offset = column, line = self.wrapped_document.location_to_offset(self.cursor_location)
        region = Region(column, self._row_of(line), width=3, height=1 + len(self._below(line)))
        aside = Spacing(right=self.gutter_width)
        return self.scroll_to_region(region, spacing=aside, animate=animate, force=True, center=center)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen."""
        line = self._cursor_offset[1]
        return super().cursor_screen_offset + Offset(0, self._row_of(line) - line)

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        """Where in the text a click is; on what is said of a line it is in that line."""
        column = event.x - self.gutter_width + self.scroll_offset.x - self.gutter.left
        line, _ = self._at_row(event.y + self.scroll_offset.y - self.gutter.top)
        return self.wrapped_document.offset_to_location(Offset(column, line))

    def get_line(self, line_index: int) -> Text:
        """A line as it looks."""
        line = super().get_line(line_index)
        comment = _comment(line.plain)
        if comment is not None:
            line.stylize(self._style("comment"), comment)
        for remark in self._remarks.get(line_index + 1, ())[:1]:
            line.stylize(self._style(_STYLES[remark.sign]))
        return line

    def _style(self, name: str) -> str:
        return str(self.get_component_rich_style(f"zone--{name}", partial=True))

    def action_indent(self) -> None:
        """Put spaces where the cursor is."""
        self.insert(" " * 4)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted here is for nobody else."""
        event.stop()


_LEAST: Final = 12
"""Cells for what is said, however narrow it is."""

_STYLES: Final = {FAULT: "fault", WARNING: "warning"}


@lru_cache(maxsize=1024)
def _rows(remarks: tuple[Remark, ...], room: int) -> tuple[tuple[str, str], ...]:
    """What is said of a line, wrapped: a sign and a text for each row."""
    return tuple(
        (each.sign, f"{'  ' if at else f'{each.sign} '}{row}")
        for each in remarks
        for at, row in enumerate(wrap(each.says, room))
    )


def _comment(line: str) -> int | None:
    """Where a comment begins: at a semicolon that is not in quotation marks."""
    is_quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ";" and not is_quoted:
            return at
    return None
