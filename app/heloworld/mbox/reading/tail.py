"""The end of a mailbox file, line by line, as it grows: what the live pane shows.

Only the last part of the file is held, however large the file is. Other programs may shorten, rewrite or replace it
at any time; then the end is read anew.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from heloworld.errors import MailboxError
from heloworld.mbox.os_errors import obstacle

WINDOW = 256 * 1024
"""Bytes at the end of the file that are held at least; up to twice as many are."""

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


class LineKind(Enum):
    """What a line of a mailbox is."""

    SEPARATOR = "separator"
    HEADER = "header"
    QUOTED = "quoted"
    """A body line that was given a ``>`` so that it does not look like a separator."""
    BOUNDARY = "boundary"
    """A body line that parts the pieces of a MIME message (RFC 2046 §5.1.1)."""
    BODY = "body"


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line of the file.

    Attributes:
        offset: Where it starts in the file, in bytes.
        raw: The line with its line end.
        part: What it is.
    """

    offset: int
    raw: bytes
    part: LineKind

    @property
    def text(self) -> bytes:
        """The line without its line end."""
        return self.raw.removesuffix(b"\n").removesuffix(b"\r")


class Tail:
    """The last lines of one file.

    Attributes:
        path: The file; it need not exist yet.
        lines: What is held, in the order of the file.
        first: The number of the first line that is held; lines are numbered from where reading began.
        size: Bytes in the file.
        messages: Separators among the lines that were read.
        is_gone: Whether there was a file, and there is none now.
        obstacle: Why no mail can be appended to it; None where nothing stands in the way.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[StoredLine] = []
        self.first = 0
        self.size = 0
        self.messages = 0
        self.is_gone = False
        self.obstacle: MailboxError | None = None
        self._has_folder = False
        self._place: tuple[int, int] | None = None
        self._mtime = 0
        self._part = LineKind.BODY
        self._after_blank = True
        self._held = bytearray()

    @property
    def state(self) -> tuple[tuple[int, int] | None, int, int]:
        """What is known of the file as it was read last: its device and inode, bytes, and time of change in ns.

        It differs wherever the file was read anew, even where it is as long as before.
        """
        return self._place, self.size, self._mtime

    @property
    def starts_inside(self) -> bool:
        """Whether the file has more before the first line that is held."""
        return bool(self.lines) and self.lines[0].offset > 0

    def update(self) -> int | None:
        """Look at the file again.

        Returns:
            The number of the first line that is new or different, or None where nothing changed. A number of 0
            after a change that was not growth means that all lines are new.
        """
        before, self.obstacle = self.obstacle, self._obstacle()
        since = self._look()
        return self.first if since is None and str(before) != str(self.obstacle) else since

    def _obstacle(self) -> MailboxError | None:
        """What stands in the way; a folder that was never there is about to be made."""
        self._has_folder = self._has_folder or self.path.parent.is_dir()
        return obstacle(self.path) if self._has_folder else None

    def _look(self) -> int | None:
        try:
            with open(self.path, "rb", opener=_without_waiting) as file:
                self.is_gone = False
                return self._update(file.fileno())
        except OSError:
            if self._place is None:
                return None
            self.is_gone = True
            return self._forget()

    def _update(self, descriptor: int) -> int | None:
        status = os.fstat(descriptor)
        place = (status.st_dev, status.st_ino)
        has_grown = place == self._place and status.st_size > self.size and self._still_fits(descriptor)
        if has_grown:
            return self._grow(descriptor, status)
        if place == self._place and (status.st_size, status.st_mtime_ns) == (self.size, self._mtime):
            return None
        self._forget()
        self._place = place
        start = _message_start(descriptor, max(status.st_size - WINDOW, 0))
        return self._read(descriptor, start, status)

    def _still_fits(self, descriptor: int) -> bool:
        """Whether every byte that is held still stands where it stood: mail programs write into the middle, too."""
        return not self.lines or os.pread(descriptor, len(self._held), self.lines[0].offset) == self._held

    def _grow(self, descriptor: int, status: os.stat_result) -> int:
        start = self.size
        if self.lines and not self.lines[-1].raw.endswith(b"\n"):
            torn = self.lines.pop()
            start = torn.offset
            self.messages -= torn.part is LineKind.SEPARATOR
            self._part = self.lines[-1].part if self.lines else LineKind.BODY
            self._after_blank = not self.lines or not self.lines[-1].text
        return self._read(descriptor, start, status)

    def _read(self, descriptor: int, start: int, status: os.stat_result) -> int:
        """Read from an offset to the end of the file."""
        number = self.first + len(self.lines)
        data = os.pread(descriptor, max(status.st_size - start, 0), start)
        self.size, self._mtime = start + len(data), status.st_mtime_ns
        if self.lines:
            del self._held[start - self.lines[0].offset :]
        else:
            self._held.clear()
        self._held += data
        self.lines += self._classify(_split(data, start))
        self._trim()
        return max(number, self.first)

    def _classify(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[StoredLine]:
        """Say what each line is; a separator follows an empty line or the start of the file."""
        for offset, raw in lines:
            blank = not raw.strip(b"\r\n")
            if self._after_blank and raw.startswith(b"From "):
                self._part = LineKind.SEPARATOR
                self.messages += 1
            elif self._part is LineKind.SEPARATOR:
                self._part = LineKind.BODY if blank else LineKind.HEADER
            elif self._part is not LineKind.HEADER or blank:
                is_quoted = raw.startswith(b">") and raw.lstrip(b">").startswith(b"From ")
                self._part = LineKind.QUOTED if is_quoted else LineKind.BODY
            self._after_blank = blank
            yield StoredLine(offset, raw, self._part)

    def _trim(self) -> None:
        """Let go of the oldest lines."""
        if self.lines and self.size - self.lines[0].offset > 2 * WINDOW:
            keep = next(at for at, line in enumerate(self.lines) if self.size - line.offset <= WINDOW)
            del self._held[: self.lines[keep].offset - self.lines[0].offset]
            del self.lines[:keep]
            self.first += keep

    def _forget(self) -> int:
        self.lines, self.first, self.size, self.messages = [], 0, 0, 0
        self._place, self._mtime, self._part, self._after_blank = None, 0, LineKind.BODY, True
        return 0


def _without_waiting(path: str, flags: int) -> int:
    """Open a plain file; at a pipe, nobody waits for whoever writes into it."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), path)


def _split(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Lines of some bytes with their offsets; only LF ends one."""
    return ((start + match.start(), match.group()) for match in _LINE.finditer(data))


def _message_start(descriptor: int, offset: int) -> int:
    """The first message that starts at an offset or within a window behind it; else the next line, if there is one."""
    if offset == 0:
        return 0
    data = os.pread(descriptor, WINDOW, offset)
    found = data.find(b"\n\nFrom ")
    return offset + (found + 2 if found >= 0 else data.find(b"\n", 0, -1) + 1)
