"""The mailbox: the file itself, its end, as it grows."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual.binding import BindingType
from textual.strip import Strip

from heloworld.mbox.reading.pieces import Piece
from heloworld.mbox.reading.tail import StoredLine, Tail
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.linked_bytes import Pointing, Spot
from heloworld.ui.widgets.common.own_keys import MOVES
from heloworld.ui.widgets.mailbox.stored_lines import STYLES, Spans
from heloworld.ui.widgets.mailbox.tail_lines import TailLines


class MailboxView(LineView, inherit_bindings=False):
    """The lines of a mailbox's end; the newest bytes are marked until others come."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("MailboxView", STYLES)
    BINDINGS: ClassVar[list[BindingType]] = [*MOVES]
    lines: TailLines

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(TailLines(), id=id)
        self._pointing = Pointing(self, self.lines, is_walked=True)

    def show(self, tail: Tail) -> None:
        """Show a file's end."""
        self.lines.tail, self.lines.fresh_from, self.lines.changed, self.cursor = tail, None, (), None
        self.redraw()

    def mark_fresh(self, offset: int | None) -> None:
        """Mark what stands in the file from an offset on; None marks nothing."""
        if offset != self.lines.fresh_from:
            self.lines.fresh_from = offset
            self.redraw()

    def mark_rewritten(self, gone: Spans = (), came: Spans = ()) -> None:
        """Strike out what was deleted, and mark what was put among other bytes."""
        self.lines.doomed, self.lines.changed = gone, came
        self.redraw()

    def mark_own(self, own: Spans) -> None:
        """Tell apart, among the new bytes, those that a client has sent, by where they start and stop."""
        if own != self.lines.own:
            self.lines.own = own
            self.redraw()

    def show_newest(self) -> None:
        """Scroll to the end; of new mail that is longer than the view, to the line that starts it."""
        super().show_newest()
        first = self.lines.fresh_line
        if first is not None and not self.scroller.fits_from(first - self.lines.first_line):
            self.scroller.put_on_top(first - self.lines.first_line)

    @property
    def shows_bytes(self) -> bool:
        """Whether line ends and offsets are shown."""
        return self.lines.shows_bytes

    def show_bytes(self, shown: bool) -> None:
        """Show offsets and line ends, or not."""
        self.lines.shows_bytes = shown
        self.redraw()

    @property
    def current_stored(self) -> StoredLine | None:
        """The line that the cursor is on."""
        return None if self.current is None else self.lines.stored(self.current)

    @property
    def current_piece(self) -> Piece:
        """What that line is; there has to be one."""
        assert self.current is not None
        return self.lines.piece(self.current)

    @property
    def byte(self) -> int | None:
        """Which byte of the line under the cursor is pointed at; None where the whole line is."""
        return self._pointing.byte

    def link(self, lines: Collection[int], spot: Spot | None = None) -> None:
        """Mark lines that belong to something in the wire, and a byte among them, and show them."""
        self._pointing.link(lines, spot)

    def action_sideways(self, by: int) -> None:
        """Point at the byte before or after while bytes are shown, or scroll."""
        if not self._pointing.walk(by):
            super().action_sideways(by)

    def render_line(self, y: int) -> Strip:
        """One line of the screen, with its marks."""
        return self._pointing.draw(super().render_line(y), y)
