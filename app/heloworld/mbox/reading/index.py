"""Where the messages of a mailbox start: every line that starts ``From ``, for files of any size, as they grow.

Eight bytes a message. Whether such a line really separates messages is a matter of opinion; `heloworld.mbox.lenses`
has the opinions. Hardly any sees a message start elsewhere; those that do find such places themselves.

Other programs shorten, rewrite or replace mailboxes as they like. `MailboxIndex.refresh` tells what is still true:

=====================================  =============================================================================
what it finds                          what it does
=====================================  =============================================================================
another file under the name            everything anew (mail programs that rewrite by renaming: Python, Thunderbird)
same size, same time                   nothing
larger; old head, old end and the      goes on from the old end
last offsets in place
smaller, old head and samples of the   keeps what is left of it
offsets in place
anything else                          everything anew (mutt and s-nail rewrite in place: the same file, other bytes)
=====================================  =============================================================================
"""

from __future__ import annotations

import os
import stat
from array import array
from bisect import bisect_right
from enum import Enum
from io import FileIO
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.os_errors import not_readable, reading
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.reading.scan import LINE_END, Find, separators

if TYPE_CHECKING:
    from heloworld.mbox.reading.summary import Summary

_HEAD: Final = 4096
"""Bytes at the start of the file that are remembered, to tell whether it was rewritten."""

_END: Final = 4096
"""Bytes remembered before the point up to which the file has been searched."""

_SAMPLES: Final = 50
"""How many offsets, spread over all of them, are looked at before a shortened file is believed."""

_NEWEST: Final = 8
"""How many of the last offsets are looked at before any file is believed that has another size."""


class Change(Enum):
    """What `MailboxIndex.refresh` found."""

    NONE = "none"
    GROWN = "grown"
    """There is more of it; what was known is still true."""
    SHORTENED = "shortened"
    """Its end is gone; what is left is still true."""
    REWRITTEN = "rewritten"
    """Nothing that was known is true any more."""
    REREAD = "reread"
    """The bytes are the same, but another reader looks at them; it is never found by `MailboxIndex.refresh`."""


