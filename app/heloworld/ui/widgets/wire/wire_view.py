"""The wire: every line that crossed, of all connections or of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.strip import Strip

from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.linked_bytes import Pointing, Spot
from heloworld.ui.widgets.common.own_keys import MOVES
from heloworld.ui.widgets.wire.wire_lines import STYLES, WireLines
from heloworld.wire.dissector import Dissector
from heloworld.wire.rows import Row


class WireView(LineView, inherit_bindings=False):
    """The rows of a dissector.

    Args:
        dissector: What is shown; `show` replaces it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("WireView", STYLES)
    BINDINGS: ClassVar[list[BindingType]] = [*MOVES]
    lines: WireLines

    def __init__(self, dissector: Dissector, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(WireLines(dissector), id=id)
        self._pointing = Pointing(self, self.lines, is_walked=True)

    @property
    def only(self) -> int | None:
        """The connection that is shown alone; None for all."""
        return self.lines.only

    def show(self, dissector: Dissector, only: int | None = None) -> None:
        """Show another dissector's rows, or those of one connection."""
        self.lines.show(dissector, only)
        self.cursor = None
        self.redraw()

    def rows_changed(self, since: int | None) -> None:
        """There are new rows; those from a number on may look different."""
        self.lines_changed(self.lines.changed(since))

    @property
    def shows_bytes(self) -> bool:
        """Whether line ends and offsets are shown."""
        return self.lines.shows_bytes

    def show_bytes(self, shown: bool) -> None:
        """Show line ends, offsets and the parts of messages, or not."""
        row = None if self.cursor is None else self.current_number
        self.lines.show_bytes(shown)
        self.cursor = None if row is None else self.lines.line_near(row)
        self.redraw()

    @property
    def current_row(self) -> Row | None:
        """The row that the cursor is on."""
        return None if self.current is None else self.lines.row(self.current)

    @property
    def current_number(self) -> int | None:
        """The number, among the dissector's rows, of the row that the cursor is on."""
        return None if self.current is None else self.lines.row_number(self.current)

    @property
    def cuts_current(self) -> bool:
        """Whether the row that the cursor is on does not fit into the view; not while nobody sees any of it."""
        width = 0 if self.scroller.wraps else self.scrollable_content_region.width
        return self.current is not None and 0 < width < cell_len(self.text(self.current))

    def line_of(self, row: int) -> int | None:
        """The line that shows a row of the dissector; None where it is not shown."""
        return self.lines.line_of(row)

    @property
    def byte(self) -> int | None:
        """Which byte of the line under the cursor is pointed at; None where the whole line is."""
        return self._pointing.byte

    def link(self, lines: Collection[int], spot: Spot | None = None) -> None:
        """Mark lines that belong to something in the mailbox, and a byte among them, and show them."""
        self._pointing.link(lines, spot)

    def action_sideways(self, by: int) -> None:
        """Point at the byte before or after while bytes are shown, or scroll."""
        if not self._pointing.walk(by):
            super().action_sideways(by)

    def render_line(self, y: int) -> Strip:
        """One line of the screen, with its marks."""
        return self._pointing.draw(super().render_line(y), y)
