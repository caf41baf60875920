"""Where several readers see messages start in one file: a row for each place, a column for each reader.

A reader has to go through a file from its start to say where it sees messages; what it makes of each place is kept
in one byte (`Sight`). Why, and what it would show, is worked out again for the one place that somebody looks at
(`heloworld.mbox.sights`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from heloworld.mbox.failures import reading
from heloworld.mbox.index import MailboxIndex
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.model import Lens
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import Judged, judge

NOT, STARTS, DROPPED = 0, 1, 2
"""What a reader makes of a place: nothing; a message starts; one that it shows to nobody starts."""

SLICE: Final = 500
"""Places that a reader looks at in one go."""

_SEARCHED: Final = 32 * 1024 * 1024
"""Bytes that are searched for separator lines in one go."""

_OPENING: Final = re.compile(rb"[\x01\x02]")
_DIFFERENT: Final = re.compile(rb"[^\x00]")


class Sight:
    """What one reader has made of a file so far. One thread writes it, any may read.

    Args:
        lens: The reader.
        offsets: Where the file's separator lines start.
    """

    def __init__(self, lens: Lens, offsets: Sequence[int]) -> None:
        self.lens = lens
        self.codes = bytearray()
        """One of `NOT`, `STARTS` and `DROPPED` for each separator line, as far as the reader has come."""
        self.extra: list[int] = []
        """Where it looked besides, in order."""
        self.extra_codes = bytearray()
        """The same for those places."""
        self.count = 0
        self.refusal: str | None = None
        self.is_done = False
        self._offsets = offsets
        self._walk: Iterator[Judged] | None = None

    def go_on(self, view: View, most: int = SLICE) -> None:
        """Look at some more places.

        Args:
            view: The file, for this thread alone, and the same each time.
            most: How many places.

        Raises:
            OSError: The file cannot be read.
        """
        if self._walk is None:
            self.refusal = self.lens.refusal(view)
            self._walk = judge(self.lens, view, self._offsets)
        seen = 0
        for judged in islice(self._walk, most):
            self._note(judged)
            seen += 1
        self.is_done = seen < most

    def _note(self, judged: Judged) -> None:
        code = STARTS if judged.verdict.is_start else DROPPED if judged.verdict.is_dropped else NOT
        self.count += judged.verdict.is_start
        at = len(self.codes)
        if at < len(self._offsets) and self._offsets[at] == judged.offset:
            self.codes.append(code)
        else:
            self.extra_codes.append(code)  # before its place: whoever finds a place finds its code
            self.extra.append(judged.offset)

    def code(self, offset: int) -> int:
        """What the reader makes of a place; nothing, where it did not look."""
        found = self._find(offset)
        return NOT if found is None else found

    def is_candidate(self, offset: int) -> bool:
        """Whether the reader looked at a place at all."""
        return self._find(offset) is not None

    def is_extra(self, offset: int) -> bool:
        """Whether the reader looked at a place that is no separator line."""
        at = bisect_left(self.extra, offset)
        return at < len(self.extra) and self.extra[at] == offset

    def _find(self, offset: int) -> int | None:
        at = bisect_left(self._offsets, offset)
        if at < len(self.codes) and self._offsets[at] == offset:
            return self.codes[at]
        return self.extra_codes[bisect_left(self.extra, offset)] if self.is_extra(offset) else None

    def last_before(self, offset: int) -> int | None:
        """Where the message starts that the reader is in before a place; None before its first."""
        starts = []
        for places, codes in self._columns():
            at = bisect_left(places, offset, 0, min(len(codes), len(places)))
            found = max(codes.rfind(STARTS, 0, at), codes.rfind(DROPPED, 0, at))
            starts += [places[found]] if found >= 0 else []
        return max(starts, default=None)

    def next_after(self, offset: int, end: int) -> int:
        """Where the next message starts behind a place; the end of the file, or of what the reader has seen of it.

        Args:
            offset: The place.
            end: Bytes in the file.
        """
        known = len(self.codes)
        stops = [self._offsets[known] if known < len(self._offsets) else end]
        for places, codes in self._columns():
            length = min(len(codes), len(places))
            found = _OPENING.search(codes, bisect_left(places, offset + 1, 0, length), length)
            stops += [places[found.start()]] if found else []
        return min(stops)

    def number(self, offset: int) -> int:
        """Which of its messages starts at a place, counted from 1."""
        return sum(
            codes.count(STARTS, 0, bisect_left(places, offset + 1, 0, min(len(codes), len(places))))
            for places, codes in self._columns()
        )

    def _columns(self) -> tuple[tuple[Sequence[int], bytearray], ...]:
        return (self._offsets, self.codes), (self.extra, self.extra_codes)


@dataclass(frozen=True, slots=True)
class Rows:
    """The places of a file, as far as all of some readers have looked at them.

    Attributes:
        sights: What those readers saw.
        offsets: Where the file's separator lines start.
        known: How many of those all the readers have looked at.
        extra: Places that are no separator lines, and that one of them saw.
        disputed: The numbers of the rows on which they disagree, in order.
    """

    sights: tuple[Sight, ...] = ()
    offsets: Sequence[int] = ()
    known: int = 0
    extra: tuple[int, ...] = ()
    disputed: Sequence[int] = ()
    _extra_rows: tuple[int, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return self.known + len(self.extra)

    def offset(self, row: int) -> int:
        """The place of a row, in bytes."""
        before = bisect_left(self._extra_rows, row)
        if before < len(self._extra_rows) and self._extra_rows[before] == row:
            return self.extra[before]
        return self.offsets[row - before]

    def row_of(self, offset: int) -> int:
        """The row of a place; the first one behind it where it has none."""
        return bisect_left(self.offsets, offset, 0, self.known) + bisect_left(self.extra, offset)

    def codes(self, row: int) -> list[int]:
        """What each reader makes of a row."""
        offset = self.offset(row)
        return [sight.code(offset) for sight in self.sights]

    def is_disputed(self, row: int) -> bool:
        """Whether the readers disagree on a row."""
        at = bisect_left(self.disputed, row)
        return at < len(self.disputed) and self.disputed[at] == row


def rows(sights: Sequence[Sight], offsets: Sequence[int]) -> Rows:
    """The rows that some readers have all looked at.

    Args:
        sights: What they saw so far.
        offsets: Where the file's separator lines start.
    """
    if not sights:
        return Rows()
    known = min(len(sight.codes) for sight in sights)
    edge = offsets[known] if known < len(offsets) else None
    found = sorted({place for sight in sights for place in tuple(sight.extra) if edge is None or place < edge})
    extra_rows = tuple(bisect_left(offsets, place) + at for at, place in enumerate(found))
    disputed = [at + bisect_left(found, offsets[at]) if found else at for at in _different(sights, known)]
    for place, row in zip(found, extra_rows, strict=True):
        if len({sight.code(place) == STARTS for sight in sights}) > 1:
            disputed.append(row)
    return Rows(tuple(sights), offsets, known, tuple(found), sorted(disputed), extra_rows)


def _different(sights: Sequence[Sight], known: int) -> Iterator[int]:
    """Which of the first separator lines not all readers see alike."""
    columns = [bytes(sight.codes[:known]).translate(_STARTS_ALONE) for sight in sights]
    first = int.from_bytes(columns[0])
    differing = 0
    for column in columns[1:]:
        differing |= first ^ int.from_bytes(column)
    return (found.start() for found in _DIFFERENT.finditer(differing.to_bytes(known)))


_STARTS_ALONE: Final = bytes(code == STARTS for code in range(256))


class Ruler:
    """A file, and what every reader sees in it. One thread goes on with `work`, another may look meanwhile.

    Args:
        path: The mailbox.
        chosen: The names of the readers that are looked through first.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    def __init__(self, path: Path, chosen: Sequence[str]) -> None:
        self.path = path
        self.index = MailboxIndex(path)
        self.size = self.index.size
        self.chosen = tuple(chosen)
        self.offsets: list[int] = []
        self.sights: dict[str, Sight] = {}

    def close(self) -> None:
        """Close the file."""
        self.index.close()

    def view(self) -> View:
        """The bytes of the file, for one thread."""
        return View(self.index.fileno(), self.size)

    def rows(self) -> Rows:
        """The rows of the chosen readers, as far as all of them have come."""
        return rows([self.sights[name] for name in self.chosen if name in self.sights], self.offsets)

    def work(self) -> Iterator[None]:
        """Look through the whole file with every reader, some of it between any two steps.

        Raises:
            MailboxError: The file cannot be read.
        """
        while self.index.searched < self.size and not self.index.search(_SEARCHED):
            yield
        self.size = min(self.size, self.index.searched)
        self.offsets = self.index.offsets()
        self.sights = {name: Sight(lens, self.offsets) for name, lens in LENSES.items()}
        views = {name: self.view() for name in LENSES}
        while (sight := self._next()) is not None:
            with reading(self.path):
                sight.go_on(views[sight.lens.name])
            yield

    def _next(self) -> Sight | None:
        """The reader whose turn it is: the chosen ones together, then the others."""
        left = [sight for sight in self.sights.values() if not sight.is_done]
        chosen = [sight for sight in left if sight.lens.name in self.chosen]
        return min(chosen, key=lambda sight: len(sight.codes)) if chosen else next(iter(left), None)
