"""Which messages one reader sees in a mailbox that is being looked at: where each lies, and what a list shows of it.

Whoever shows a mailbox asks this, never the index: lines that start ``From `` are the same for everybody, messages are
not. What is here is the reader of the mboxrd dialect, to whom both are the same; `heloworld.mbox.lenses.live_messages`
has all the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from heloworld.mbox.dialects import RULES, Dialect, quote
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.index import MailboxIndex
from heloworld.mbox.reading.message import separator_length
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.reading.summary import Summary, lay_out

_TAIL: Final = 4

MBOXRD: Final = "mboxrd"
"""The reader to whom every separator line starts a message."""


class Extent(NamedTuple):
    """Where one message lies, in bytes of the file.

    Attributes:
        offset: Where it starts.
        header: Where its header starts: behind the ``From_`` line.
        header_stop: Where its header ends, before any empty line.
        body: Where its body starts.
        body_stop: Where its body ends; the empty line that parts it from the next message is left out.
        stop: Where the next message starts, or the file ends.
    """

    offset: int
    header: int
    header_stop: int
    body: int
    body_stop: int
    stop: int


class Messages(Protocol):
    """The messages as one reader sees them. One thread at a time has it go on; any may ask."""

    @property
    def reader(self) -> str:
        """Whose eyes these are, as ``--as`` calls them."""

    @property
    def dialect(self) -> Dialect | None:
        """Whose quoting the reader undoes; None for nobody's."""

    @property
    def refusal(self) -> str | None:
        """Why the reader takes the whole file for no mailbox, as a sentence; None where it does not."""

    @property
    def searched(self) -> int:
        """Up to which byte the messages are known."""

    @property
    def is_complete(self) -> bool:
        """Whether all messages are known that the file had when it was last looked at."""

    def __len__(self) -> int:
        """How many are known."""

    def go_on(self) -> None:
        """Take in some of what the index has found since.

        Raises:
            MailboxError: The file cannot be read.
        """

    def offsets(self, first: int = 0, count: int | None = None) -> list[int]:
        """Where messages start, from one on, counted from 0; all that follow if no count is given."""

    def bounds(self, number: int) -> tuple[int, int]:
        """Where a message starts and where the next one does; twice 0 if there is none of that number."""

    def extent(self, number: int) -> Extent:
        """Where a message and its parts lie.

        Raises:
            MailboxError: The file cannot be read.
        """

    def summaries(self, first: int, count: int) -> list[Summary]:
        """What a list shows of some of them; fewer come where there are no more.

        Raises:
            MailboxError: The file cannot be read.
        """


class SeparatedMessages:
    """Every line of the index starts a message, as the mboxrd dialect has it.

    Args:
        index: Where those lines are.
    """

    reader = MBOXRD
    dialect: Dialect | None = Dialect.MBOXRD
    refusal: str | None = None

    def __init__(self, index: MailboxIndex) -> None:
        self._index = index

    @property
    def searched(self) -> int:
        """Up to which byte the messages are known."""
        return self._index.searched

    @property
    def is_complete(self) -> bool:
        """Whether the index has been searched to the end of the file."""
        return self._index.is_complete

    def __len__(self) -> int:
        """How many are known."""
        return len(self._index)

    def go_on(self) -> None:
        """There is nothing to do that the index does not."""

    def offsets(self, first: int = 0, count: int | None = None) -> list[int]:
        """Where messages start, from one on, counted from 0."""
        return self._index.offsets(first, count)

    def bounds(self, number: int) -> tuple[int, int]:
        """Where a message starts and where the next one does."""
        starts = self._index.offsets(number, 2)
        return (starts[0], starts[1] if len(starts) > 1 else self._index.searched) if starts else (0, 0)

    def extent(self, number: int) -> Extent:
        """Where a message and its parts lie."""
        start, stop = self.bounds(number)
        fd = self._index.descriptor()
        try:
            with reading(self._index.path):
                return extent_of(fd, start, stop)
        finally:
            os.close(fd)

    def summaries(self, first: int, count: int) -> list[Summary]:
        """What a list shows of some of them."""
        return self._index.summaries(first, count)


def extent_of(fd: int, start: int, stop: int) -> Extent:
    """Where the parts of a message lie that ends where the next one starts: its header ends at the first empty line.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        start: Where the message's ``From_`` line starts.
        stop: Where the message ends.

    Raises:
        OSError: The file cannot be read.
    """
    layout = lay_out(fd, start, stop)
    tail = max(stop - _TAIL, start)
    apart = separator_length(read_all(fd, tail, stop), layout.body - tail) if layout.body < stop else 0
    return Extent(start, layout.header, layout.blank, layout.body, stop - apart, stop)


def as_mboxrd(read: Callable[[int, int], bytes], extent: Extent, dialect: Dialect | None, largest: int) -> bytes:
    """A message as an mboxrd mailbox would hold it, whatever the reader undoes: what takes it apart knows that dialect.

    Args:
        read: Reads the file from one offset up to another.
        extent: Where the message lies.
        dialect: Whose quoting its reader undoes.
        largest: Bytes of it at most.
    """
    if dialect is Dialect.MBOXRD:
        return read(extent.offset, min(extent.stop, extent.offset + largest))
    stop = min(extent.body_stop, extent.offset + largest)
    body = read(min(extent.body, stop), stop)
    change = RULES[dialect].unquoting if dialect else None
    plain = change.apply(body) if change else body
    head = read(extent.offset, min(extent.header_stop, stop))
    return b"".join((head, b"" if head.endswith(b"\n") else b"\n", b"\n", quote(Dialect.MBOXRD, plain), b"\n"))
