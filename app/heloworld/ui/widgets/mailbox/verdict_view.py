"""What a receiver would think of a message: the verdicts and each step, as lines wrapped to the width that there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from heloworld.lab.judging.report import Line, Tone
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.own_keys import MOVES

STYLES: Final = {
    "verdict--good": "color: $good; text-style: bold",
    "verdict--bad": "color: $refused; text-style: bold",
    "verdict--open": "color: $mark; text-style: bold",
    "verdict--title": "text-style: bold",
    "verdict--text": "color: $foreground",
    "verdict--asked": "color: $name",
    "verdict--signed": "color: $good",
    "verdict--changed": "color: $refused; text-style: bold",
    "verdict--unsigned": "color: $faint",
}
"""How the lines look, by their tone."""

_STYLE_OF: Final = {tone: f"verdict--{tone.value}" for tone in Tone}


class VerdictLines(LineSource):
    """The lines of a report.

    Attributes:
        report: The report; None until it is there.
    """

    def __init__(self) -> None:
        self.report: Sequence[Line] | None = None
        self._width = 0
        self._rows: list[LineSpan] = []
        self._starts: list[int] = []

    @property
    def end_line(self) -> int:
        """The number after the last line."""
        return len(self._rows)

    @property
    def empty_text(self) -> str:
        """What is said until the verdicts are there."""
        return " Judging …" if self.report is None else ""

    def fit(self, width: int) -> bool:
        """Wrap the lines to the room that there is."""
        self._width = width
        self.lay_out()
        return True

    def lay_out(self) -> None:
        """Work out the lines anew."""
        self._rows, self._starts = [], []
        for line in self.report or ():
            self._starts.append(len(self._rows))
            style = _STYLE_OF[line.tone]
            self._rows += [LineSpan(f" {text}", style) for text in line.wrapped(max(self._width - 2, 1))]

    def row_of(self, line: int) -> int:
        """Where a line of the report begins, which may take several."""
        return self._starts[line] if line < len(self._starts) else 0

    def spans(self, number: int) -> list[LineSpan]:
        """A line."""
        return [self._rows[number]]


class VerdictView(LineView, inherit_bindings=False):
    """Shows them, from the top. Beside a prompt, letters are typed there, so they mean nothing here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("VerdictView", STYLES)
    BINDINGS: ClassVar[list[BindingType]] = [*MOVES]
    lines: VerdictLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(VerdictLines(), id=id, classes=classes)
        self._top = 0

    def show(self, report: Sequence[Line] | None, top: int = 0) -> None:
        """Show another report; None until it is there.

        Args:
            report: It.
            top: Which of its lines is to be the first in sight.
        """
        self.lines.report = report
        self.lines.lay_out()
        self.redraw()
        self.action_first()
        self._top = top
        self._go_there()

    def on_resize(self) -> None:
        """Go where somebody wanted to be before there was any room."""
        super().on_resize()
        self._go_there()

    def _go_there(self) -> None:
        if self._top and self.size.width:
            row, self._top = self.lines.row_of(self._top), 0
            self.cursor = row
            self.scroller.put_on_top(row)