class MailboxIndex:
    """The offsets of one mailbox file. One thread at a time may refresh and search; any may read.

    Args:
        path: The mailbox.
        find: How to search a buffer; the fastest way, if None.

    Attributes:
        renewals: How many times something that was known has turned out not to be true any more.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    def __init__(self, path: Path, find: Find | None = None) -> None:
        self.path = path
        self.renewals = 0
        self._find = find
        self._guard = Lock()
        self._offsets: array[int] = array("Q")
        self._searched = 0
        self._head = self._end = b""
        with reading(path):
            self._file = _open(path)
            self._facts = os.fstat(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Separator lines found so far."""
        return len(self._offsets)

    @property
    def size(self) -> int:
        """Bytes in the file, when it was last looked at."""
        return self._facts.st_size

    @property
    def searched(self) -> int:
        """Up to which byte it has been searched."""
        return self._searched

    @property
    def is_complete(self) -> bool:
        """Whether it has been searched to its end."""
        return self._searched >= self.size

    def fileno(self) -> int:
        """The descriptor that the file is read with, until the next `refresh` finds another file under the name."""
        return self._file.fileno()

    def descriptor(self) -> int:
        """One more descriptor of the file, for whoever reads it in another way and then closes it."""
        with self._guard, reading(self.path):
            return os.dup(self._file.fileno())

    def close(self) -> None:
        """Close the file, once nobody is reading summaries from it any more."""
        with self._guard:
            self._file.close()

    def offsets(self, first: int = 0, count: int | None = None) -> list[int]:
        """Where separator lines start, in bytes and in order.

        Args:
            first: The first that is wanted, counted from 0.
            count: How many; all that follow, if None.
        """
        with self._guard:
            return self._offsets[first : None if count is None else first + count].tolist()

    def summaries(self, first: int, count: int) -> list[Summary]:
        """What a list of messages shows of some of them, taking every separator line for a message.

        Args:
            first: The first that is wanted, counted from 0.
            count: How many; fewer come where there are no more.

        Raises:
            MailboxError: The file cannot be read.
        """
        from heloworld.mbox.reading.summary import summary  # whoever only counts does without what it needs

        with self._guard, reading(self.path):
            starts = self._offsets[first : first + count + 1].tolist()
            ends = [*starts[1:], self._searched][:count]
            return [summary(self._file.fileno(), start, end - start) for start, end in zip(starts, ends, strict=False)]

    def refresh(self) -> Change:
        """Look at the file again, which takes some microseconds; what is new is left to `search`.

        Raises:
            MailboxGone: The file is gone, or is not a plain file any more.
            MailboxError: It may not be read.
        """
        with reading(self.path):
            facts = self.path.stat()
            change = self._compare(facts)
            if change is Change.REWRITTEN:
                self._start_anew()
            else:
                self._keep(facts)
            self.renewals += change in {Change.SHORTENED, Change.REWRITTEN}
        return change

    def search(self, limit: int | None = None) -> bool:
        """Search what has not been searched yet.

        Args:
            limit: Bytes to search at most; everything, if None.

        Returns:
            Whether the index is complete.

        Raises:
            MailboxError: The file cannot be read.
        """
        stop = self.size if limit is None else min(self.size, self._searched + limit)
        with reading(self.path):
            for found, searched in separators(self._file, self._searched, stop, self._find):
                with self._guard:
                    self._offsets.extend(found)
                    self._searched = searched
            self._remember()
        return self.is_complete

    def count(self, before: bytes = LINE_END) -> int:
        """How many separator lines there are, in the size that the file had when it was last looked at; none is kept.

        Args:
            before: Count only those that stand behind these line ends, or so at the start of the file as if they did.

        Raises:
            MailboxError: The file cannot be read.
        """
        with reading(self.path):
            found = separators(self._file, 0, self.size, self._find, before=before)
            return sum(len(offsets) for offsets, _ in found)

    def _compare(self, facts: os.stat_result) -> Change:
        """What became of the file, given what its name leads to now."""
        known = self._facts
        if (facts.st_dev, facts.st_ino) != (known.st_dev, known.st_ino):
            return Change.REWRITTEN
        if facts.st_size == known.st_size:
            return Change.NONE if facts.st_mtime_ns == known.st_mtime_ns else Change.REWRITTEN
        if not self._is_still_true(facts.st_size):
            return Change.REWRITTEN
        return Change.GROWN if facts.st_size > known.st_size else Change.SHORTENED

    def _is_still_true(self, size: int) -> bool:
        """Whether the file, now of another size, still has what is remembered of it in place."""
        fd = self._file.fileno()
        head = self._head[:size]
        if read_all(fd, 0, len(head)) != head:
            return False
        if size >= self._searched:
            if read_all(fd, self._searched - len(self._end), self._searched) != self._end:
                return False
            samples = self._offsets[-_NEWEST:].tolist()  # mail programs write flags into the middle of the file
        else:
            kept = self._offsets[: self._complete_in(size)]
            samples = [*kept[:: max(len(kept) // _SAMPLES, 1)], *kept[-_NEWEST:]]
        return all(read_all(fd, at, at + len(SEPARATOR)) == SEPARATOR for at in samples)

    def _complete_in(self, size: int) -> int:
        """How many of the separators lie in the first bytes of the file, whole."""
        return bisect_right(self._offsets, size - len(SEPARATOR))

    def _keep(self, facts: os.stat_result) -> None:
        with self._guard:
            self._facts = facts
            if facts.st_size < self._searched:
                del self._offsets[self._complete_in(facts.st_size) :]
                self._searched = facts.st_size
                self._remember()

    def _start_anew(self) -> None:
        file = _open(self.path)
        with self._guard:
            self._file.close()
            self._file, self._facts = file, os.fstat(file.fileno())
            self._offsets = array("Q")
            self._searched = 0
            self._head = self._end = b""

    def _remember(self) -> None:
        fd, searched = self._file.fileno(), self._searched
        if len(self._head) != min(searched, _HEAD):
            self._head = read_all(fd, 0, min(searched, _HEAD))
        self._end = read_all(fd, max(searched - _END, 0), searched)


def _open(path: Path) -> FileIO:
    """Open a plain file for reading; a pipe or a device is not even waited for."""
    file = FileIO(path, opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK | os.O_NOCTTY))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise not_readable(path)
    return file
