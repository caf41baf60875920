"""The ruler: a row for each place at which a reader may see a message start, a column for each reader."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import ClassVar, Final

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from heloworld.mbox.lenses.ruler import DROPPED, NOT, STARTS, Rows
from heloworld.mbox.lenses.view import View
from heloworld.ui.widgets.common.highlight import LINE_LIMIT
from heloworld.ui.widgets.common.line_view import LineView, Span
from heloworld.ui.widgets.mailbox.reader_list import LETTERS
from heloworld.wire.visible import pieces

SIGNS: Final = {NOT: "·", STARTS: "●", DROPPED: "○"}
"""What stands in a reader's column."""

DISPUTED: Final = "≠"
"""Stands before a row on which readers disagree."""

_OFFSET: Final = 11


def headings(names: Sequence[str], room: int) -> list[str]:
    """What stands over the readers' columns: their names where these fit, else their letters.

    Args:
        names: The readers.
        room: Cells that all columns may take together, a blank behind each included.
    """
    return list(names) if sum(len(name) + 1 for name in names) <= room else [LETTERS[name] for name in names]


class LensRuler(LineView):
    """The rows; only those on the screen are read from the file."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "line--mark",
        "ruler--starts",
        "ruler--not",
        "ruler--sign",
        "ruler--offset",
        "ruler--line",
        "ruler--disputed",
    }

    DEFAULT_CSS = """
    LensRuler {
        & > .line--mark { color: $mark; text-style: bold; background: $mark-paper; }
        & > .ruler--starts { color: $good; text-style: bold; }
        & > .ruler--not { color: $faint; }
        & > .ruler--sign { color: $refused; text-style: bold; }
        & > .ruler--offset { color: $faint; }
        & > .ruler--line { color: $value; }
        & > .ruler--disputed { color: $separator; text-style: bold; }
    }
    """

    class Fitted(Message):
        """Other headings stand over the columns now."""

        def __init__(self, view: LensRuler) -> None:
            super().__init__()
            self.view = view

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows = Rows()
        self.view: View | None = None
        self.is_only_disputed = False
        self.said = ""
        self._heads: list[str] = []
        self.set_reactive(LensRuler.cursor, 0)

    def show(self, rows: Rows, view: View | None) -> None:
        """Show what the readers have seen; the cursor stays on its place.

        Args:
            rows: Where they may see messages start.
            view: The file, for the thread of the screen.
        """
        offset = self.place
        self.rows, self.view = rows, view
        self._fit()
        if offset is not None:
            self.go_to(offset)
        self.redraw()

    def show_only_disputed(self, only: bool) -> None:
        """Show only the rows on which readers disagree, or all."""
        offset = self.place
        self.is_only_disputed = only
        self.redraw()
        if offset is not None:
            self.go_to(offset)

    @property
    def place(self) -> int | None:
        """The place under the cursor."""
        return None if self.current is None else self.rows.offset(self.row(self.current))

    def row(self, line: int) -> int:
        """Which of all rows stands in a line."""
        return self.rows.disputed[line] if self.is_only_disputed else line

    def line_of(self, row: int) -> int:
        """The line in which a row stands; where it does not, that of the next one."""
        return bisect_left(self.rows.disputed, row) if self.is_only_disputed else row

    def go_to(self, offset: int) -> None:
        """Put the cursor on a place, or on the last one before it."""
        row = self.rows.row_of(offset)
        if row < len(self.rows) and self.rows.offset(row) > offset and row:
            row -= 1
        if self.end_line:
            self.cursor = max(min(self.line_of(row), self.end_line - 1), 0)

    def step(self, by: int) -> bool:
        """Go to the next row on which readers disagree, or to the one before; say whether there is one."""
        if self.current is None:
            return False
        disputed, row = self.rows.disputed, self.row(self.current)
        at = bisect_right(disputed, row) if by > 0 else bisect_left(disputed, row) - 1
        if not 0 <= at < len(disputed):
            return False
        self.cursor = self.line_of(disputed[at])
        return True

    @property
    def heading(self) -> Content:
        """What stands over the columns."""
        heads = "".join(f"{head} " for head in self._heads)
        return Content.styled(f"   {heads}{'byte':>{_OFFSET}}  line", "$faint")

    @property
    def end_line(self) -> int:
        """The number after the last row that is shown."""
        return len(self.rows.disputed if self.is_only_disputed else self.rows)

    @property
    def empty_text(self) -> str:
        """What is said while there is no row."""
        return self.said

    def action_follow(self) -> None:
        """Go to the last row."""
        if self.end_line:
            self.cursor = self.end_line - 1

    def on_resize(self) -> None:
        """Other headings fit now."""
        self._fit()
        self.redraw()
        super().on_resize()

    def _fit(self) -> None:
        names = [sight.lens.name for sight in self.rows.sights]
        heads = headings(names, self.scrollable_content_region.width // 2)
        if heads != self._heads:
            self._heads = heads
            self.post_message(self.Fitted(self))

    def spans(self, number: int) -> list[Span]:
        """A row as it looks."""
        row = self.row(number)
        is_disputed = self.rows.is_disputed(row)
        spans = [Span(f" {DISPUTED if is_disputed else ' '} ", "ruler--sign")]
        for head, code in zip(self._heads, self.rows.codes(row), strict=True):
            left = (len(head) - 1) // 2
            cell = f"{' ' * left}{SIGNS[code]}{' ' * (len(head) - left)}"
            spans.append(Span(cell, "ruler--starts" if code == STARTS else "ruler--not"))
        offset = self.rows.offset(row)
        spans.append(Span(f"{offset:>{_OFFSET},}  ", "ruler--offset"))
        return spans + self._line(offset, "ruler--disputed" if is_disputed else "ruler--line")

    def _line(self, offset: int, style: str) -> list[Span]:
        """The line at a place; what cannot be read any more is said in its place."""
        if self.view is None:
            return []
        try:
            data, end, _ = self.view.read(offset, offset + LINE_LIMIT).partition(b"\n")
        except OSError:
            return [Span("cannot be read any more", "line--empty")]
        is_cut = not end and len(data) == LINE_LIMIT
        spans = [
            Span(piece.text, "line--mark" if piece.is_mark else style) for piece in pieces(data.removesuffix(b"\r"))
        ]
        return [*spans, Span(" …", "line--empty")] if is_cut else spans


class RulerHead(Static):
    """The headings of the ruler's columns."""

    DEFAULT_CSS = """
    RulerHead { height: 1; }
    """
