"""The participants on the board, a line each, those who need help first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from heloworld.classroom.board.board import Plight, Row
from heloworld.mbox.reading.columns import cells
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView

STYLES: Final = {
    "people--hand": "color: $mark; text-style: bold",
    "people--stuck": "color: $refused; text-style: bold",
    "people--idle": "color: $separator; text-style: bold",
    "people--done": "color: $good",
    "people--faint": "color: $faint",
    "people--number": "text-style: bold",
    "people--reached": "color: $good; text-style: bold",
    "people--open": "color: $faint",
    "people--refused": "color: $refused",
}
"""How the columns look."""

_MARKS: Final = {
    Plight.HAND: ("?", "people--hand"),
    Plight.STUCK: ("!", "people--stuck"),
    Plight.IDLE: ("…", "people--idle"),
    Plight.MOVING: (" ", ""),
    Plight.NEW: (" ", "people--faint"),
    Plight.DONE: ("✓", "people--done"),
    Plight.GONE: ("-", "people--faint"),
}
"""What stands before a row, and how: never colour alone."""

NAME: Final = 16
"""Columns of a name."""

MOST_MARKS: Final = 12
"""Goals that are shown one by one; of more, how many are reached."""

PLIGHT: Final = 17
"""Columns of what is said of how somebody fares."""


def silence(seconds: float) -> str:
    """How long somebody was not heard of, in a word or two."""
    if seconds < 60:
        return f"{int(seconds)} s"
    return f"{int(seconds // 60)} min" if seconds < 5_400 else f"{int(seconds // 3600)} h"


def plight(row: Row) -> str:
    """How somebody fares, in words."""
    match row.plight:
        case Plight.HAND:
            return "hand up"
        case Plight.STUCK:
            return f"{row.tries} mistakes"
        case Plight.IDLE:
            return f"silent {silence(row.silence)}"
        case Plight.DONE:
            return "done"
        case Plight.GONE:
            return "gone"
        case Plight.NEW:
            return "has joined"
        case _:
            return f"{row.tries} mistake{'' if row.tries == 1 else 's'}" if row.tries else silence(row.silence)


class PeopleLines(LineSource):
    """A line a participant.

    Attributes:
        rows: The participants in their order.
        names: Whether their names are shown.
        away: How many are sent away.
    """

    def __init__(self) -> None:
        self.rows: Sequence[Row] = ()
        self.names = False
        self.away = 0
        self._width = 80

    @property
    def end_line(self) -> int:
        """The number after the last participant."""
        return len(self.rows)

    @property
    def empty_text(self) -> str:
        """What is said while nobody is there."""
        return f" All {self.away} are sent away: X lets them back." if self.away else " Nobody has joined yet."

    def fit(self, width: int) -> bool:
        """Take in how many columns there are now."""
        is_other, self._width = width != self._width, width
        return is_other

    def spans(self, number: int) -> list[LineSpan]:
        """A participant."""
        row = self.rows[number]
        mark, style = _MARKS[row.plight]
        name = f"{row.name[:NAME]:<{NAME}} " if self.names else ""
        before = [
            LineSpan(f" {mark} ", style),
            LineSpan(f"p{row.number:<4}", style if row.plight >= Plight.NEW else "people--number"),
            LineSpan(name, style),
            LineSpan(f"{row.lesson[:5]:<6}", "people--faint"),
            *_progress(row.marks),
        ]
        room = self._width - sum(cells(each.text) for each in before) - PLIGHT - 1
        said = f"{row.words} · {row.last}" if row.words and self.names else row.last
        how = "people--faint" if row.plight >= Plight.DONE else "people--refused" if row.is_refused else ""
        return [*before, LineSpan(_fit(said, room), how), LineSpan(f" {plight(row):>{PLIGHT - 1}} ", style)]


def _progress(marks: Sequence[bool]) -> list[LineSpan]:
    """The goals of a lesson, one by one or counted."""
    width = MOST_MARKS + 1
    if not marks:
        return [LineSpan(" " * width)]
    if len(marks) > MOST_MARKS:
        return [LineSpan(f"{f'{sum(marks)} of {len(marks)}':<{width}}", "people--reached")]
    spans = [LineSpan("#", "people--reached") if mark else LineSpan("·", "people--open") for mark in marks]
    return [*spans, LineSpan(" " * (width - len(marks)))]


def _fit(text: str, room: int) -> str:
    """A text in so many columns, cut where it is longer; one in wide letters may be cut earlier."""
    if room < 4:
        return ""
    if cells(text) > room:
        while cells(text) >= room:
            text = text[:-1]
        text += "…"
    return text + " " * (room - cells(text))


class PeopleList(LineView):
    """A line a participant; the cursor stays on the participant, wherever the row goes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("PeopleList", STYLES)
    IS_LIST = True
    lines: PeopleLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(PeopleLines(), id=id, classes=classes)
        self.set_reactive(PeopleList.cursor, 0)

    def show(self, rows: Sequence[Row], *, names: bool, away: int = 0) -> None:
        """Show the participants as they are now; a line is drawn again only where it looks different."""
        lines = self.lines
        if (rows, names, away) == (lines.rows, lines.names, lines.away):
            return
        chosen, before = self.chosen, [lines.spans(number) for number in range(lines.end_line)]
        lines.rows, lines.names, lines.away = rows, names, away
        if chosen is not None and self.cursor:
            at = next((at for at, row in enumerate(rows) if row.number == chosen.number), None)
            if at is not None and at != self.cursor:
                self.set_reactive(PeopleList.cursor, at)
                self.scroller.show(at)
                self.refresh()
        if len(before) != len(rows) or not rows:
            self.redraw()
            return
        for number, spans in enumerate(before):
            if spans != lines.spans(number):
                self._painter.forget_line(number)
                self.refresh_line(number)

    @property
    def chosen(self) -> Row | None:
        """The participant under the cursor; None while there is nobody."""
        rows = self.lines.rows
        return rows[min(self.cursor or 0, len(rows) - 1)] if rows else None

    def choose(self, number: int) -> bool:
        """Put the cursor on a participant; says whether they are there."""
        for at, row in enumerate(self.lines.rows):
            if row.number == number:
                self.cursor = at
                return True
        return False
