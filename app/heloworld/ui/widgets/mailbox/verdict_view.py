"""What a receiver would think of a message: the verdicts and each step, as lines wrapped to the width that there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from heloworld.lab.judging.report import Line, Tone
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView

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
        self._rows = [
            LineSpan(f" {text}", _STYLE_OF[line.tone])
            for line in self.report or ()
            for text in line.wrapped(max(self._width - 2, 1))
        ]

    def spans(self, number: int) -> list[LineSpan]:
        """A line."""
        return [self._rows[number]]


class VerdictView(LineView):
    """Shows them, from the top."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("VerdictView", STYLES)
    lines: VerdictLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(VerdictLines(), id=id, classes=classes)

    def show(self, report: Sequence[Line] | None) -> None:
        """Show another report, from the top; None until it is there."""
        self.lines.report = report
        self.lines.lay_out()
        self.redraw()
        self.action_first()
