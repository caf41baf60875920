"""Chunks → lines. TCP knows no lines; this is where they come from.

A line ends with LF; whether a CR stood before it is kept, because in SMTP it matters (RFC 5321 §2.3.8: "Conforming
implementations MUST NOT recognize or generate any other character or character sequence as a line terminator"
than CRLF). A CR anywhere else ends nothing and stays in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ending(Enum):
    """How a line ended."""

    CRLF = b"\r\n"
    LF = b"\n"
    NONE = b""
    """Not yet, or the connection closed first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or the unfinished tail of a stream.

    Attributes:
        text: The bytes without the line ending.
        ending: How it ended.
        offset: Where it starts in its direction of the connection, in bytes.
    """

    text: bytes
    ending: Ending
    offset: int

    @property
    def raw(self) -> bytes:
        """The bytes as they crossed."""
        return self.text + self.ending.value

    @property
    def has_bare_cr(self) -> bool:
        """Whether a CR stands anywhere but before the final LF."""
        return b"\r" in self.text


class LineSplitter:
    """Collects the chunks of one direction of a connection and hands out lines."""

    def __init__(self) -> None:
        self._tail: list[bytes] = []
        self._offset = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """Add a chunk and return the lines that it completes, in order."""
        if b"\n" not in chunk:
            self._tail.append(chunk)
            return []
        first, *complete, rest = chunk.split(b"\n")
        lines = [b"".join((*self._tail, first)), *complete]
        self._tail = [rest]
        return [self._finish(line) for line in lines]

    @property
    def tail(self) -> Line | None:
        """What has arrived of a line that is not complete; None where there is nothing of it."""
        self._tail = [b"".join(self._tail)]
        return Line(self._tail[0], Ending.NONE, self._offset) if self._tail[0] else None

    def _finish(self, line: bytes) -> Line:
        start = self._offset
        self._offset += len(line) + 1
        if line.endswith(b"\r"):
            return Line(line[:-1], Ending.CRLF, start)
        return Line(line, Ending.LF, start)
