"""What each line of a mailbox is, and which message it belongs to: for lines from anywhere in a file of any size.

A line is a separator where a message starts for the reader whose eyes the mailbox is looked at with.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.reading.lines import Line, MailboxText
from heloworld.mbox.reading.message import header_bounds
from heloworld.mbox.reading.summary import WINDOW
from heloworld.mbox.reading.tail import LineKind

_QUOTED: Final = re.compile(rb">+From ")
_BOUNDARY: Final = re.compile(rb"""boundary\s*=\s*(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))""", re.IGNORECASE)
_NOWHERE: Final = 2**63


class Run(NamedTuple):
    """Some bytes of the file that are all part of one line, or of what is left of it.

    Attributes:
        start: Where they start.
        stop: Where they end.
        part: What they are.
    """

    start: int
    stop: int
    part: LineKind


class _Inside(NamedTuple):
    """What the start of a message tells of the rest of it.

    Attributes:
        body: Where its header ends.
        boundaries: What stands behind the ``--`` of the lines between its parts.
    """

    body: int
    boundaries: frozenset[bytes]


class Anatomy:
    """Tells the parts of a mailbox.

    Args:
        text: Its lines, and where its messages start.
    """

    def __init__(self, text: MailboxText) -> None:
        self._text = text
        self._inside = lru_cache(maxsize=512)(self._look_inside)

    def forget(self) -> None:
        """The file has changed elsewhere than at its end."""
        self._inside.cache_clear()

    def message_of(self, offset: int) -> int | None:
        """Which message a byte of the file belongs to, counted from 0; None before the first."""
        found = bisect_right(range(len(self._text.messages)), offset, key=self.start_of)
        return found - 1 if found else None

    def start_of(self, message: int) -> int:
        """Where a message starts, in bytes; behind everything if there is none of that number."""
        found = self._text.messages.offsets(message, 1)
        return found[0] if found else _NOWHERE

    def part_of(self, line: Line) -> LineKind:
        """What a line is. The empty line behind a header counts as body.

        Raises:
            MailboxError: The file cannot be read.
        """
        message = self.message_of(line.offset)
        if message is None:
            return LineKind.BODY
        start = self.start_of(message)
        if line.offset == start and line.data.startswith(SEPARATOR):
            return LineKind.SEPARATOR
        inside = self._inside(start, min(self.start_of(message + 1), self._text.scanned))
        if line.offset < inside.body:
            return LineKind.HEADER
        if line.data.startswith(b"--") and _delimits(line.data, inside.boundaries):
            return LineKind.BOUNDARY
        return LineKind.QUOTED if _QUOTED.match(line.data) else LineKind.BODY

    def runs(self, start: int, stop: int) -> Iterator[Run]:
        """What the bytes from one offset up to another are, line by line.

        Raises:
            MailboxError: The file cannot be read.
        """
        row = self._text.row_of(start)
        while start < min(stop, self._text.scanned):
            line = self._text.line(row)
            if not line.length:
                return
            yield Run(line.offset, line.offset + line.length, self.part_of(line))
            start, row = line.offset + line.length, row + 1

    def _look_inside(self, start: int, stop: int) -> _Inside:
        """Where a message's header ends (the offset of the empty line, or the end of what is looked at), and so on.

        The boundaries of parts within parts stand in the body; those near its start are found.
        """
        data = self._text.read(start, min(stop, start + WINDOW))
        header = (data.find(b"\n") + 1 or len(data)) if data.startswith(SEPARATOR) else 0
        boundaries = frozenset(quoted or bare for quoted, bare in _BOUNDARY.findall(data, header))
        return _Inside(start + header_bounds(data, header)[0], boundaries)


def _delimits(line: bytes, boundaries: frozenset[bytes]) -> bool:
    """Whether a line that starts with two hyphens parts the pieces of a message."""
    said = line[2:].rstrip()
    return said in boundaries or (said.endswith(b"--") and said[:-2] in boundaries)
