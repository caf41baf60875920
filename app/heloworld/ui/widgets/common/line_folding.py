"""Long lines wrapped into rows of the screen: which cells of which line stand in a row. No character is left out."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.cache import LRUCache

from heloworld.mbox.reading.columns import fitting
from heloworld.ui.widgets.common.line_source import LineSource
from heloworld.ui.widgets.common.prose import GOES_ON

_KEPT: Final = 1024
"""Lines whose rows are remembered."""

_NARROWEST: Final = 8
"""Cells of a line that a row shows at least."""


class Place(NamedTuple):
    """What stands in a row of the screen.

    Attributes:
        number: Of which line.
        start: The first of its cells.
        stop: The one behind its last.
        lead: Cells before them, for the mark that the line goes on here.
    """

    number: int
    start: int
    stop: int
    lead: int = 0


class Folding:
    """The rows of the lines of a source.

    Args:
        lines: The lines.

    Attributes:
        width: Cells of a row; 0 where no line is wrapped, and each is a row.
    """

    def __init__(self, lines: LineSource) -> None:
        self.width = 0
        self._lines = lines
        self._starts: LRUCache[int, list[int]] = LRUCache(_KEPT)

    def forget(self, since: int) -> None:
        """Lines from a number on look different."""
        for number in list(self._starts.keys()):
            if number >= since:
                self._starts.discard(number)

    def fit(self, width: int) -> bool:
        """Take another width, 0 for lines that are not wrapped; says whether it is another."""
        is_new, self.width = width != self.width, width
        if is_new:
            self._starts.clear()
        return is_new

    def height(self, number: int) -> int:
        """Rows that a line takes; one for a number that no line has."""
        return len(self._starts_of(number)) if self.width and number < self._lines.end_line else 1

    def place(self, number: int, row: int) -> Place:
        """What stands so many rows below the first of a line."""
        while row >= (height := self.height(number)):
            row, number = row - height, number + 1
        if number >= self._lines.end_line:
            return Place(number, 0, 0)
        starts = self._starts_of(number)
        stop = starts[row + 1] if row + 1 < len(starts) else starts[row] + self.width
        return Place(number, starts[row], stop, len(GOES_ON) if row else 0)

    def _starts_of(self, number: int) -> list[int]:
        starts = self._starts.get(number)
        if starts is None:
            text = "".join(span.text for span in self._lines.spans(number))
            starts = self._starts[number] = folds(text, self.width)
        return starts


def folds(text: str, width: int) -> list[int]:
    """Where the rows of a line begin, in cells: behind a blank, if there is one in the row's second half.

    Args:
        text: The line.
        width: Cells of a row; in each but the first, `GOES_ON` takes some of them.
    """
    starts, at, room = [0], 0, max(width, _NARROWEST)
    while len(text) - at > room or cell_len(text[at:]) > room:
        end = at + max(fitting(text[at : at + 2 * room], room), 1)
        if end >= len(text):
            break
        blank = text.rfind(" ", at + room // 2, end)
        stop = end if blank < 0 else blank + 1
        starts.append(starts[-1] + cell_len(text[at:stop]))
        at, room = stop, max(width - len(GOES_ON), _NARROWEST)
    return starts
