"""A file that is read here and there: a few bytes around one line, a header, seldom more.

A lens asks for bytes before and behind a separator line. Most of those lie close together, so one block is kept.
The file is never mapped and never read whole; what is longer than a block is read in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from heloworld.mbox.reading.pread import read_all

BLOCK: Final = 16 * 1024
"""Bytes that are kept in memory."""

PIECE: Final = 1024 * 1024
"""Bytes that are read at a time where much has to be read."""

LARGEST_HEADER: Final = 256 * 1024
"""Bytes of a header within which fields are looked for."""

LONGEST_LINE: Final = 64 * 1024
"""Bytes of a line that are given at most; only its start is ever judged."""

_BEFORE: Final = 64
"""Bytes of a block that lie before what was asked for: the next question is about those."""

_PLAIN: Final = re.compile(rb"(?:[!-9;-~]++:[^\n\x00]*+\n(?:[ \t][^\n\x00]*+\n)*)+(?=\n)")
"""A header that every program reads alike: fields, folded lines, no CR at their ends' expense, an empty line."""


class LensLine(NamedTuple):
    """One line of the file.

    Attributes:
        offset: Where it starts, in bytes.
        data: Its bytes with their line end; the first `LONGEST_LINE` of them where there are more.
        stop: Where the next line starts, or the file ends.
    """

    offset: int
    data: bytes
    stop: int


class View:
    """A mailbox, open for reading, as it was at one moment. Not for several threads at once.

    Args:
        fd: A descriptor of the mailbox, open for reading; it stays the caller's.
        size: Bytes of the file that count. Where the file has become shorter meanwhile, fewer bytes come.
        piece: Bytes that are read at a time where much has to be read.
    """

    def __init__(self, fd: int, size: int, piece: int = PIECE) -> None:
        self.fd = fd
        self.size = size
        self._piece = piece
        self._at = 0
        self._block = b""

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from one offset up to another, fewer where the file ends first or starts later."""
        start, stop = max(start, 0), min(stop, self.size)
        if start >= stop:
            return b""
        if not self._at <= start <= stop <= self._at + len(self._block):
            if stop - start > BLOCK - _BEFORE:
                return read_all(self.fd, start, stop)
            self._at = max(start - _BEFORE, 0)
            self._block = read_all(self.fd, self._at, min(self._at + BLOCK, self.size))
        return self._block[start - self._at : stop - self._at]

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from one offset up to another, some at a time."""
        while start < stop and (piece := read_all(self.fd, start, min(start + self._piece, stop, self.size))):
            yield piece
            start += len(piece)

    def line(self, offset: int) -> LensLine:
        """The line that starts at an offset."""
        length = 256
        while True:
            data = self.read(offset, offset + length)
            end = data.find(b"\n") + 1
            if end:
                return LensLine(offset, data[:end], offset + end)
            if len(data) < length:
                return LensLine(offset, data, offset + len(data))
            if length >= LONGEST_LINE:
                return LensLine(offset, data[:LONGEST_LINE], self.find(b"\n", offset + length) + 1 or self.size)
            length *= 2

    def lines(self, offset: int) -> Iterator[LensLine]:
        """The lines of the file from an offset on."""
        while offset < self.size:
            line = self.line(offset)
            if not line.data:
                return
            yield line
            offset = line.stop

    def find(self, needle: bytes, start: int, stop: int | None = None) -> int:
        """Where some bytes stand first from an offset on, whole, before another one; -1 if nowhere."""
        stop = self.size if stop is None else min(stop, self.size)
        step = BLOCK // 4
        while start < stop:
            piece = self.read(start, min(start + step, stop))
            hit = piece.find(needle)
            if hit >= 0:
                return start + hit
            if start + len(piece) >= stop or len(piece) < len(needle):
                return -1
            start += len(piece) - (len(needle) - 1)
            step = self._piece
        return -1

    def first_but(self, blanks: bytes) -> int:
        """Where the first byte of the file stands that is none of some; its end where there is none."""
        at, step = 0, BLOCK // 4
        while piece := self.read(at, at + step):
            rest = piece.lstrip(blanks)
            at += len(piece) - len(rest)
            if rest:
                break
            step = self._piece
        return at

    def plain_header(self, offset: int) -> bytes | None:
        """A header that holds nothing but fields and ends at an empty line, all LF; every program reads it alike.

        Args:
            offset: Where it starts.

        Returns:
            Its bytes without the empty line; None where it is not as plain as that, or very long.
        """
        for length in (2048, BLOCK - _BEFORE):
            found = _PLAIN.match(self.read(offset, offset + length))
            if found:
                return found.group()
        return None
