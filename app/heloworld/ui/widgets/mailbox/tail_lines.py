"""The lines of the mailbox pane: the end of a file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path

from heloworld.mbox.reading.pieces import Piece, piece
from heloworld.mbox.reading.tail import StoredLine, Tail
from heloworld.ui.widgets.mailbox.stored_lines import StoredLines
from heloworld.wire.visible import visible_text


class TailLines(StoredLines):
    """The last lines of a file.

    Attributes:
        tail: The end of the file; None while there is none to show.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tail: Tail | None = None

    @property
    def path(self) -> Path | None:
        """The file, if there is one to show."""
        return self.tail.path if self.tail is not None else None

    def stored(self, number: int) -> StoredLine:
        """One line of those that are held."""
        assert self.tail is not None
        return self.tail.lines[number - self.tail.first]

    def piece(self, number: int) -> Piece:
        """What one of the lines is."""
        assert self.tail is not None
        return piece(self.tail.lines, number - self.tail.first)

    @property
    def fresh_line(self) -> int | None:
        """The number of the first new line; None where nothing is new."""
        if self.fresh_from is None or self.end_line == self.first_line:
            return None
        return self.lines_of(self.fresh_from, self.fresh_from + 1).start

    def lines_of(self, start: int, stop: int) -> range:
        """The numbers of the lines that hold the bytes from `start` up to `stop` of the file."""
        if self.tail is None:
            return range(0)
        lines, first = self.tail.lines, self.tail.first
        at = bisect_right(lines, start, key=lambda line: line.offset) - 1
        return range(first + max(at, 0), first + bisect_left(lines, stop, key=lambda line: line.offset))

    @property
    def first_line(self) -> int:
        """The number of the oldest line that is held."""
        return self.tail.first if self.tail is not None else 0

    @property
    def end_line(self) -> int:
        """The number after the last line of the file."""
        return self.tail.first + len(self.tail.lines) if self.tail is not None else 0

    @property
    def empty_text(self) -> str:
        """What is said while there is nothing to show."""
        if self.tail is None:
            return ""
        name = visible_text(self.tail.path.name)
        if self.tail.obstacle is not None:
            return visible_text(str(self.tail.obstacle).replace(str(self.tail.path), self.tail.path.name))
        if self.tail.is_gone:
            return f"Another program, or another window, has moved {name} away. The next mail makes it anew."
        return f"Nothing here yet: the first mail makes {name}."
