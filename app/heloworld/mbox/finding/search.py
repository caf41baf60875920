"""Finding text in a file of any size: piece by piece, forwards or backwards, plainly or by regular expression.

Everything here is a generator that yields after every piece, so that whoever runs it can stop, and can say how far it
has come. What is looked for are bytes. Lower case finds both cases of ASCII letters, anything with a capital letter
only itself.

A piece is read with some bytes around it: a hit that starts in it may end behind it. What is longer than `OVERLAP`
may be cut there.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from heloworld.errors import UsageError
from heloworld.mbox.reading.pread import read_all

PIECE: Final = 64 * 1024
"""Bytes that are searched at a time; nothing else can run in Python meanwhile, so there are not many."""

OVERLAP: Final = 8 * 1024
"""Bytes behind a piece in which a hit that starts in it may end."""

_LEAD: Final = 256
"""Bytes before a piece that a pattern may look back at."""

_FIRST: Final = 16 * 1024
"""Bytes of the first piece: what is looked for is often near."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is read at a time, in bytes.

    Attributes:
        first: Of the first piece.
        piece: Of the largest.
        overlap: Behind a piece, where a hit that starts in it may end.
    """

    first: int = _FIRST
    piece: int = PIECE
    overlap: int = OVERLAP


USUAL: Final = Sizes()

_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)


class Hit(NamedTuple):
    """Where something was found: the offset of its first byte, and that behind its last."""

    start: int
    stop: int


class SearchStep(NamedTuple):
    """One piece has been searched.

    Attributes:
        done: Bytes searched so far.
        hits: What was found in it, in order.
        is_around: Whether the search has gone on at the other end of the file.
    """

    done: int
    hits: list[Hit]
    is_around: bool = False


@dataclass(frozen=True, slots=True)
class Needle:
    """What is looked for; `needle` makes one.

    Attributes:
        text: As it was typed.
        is_pattern: Whether it is a regular expression.
        pattern: The expression.
        plain: The bytes, where they are looked for as they are.
        any_case: Whether capital letters are small ones.
    """

    text: str
    is_pattern: bool
    pattern: re.Pattern[bytes]
    plain: bytes
    any_case: bool

    def matches(self, data: bytes, start: int, stop: int) -> Iterator[Hit]:
        """Everything in some bytes that starts between two places, none of it empty, none overlapping another."""
        if self.is_pattern:
            for match in self.pattern.finditer(data, start):
                if match.start() >= stop:
                    return
                if match.end() > match.start():
                    yield Hit(*match.span())
            return
        sought = data.lower() if self.any_case else data
        at = sought.find(self.plain, start)
        while 0 <= at < stop:
            yield Hit(at, at + len(self.plain))
            at = sought.find(self.plain, at + len(self.plain))


def needle(text: str, *, is_pattern: bool = False) -> Needle:
    """What is to be looked for.

    Args:
        text: What was typed, not empty.
        is_pattern: Whether it is a regular expression (Python's, on bytes; ``^`` and ``$`` are the ends of lines).

    Raises:
        UsageError: It is no regular expression.
    """
    raw = text.encode("utf-8", "surrogateescape")
    letters = _ESCAPED.sub("", text) if is_pattern else text
    any_case = letters == letters.lower()
    flags = re.MULTILINE | (re.IGNORECASE if any_case else 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pattern = re.compile(raw if is_pattern else re.escape(raw), flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageError(
            f"This is no regular expression yet: {error}.", "Put \\ before a sign that is meant."
        ) from error
    return Needle(text, is_pattern, pattern, raw.lower() if any_case else raw, any_case)


def hits_between(fd: int, size: int, sought: Needle, start: int, stop: int, sizes: Sizes = USUAL) -> list[Hit]:
    """Everything that starts in one part of a file.

    Args:
        fd: A descriptor of the file, open for reading.
        size: Where the file ends, or is to be taken to end.
        sought: What to look for.
        start: Where the part starts.
        stop: Where it ends.
        sizes: How much is read at a time.

    Raises:
        OSError: The file cannot be read.
    """
    base = max(start - _LEAD, 0)
    data = read_all(fd, base, min(stop + sizes.overlap, size))
    return [Hit(base + at, base + end) for at, end in sought.matches(data, start - base, stop - base)]


def tally(fd: int, size: int, sought: Needle, start: int = 0, sizes: Sizes = USUAL) -> Iterator[SearchStep]:
    """Everything from an offset up to the end of a file, in order; the arguments are those of `hits_between`."""
    at = start
    while at < size:
        limit = min(at + sizes.piece, size)
        found = hits_between(fd, size, sought, at, limit, sizes)
        at = max(limit, found[-1].stop) if found else limit
        yield SearchStep(at - start, found)


def seek(
    fd: int, size: int, sought: Needle, start: int, *, backward: bool = False, sizes: Sizes = USUAL
) -> Iterator[SearchStep]:
    """The nearest hit, looking from an offset to the end of a file and then round by its other end.

    Args:
        fd: A descriptor of the file, open for reading.
        size: Where the file ends.
        sought: What to look for.
        start: The first offset that the hit may start at; if backward, the first that it may not start at.
        backward: Whether to look towards the start of the file.
        sizes: How much is read at a time.

    Yields:
        A step for every piece; the last one has the hit, or none where there is none in the whole file.

    Raises:
        OSError: The file cannot be read.
    """
    start = min(start, size)
    ways = [(start, 0), (size, start)] if backward else [(start, size), (0, start)]
    done = 0
    for is_around, (first, stop) in enumerate(ways):
        at, length = first, sizes.first
        while at != stop:
            low, high = (max(at - length, stop), at) if backward else (at, min(at + length, stop))
            found = hits_between(fd, size, sought, low, high, sizes)
            done += high - low
            yield SearchStep(done, found[-1:] if backward else found[:1], bool(is_around))
            if found:
                return
            at = low if backward else high
            length = min(2 * length, sizes.piece)
