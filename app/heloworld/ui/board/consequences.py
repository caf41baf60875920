"""What is done at the board and is felt by others: it is asked for twice."""

from __future__ import annotations

from textual.screen import Screen

from heloworld.classroom.server.source import ClassSource
from heloworld.ui.app import stands
from heloworld.ui.confirm import Twice


class Consequences:
    """Warns of what others would feel.

    Args:
        source: The class.
        board: Where the warning is said.
    """

    def __init__(self, source: ClassSource, board: Screen[None]) -> None:
        self._source = source
        self._board = board
        self._twice = Twice(self._warn, lambda said: stands(board.app, said))

    def ends(self) -> bool:
        """Whether the class may end: nobody is connected, or the teacher is sure."""
        count = self._source.connected
        if not count:
            return True
        who = "1 participant is" if count == 1 else f"{count} participants are"
        return self._twice.is_sure(f"{who} connected: this ends the class. Ctrl+Q again does it.", "quit")

    def sends_away(self, number: int) -> bool:
        """Whether a participant is sent away: nobody else comes from their address, or the teacher is sure."""
        count = self._source.book.from_where(number)
        if count < 2:
            return True
        who = f"{count} come from the address of p{number}"
        return self._twice.is_sure(f"{who}: x again sends all of them away, X lets them back.", f"p{number}")

    def _warn(self, warning: str, seconds: float) -> None:
        self._board.notify(warning, severity="warning", timeout=seconds, markup=False)
