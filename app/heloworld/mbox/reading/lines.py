"""A mailbox as numbered lines, for files of any size, as they grow.

Only LF ends a line, as everywhere in an mbox; a CR before it belongs to the line. Of a gigabyte some hundred kilobytes
are kept: now and then the number and the offset of a line, its *mark*. Whatever lies between two marks is read again
when it is asked for. Marks keep three promises:

- between two of them lie at most two blocks of 64 KiB, or else one single line, however long;
- behind the last of them lies no whole line, at most the start of one;
- there are at most two a block.

The file is read in pieces and never mapped: a file that somebody truncates under a map kills the process.
What other programs do to it meanwhile is told by `heloworld.mbox.reading.index`.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_right
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, NamedTuple, Self

from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.index import Change, MailboxIndex
from heloworld.mbox.reading.messages import Messages, SeparatedMessages, as_mboxrd
from heloworld.mbox.reading.pread import read_all

BLOCK: Final = 64 * 1024
"""Bytes that are read at a time."""

LONGEST: Final = 8 * 1024
"""Bytes of a line that are given at most."""

GLANCE: Final = 2 * 1024 * 1024
"""Bytes of a file that are searched before its first lines are shown; it takes some milliseconds."""

_FEW: Final = 512
"""Bytes in which line ends are found one by one, because counting them pays no more."""


class Line(NamedTuple):
    """One line of the file.

    Attributes:
        offset: Where it starts, in bytes.
        data: Its bytes with their line end; the first `LONGEST` of them where there are more.
        length: How many bytes it has in the file, its line end included.
    """

    offset: int
    data: bytes
    length: int


class MailboxText:
    """The lines of one mailbox file. One thread at a time may refresh and scan; any may read.

    Args:
        path: The mailbox.

    Attributes:
        index: Where its separator lines are. It is searched as far as the lines are counted, or a little further.
        messages: Its messages, as one reader sees them.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = MailboxIndex(path)
        self.messages: Messages = SeparatedMessages(self.index)
        self._guard = Lock()
        self._fd = os.dup(self.index.fileno())
        self._rows: array[int] = array("Q", [0])
        self._offsets: array[int] = array("Q", [0])
        self._scanned = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Lines found so far, the last one perhaps unfinished."""
        with self._guard:
            return self._count()

    @property
    def size(self) -> int:
        """Bytes in the file, when it was last looked at."""
        return self.index.size

    @property
    def scanned(self) -> int:
        """Up to which byte its lines have been counted."""
        return self._scanned

    @property
    def is_complete(self) -> bool:
        """Whether messages and lines have been found to the end of the file."""
        has_lines = self.index.is_complete and self._scanned >= self.index.searched
        return has_lines and self.messages.is_complete

    @property
    def progress(self) -> tuple[int, int, int]:
        """How far it has come, in numbers that all stay the same where it comes no further."""
        return self._scanned, self.messages.searched, len(self.messages)

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            os.close(self._fd)
        self.index.close()

    # Following the file

    def refresh(self) -> Change:
        """Look at the file again, which takes some microseconds; what is new is left to `scan`.

        Raises:
            MailboxGone: The file is gone, or is not a plain file any more.
            MailboxError: It may not be read.
        """
        change = self.index.refresh()
        if change is Change.REWRITTEN:
            self._start_anew()
        elif change is Change.SHORTENED:
            self._shorten(self.index.size)
        return change

    def scan(self, limit: int | None = None) -> bool:
        """Find the messages and lines of a part of the file that has not been looked at yet.

        Args:
            limit: Bytes at most; all that there are, if None.

        Returns:
            Whether all of them have been found now.

        Raises:
            MailboxError: The file cannot be read.
        """
        self.index.search(limit)
        with reading(self.path):
            while behind := self.index.searched - self._scanned:
                data = os.pread(self._fd, min(BLOCK, behind), self._scanned)
                if not data:
                    break
                self._note(data)
        self.messages.go_on()
        return self.is_complete

    # Reading

    def line(self, number: int) -> Line:
        """One line.

        Args:
            number: Which, counted from 0.

        Returns:
            The line; an empty one where there is none, because the file may become shorter at any time.

        Raises:
            MailboxError: The file cannot be read.
        """
        with self._guard, reading(self.path):
            start = self._start(number)
            data = read_all(self._fd, start, min(start + LONGEST, self._scanned))
            end = data.find(b"\n") + 1
            length = end or (self._start(number + 1) - start)
            return Line(start, data[:length], length)

    def row_of(self, offset: int) -> int:
        """The number of the line that a byte of the file belongs to; that of the last line for all bytes behind it.

        Raises:
            MailboxError: The file cannot be read.
        """
        with self._guard, reading(self.path):
            at = bisect_right(self._offsets, offset) - 1
            row, start = self._rows[at], self._offsets[at]
            if at + 1 == len(self._rows):
                return min(row, max(self._count() - 1, 0))
            last = self._rows[at + 1] - 1
            return row if row == last else min(row + read_all(self._fd, start, offset).count(b"\n"), last)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from one offset up to another, fewer where the file ends first.

        Raises:
            MailboxError: The file cannot be read.
        """
        with self._guard, reading(self.path):
            return read_all(self._fd, start, stop)

    def bounds(self, message: int) -> tuple[int, int]:
        """Where a message starts and ends, in bytes, by its number counted from 0; twice 0 if there is none of it."""
        return self.messages.bounds(message)

    def record(self, message: int, largest: int) -> bytes:
        """A message as an mboxrd mailbox would hold it, by its number counted from 0; some of its first bytes.

        Raises:
            MailboxError: The file cannot be read.
        """
        return as_mboxrd(self.read, self.messages.extent(message), self.messages.dialect, largest)

    def descriptor(self) -> int:
        """One more descriptor of the file, for whoever reads it in another way and then closes it."""
        with self._guard, reading(self.path):
            return os.dup(self._fd)

    # Marks

    def _count(self) -> int:
        return self._rows[-1] + (self._scanned > self._offsets[-1])

    def _start(self, number: int) -> int:
        """Where a line starts; the end of what is known for lines that are not known."""
        at = bisect_right(self._rows, number) - 1
        row, offset = self._rows[at], self._offsets[at]
        if row == number:
            return offset
        if at + 1 == len(self._rows):
            return self._scanned
        data = read_all(self._fd, offset, self._offsets[at + 1])
        return offset + behind_line_end(data, number - row)

    def _note(self, data: bytes) -> None:
        """Take in the next bytes of the file."""
        last = data.rfind(b"\n") + 1
        with self._guard:
            if last:
                row, first = self._rows[-1], self._scanned + data.find(b"\n") + 1
                if first - self._offsets[-1] > BLOCK:
                    self._mark(row + 1, first)  # the end of a long line: it is to lie alone between its marks
                self._mark(row + data.count(b"\n"), self._scanned + last)
            self._scanned += len(data)

    def _mark(self, row: int, offset: int) -> None:
        """Remember the start of a line; it takes the place of the last mark where the one before is near enough."""
        if offset == self._offsets[-1]:
            return
        if len(self._offsets) > 1 and offset - self._offsets[-2] <= BLOCK:
            self._rows[-1], self._offsets[-1] = row, offset
        else:
            self._rows.append(row)
            self._offsets.append(offset)

    def _shorten(self, size: int) -> None:
        """Forget what lies behind an offset."""
        with self._guard:
            keep = bisect_right(self._offsets, size)
            del self._rows[keep:], self._offsets[keep:]
            self._scanned = self._offsets[-1]

    def _start_anew(self) -> None:
        with self._guard:
            os.close(self._fd)
            self._fd = os.dup(self.index.fileno())
            self._rows, self._offsets = array("Q", [0]), array("Q", [0])
            self._scanned = 0


def behind_line_end(data: bytes, count: int) -> int:
    """Where in some bytes the next line starts after a number of line ends; their length if there are fewer.

    Counting halves is a hundred times faster than walking from line end to line end.
    """
    low, high = 0, len(data)
    while high - low > _FEW:
        middle = (low + high) // 2
        ends = data.count(b"\n", low, middle)
        if ends < count:
            low, count = middle, count - ends
        else:
            high = middle
    for _ in range(count):
        low = data.find(b"\n", low) + 1
        if not low:
            return len(data)
    return low
