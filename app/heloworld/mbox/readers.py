"""How a mailbox is read: the same bytes, through the eyes of different readers.

A reader is a few rules over the separator lines that `MailboxIndex` finds, kept as data:

=======  ===================================  =============================  ======================================
reader   a ``From_`` line separates           where the body ends            source
=======  ===================================  =============================  ======================================
naive    wherever it stands                   before the next separator      ``grep '^From '``
mboxo    at the start, or after an empty      before the next separator      J. Zawinski, "The Content-Length
         line                                                                header format" (1996): BOF, empty line
mboxrd   wherever it stands: one in a body    before the next separator      qmail mbox(5): a reader "should not
         would have been quoted                                              attempt to take advantage" of the empty
                                                                             line
mboxcl,  as in mboxo, but never before the    where Content-Length says, if  System V Release 4
mboxcl2  end of the body                      a separator or the end of the
                                              file stands there
=======  ===================================  =============================  ======================================

What a reader undoes of the quoting is its dialect's affair (`heloworld.mbox.dialects`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.mbox.dialects import SEPARATOR, Dialect
from heloworld.mbox.disk import read_all
from heloworld.mbox.message import header_fields
from heloworld.mbox.summary import WINDOW, lay_out

_LONGEST_LENGTH: Final = 18
"""Digits of a Content-Length that are believed to be a number of bytes."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The rules of one reader.

    Attributes:
        name: What it is called.
        after_empty_line: Whether a separator has to stand at the start of the file or after an empty line.
        trusts_length: Whether Content-Length says where a body ends, if it can be true.
        dialect: Whose quoting it undoes; None for nobody's.
    """

    name: str
    after_empty_line: bool
    trusts_length: bool
    dialect: Dialect | None


READERS: Final[Mapping[str, Reader]] = {
    reader.name: reader
    for reader in (
        Reader("naive", after_empty_line=False, trusts_length=False, dialect=None),
        Reader("mboxo", after_empty_line=True, trusts_length=False, dialect=Dialect.MBOXO),
        Reader("mboxrd", after_empty_line=False, trusts_length=False, dialect=Dialect.MBOXRD),
        Reader("mboxcl", after_empty_line=True, trusts_length=True, dialect=Dialect.MBOXCL),
        Reader("mboxcl2", after_empty_line=True, trusts_length=True, dialect=Dialect.MBOXCL2),
    )
}
"""Every reader by its name."""


@dataclass(frozen=True, slots=True)
class Span:
    """One message as a reader sees it, in bytes of the file.

    Attributes:
        offset: Where its ``From_`` line starts.
        stop: Where the next message starts, or the file ends.
        body_stop: Where its body ends by its Content-Length; None where the reader goes by the separators.
    """

    offset: int
    stop: int
    body_stop: int | None = None


def spans(fd: int, offsets: Sequence[int], size: int, reader: Reader) -> Iterator[Span]:
    """The messages of a mailbox, as a reader sees them. What stands before the first of them is nobody's.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        offsets: Where its separator lines start, all of them and in order.
        size: Bytes in the mailbox.
        reader: Whose eyes to read with.

    Raises:
        OSError: The file cannot be read.
    """
    at = _next_separator(fd, offsets, 0, reader)
    while at < len(offsets):
        ends = _by_length(fd, offsets[at], size) if reader.trusts_length else None
        if ends:
            yield Span(offsets[at], ends[1], ends[0])
            at = bisect_left(offsets, ends[1])
        else:
            following = _next_separator(fd, offsets, at + 1, reader)
            yield Span(offsets[at], offsets[following] if following < len(offsets) else size)
            at = following


def _next_separator(fd: int, offsets: Sequence[int], first: int, reader: Reader) -> int:
    """Which separator line, from one of them on, is a separator to a reader; their number if none is."""
    if not reader.after_empty_line:
        return first
    return next((at for at in range(first, len(offsets)) if _is_after_empty_line(fd, offsets[at])), len(offsets))


def _is_after_empty_line(fd: int, offset: int) -> bool:
    return offset == 0 or read_all(fd, max(offset - 2, 0), offset) in {b"\n\n", b"\n"}


def _by_length(fd: int, offset: int, size: int) -> tuple[int, int] | None:
    """Where a message's body ends and where the next message starts, going by Content-Length.

    None if there is no such field, or what it says cannot be true: neither a separator nor the end of the file stands
    there, at once or after an empty line.
    """
    layout = lay_out(fd, offset, size)
    for name, value in header_fields(read_all(fd, layout.header, min(layout.blank, layout.header + WINDOW))):
        if name.lower() == b"content-length" and value.isdigit() and len(value) <= _LONGEST_LENGTH:
            end = layout.body + int(value)
            start = _start_behind(fd, end, size)
            if start is not None:
                return end, start
    return None


def _start_behind(fd: int, end: int, size: int) -> int | None:
    """Where a message starts, or the file ends, at the end of a body or after the empty line behind it."""
    if not 0 < end <= size:
        return None
    before, behind = read_all(fd, end - 1, end), read_all(fd, end, end + len(SEPARATOR) + 2)
    gaps = (b"", b"\n", b"\r\n") if before == b"\n" else (b"\n", b"\r\n")
    for gap in gaps:
        start = end + len(gap)
        if behind.startswith(gap + SEPARATOR) or (behind == gap and start == size):
            return start
    return size if end == size else None
