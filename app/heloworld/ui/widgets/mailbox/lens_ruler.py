"""The ruler: a row for each place at which a reader may see a message start, a column for each reader."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from heloworld.mbox.lenses.ruler import Judgements
from heloworld.mbox.lenses.view import View
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.ruler_lines import STYLES, RulerLines


class LensRuler(LineView):
    """The rows; only those on the screen are read from the file.

    Attributes:
        said: What is said while there is no row.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("LensRuler", STYLES)
    IS_LIST = True
    lines: RulerLines

    class Fitted(Message):
        """Other headings stand over the columns now."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(RulerLines(), id=id)
        self.said = ""
        self.set_reactive(LensRuler.cursor, 0)

    @property
    def rows(self) -> Judgements:
        """Where the readers may see messages start."""
        return self.lines.rows

    @property
    def is_only_disputed(self) -> bool:
        """Whether only rows are shown on which readers disagree."""
        return self.lines.is_only_disputed

    def show(self, rows: Judgements, view: View | None) -> None:
        """Show what the readers have seen; the cursor stays on its place.

        Args:
            rows: Where they may see messages start.
            view: The file, for the thread of the screen.
        """
        offset, heads = self.place, self.lines.heads
        self.lines.show(rows, view, self.said)
        self._keep(offset)
        if heads != self.lines.heads:
            self.post_message(self.Fitted())

    def show_only_disputed(self, only: bool) -> None:
        """Show only the rows on which readers disagree, or all."""
        offset = self.place
        self.lines.is_only_disputed = only
        self._keep(offset)

    def _keep(self, offset: int | None) -> None:
        """Other rows are shown; the cursor stays on its place."""
        self.redraw()
        if offset is not None:
            self.go_to(offset)

    @property
    def place(self) -> int | None:
        """The place under the cursor."""
        return None if self.current is None else self.lines.offset_of(self.current)

    def go_to(self, offset: int) -> None:
        """Put the cursor on a place, or on the last one before it."""
        if (line := self.lines.nearest_to(offset)) is not None:
            self.cursor = line

    def step(self, by: int) -> bool:
        """Go to the next row on which readers disagree, or to the one before; say whether there is one."""
        line = None if self.current is None else self.lines.disputed_from(self.current, by)
        if line is not None:
            self.cursor = line
        return line is not None

    @property
    def heading(self) -> Content:
        """What stands over the columns."""
        return Content.styled(self.lines.heading, "$faint")

    def on_resize(self) -> None:
        """Other headings fit now."""
        if self.lines.fit(self.scroller.width):
            self.redraw()
            self.post_message(self.Fitted())


class RulerHead(Static):
    """The headings of the ruler's columns."""

    DEFAULT_CSS = """
    RulerHead { height: 1; }
    """
