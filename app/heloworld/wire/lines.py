"""Chunks → lines. TCP knows no lines; this is where they come from.

A line ends with LF; whether a CR stood before it is kept, because in SMTP it matters (RFC 5321 §2.3.8: "Conforming
implementations MUST NOT recognize or generate any other character or character sequence as a line terminator"
than CRLF). A CR anywhere else ends nothing and stays in the text.

A line may be endless, and nobody can hold it then. What grows beyond `LONGEST` is handed out in pieces without an
ending; where they are cut depends on the line alone, never on how it was chunked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LONGEST = 64 * 1024
"""Bytes of a line in one piece; RFC 5321 §4.5.3.1.6 asks for 1,000 at least, CRLF and all; our server takes 8,191."""


class Ending(Enum):
    """How a line ended."""

    CRLF = b"\r\n"
    LF = b"\n"
    NONE = b""
    """Not yet, or never: the connection closed first, or the line goes on in the piece that follows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, a piece of a very long one, or the unfinished tail of a stream.

    Attributes:
        text: The bytes without the line ending.
        ending: How it ended.
        offset: Where it starts in its direction of the connection, in bytes.
        is_rest: Whether it is no beginning of a line, but another piece of a very long one.
        is_whole: Whether nothing more of it comes although it has no ending: counted octets end with it.
    """

    text: bytes
    ending: Ending
    offset: int
    is_rest: bool = False
    is_whole: bool = False

    @property
    def raw(self) -> bytes:
        """The bytes as they crossed."""
        return self.text + self.ending.value


class LineSplitter:
    """Collects the chunks of one direction of a connection and hands out lines.

    Args:
        longest: Bytes of a line that are held, and handed out in one piece, at most.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._tail: list[bytes] = []
        self._size = 0
        self._offset = 0
        self._is_rest = False

    def feed(self, chunk: bytes) -> list[Line]:
        """Add a chunk and return the lines that it completes, and the pieces of those that are too long, in order."""
        if b"\n" not in chunk:
            return self._grow(chunk)
        first, *complete, rest = chunk.split(b"\n")
        lines: list[Line] = []
        for text in (b"".join((*self._tail, first)), *complete):
            last = text if len(text) <= self._longest else self._cut(text, lines)
            lines.append(self._finish(last))
        self._tail, self._size = [], 0
        return lines + self._grow(rest)

    def break_off(self) -> None:
        """What comes next begins a line of its own; what there is of one stays as it is."""
        self._offset += sum(map(len, self._tail))
        self._tail, self._size, self._is_rest = [], 0, False

    @property
    def tail(self) -> Line | None:
        """What has arrived of a line that is not complete; None where there is nothing of it."""
        self._tail = [b"".join(self._tail)]
        return Line(self._tail[0], Ending.NONE, self._offset, self._is_rest) if self._tail[0] else None

    def _grow(self, chunk: bytes) -> list[Line]:
        """Add what ends no line."""
        self._tail.append(chunk)
        self._size += len(chunk)
        pieces: list[Line] = []
        if self._size > self._longest:
            self._tail = [self._cut(b"".join(self._tail), pieces)]
            self._size = len(self._tail[0])
        return pieces

    def _cut(self, text: bytes, pieces: list[Line]) -> bytes:
        """Add the pieces of what is too long to some others; returns the last one, which may yet get an ending."""
        start = 0
        while len(text) - start > self._longest:
            pieces.append(Line(text[start : start + self._longest], Ending.NONE, self._offset, self._is_rest))
            self._is_rest = True
            start += self._longest
            self._offset += self._longest
        return text[start:]

    def _finish(self, line: bytes) -> Line:
        start, is_rest = self._offset, self._is_rest
        self._offset += len(line) + 1
        self._is_rest = False
        if line.endswith(b"\r"):
            return Line(line[:-1], Ending.CRLF, start, is_rest)
        return Line(line, Ending.LF, start, is_rest)
