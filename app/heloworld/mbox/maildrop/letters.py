"""The letters of a mailbox: where each lies, what it is known by, and which flags it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import FileIO
from itertools import chain
from typing import Final, NamedTuple

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import spans
from heloworld.mbox.maildrop.start_lines import start_lines
from heloworld.mbox.reading.flags import flags_of, is_old
from heloworld.mbox.reading.message import header_bounds, separator_length
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.reading.scan import separators
from heloworld.mbox.reading.summary import lay_out
from heloworld.mbox.reading.uid_book import message_key
from heloworld.mbox.reading.wire_text import LARGEST_HEADER

_GLANCE: Final = 4096
_TAIL: Final = 3
_GAP: Final = 2
"""Bytes between a body and the next letter at most: an empty line, LF or CR LF."""

_BY_SEPARATORS: Final = frozenset({Dialect.MBOXRD, Dialect.NAIVE})
"""Dialects in which a letter ends where the next one starts, and nothing else is asked."""

_FOLDER_DATA: Final = re.compile(rb"^X-IMAP[ \t]*:", re.MULTILINE | re.IGNORECASE)


class Letter(NamedTuple):
    """One letter of a mailbox, in bytes of the file.

    Attributes:
        offset: Where its ``From_`` line starts.
        header: Where its header starts.
        header_stop: Where its header ends, before any empty line.
        body: Where its body starts.
        body_stop: Where its body ends; the empty line that parts it from the next message is left out.
        stop: Where the next message starts, or the file ends.
        flags: Its flags, as `heloworld.mbox.reading.flags` names them.
        key: What it is known by, whatever mail programs write into its header.
        top: A number that tells whether ``From_`` line and header are still the same bytes.
        envelope_line: Its ``From_`` line.
        is_old: Whether a mail program has shown it in its list before.
    """

    offset: int
    header: int
    header_stop: int
    body: int
    body_stop: int
    stop: int
    flags: frozenset[str]
    key: bytes
    top: int
    envelope_line: bytes
    is_old: bool = False

    def is_in_place(self, fd: int) -> bool:
        """Whether its ``From_`` line and header stand in a file where they stood.

        Raises:
            OSError: The file cannot be read.
        """
        return hash(read_all(fd, self.offset, _top_stop(self.offset, self.header_stop))) == self.top


def letters_in(fd: int, size: int, dialect: Dialect, known: Sequence[Letter] = ()) -> tuple[Letter, ...]:
    """The letters of a mailbox, as a reader of its dialect finds them who wants a date in every ``From_`` line.

    Data that Pine and UW-IMAP keep in a message of its own at the start is none.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        size: Bytes of the file that count.
        dialect: How the mailbox quotes.
        known: The letters that it had; if all of them are still in place, only what follows is looked for.

    Raises:
        OSError: The file cannot be read.
    """
    start, kept = 0, known[:0]
    if known and known[-1].body <= size and all(letter.is_in_place(fd) for letter in known):
        start, kept = known[-1].offset, known[:-1]
    file = FileIO(fd, closefd=False)
    candidates = chain.from_iterable(found for found, _ in separators(file, start, size))
    offsets = list(start_lines(fd, candidates, size))
    letters = (_letter(fd, *each) for each in _stretches(fd, size, dialect, offsets))
    return (*kept, *(letter for letter in letters if letter is not None))


def _stretches(fd: int, size: int, dialect: Dialect, offsets: Sequence[int]) -> Iterator[tuple[int, int, int | None]]:
    """Where each letter starts, where the next one does, and where its body ends if its reader goes by a length."""
    if dialect in _BY_SEPARATORS:  # a fraction of the time that a lens takes, which has reasons for everything
        yield from ((one, other, None) for one, other in zip(offsets, (*offsets[1:], size), strict=False))
        return
    for each in spans(LENSES[dialect.value], View(fd, size), offsets):
        leads_on = each.stop - each.body_stop <= _GAP  # or the length led to a line that starts no letter
        yield each.offset, each.stop, each.body_stop if leads_on else None


def _letter(fd: int, offset: int, stop: int, body_stop: int | None) -> Letter | None:
    """One letter; None if it is no letter, but what a mail program keeps there."""
    size, top = _GLANCE, b""
    while True:
        top = read_all(fd, offset, min(offset + size, stop))
        first = top.find(b"\n") + 1 or len(top)
        end, body = header_bounds(top, first)
        if end < len(top) or size >= LARGEST_HEADER or offset + size >= stop:
            break
        size *= 8
    if end == len(top) and offset + len(top) < stop:
        layout = lay_out(fd, offset, stop)
        end, body = layout.blank - offset, layout.body - offset
    header = top[first:end]
    if not offset and _FOLDER_DATA.search(header):
        return None
    if body_stop is None:
        tail = top[-_TAIL:] if offset + len(top) == stop else read_all(fd, max(stop - _TAIL, offset), stop)
        body_stop = stop - separator_length(tail, offset + body - stop + len(tail))
    known = hash(top[: _top_stop(offset, offset + end) - offset])
    key = message_key(top[:first], header[:LARGEST_HEADER])
    bounds = (offset, offset + first, offset + end, offset + body, max(body_stop, offset + body), stop)
    return Letter(*bounds, flags_of(header), key, known, top[:first], is_old(header))


def _top_stop(offset: int, header_stop: int) -> int:
    """Where the part of a letter ends that tells whether it is still in place."""
    return min(header_stop, offset + LARGEST_HEADER)
