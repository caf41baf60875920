"""Where several readers see messages start in one file: a row for each place, a column for each reader.

A reader has to go through a file from its start to say where it sees messages; what it makes of each place is kept
in one byte (`Sight`). Why, and what it would show, is worked out again for the one place that somebody looks at
(`heloworld.mbox.lenses.reasons`).
"""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final
from weakref import finalize

from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.model import Beginning, Lens
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import Judged, judge
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.index import Change, MailboxIndex

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
        walk: What the reader makes of the places, where it does not begin with the first.
    """

    def __init__(self, lens: Lens, offsets: Sequence[int], walk: Iterator[Judged] | None = None) -> None:
        self.lens = lens
        self.offsets = offsets
        self.codes = bytearray()
        """One of `NOT`, `STARTS` and `DROPPED` for each separator line, as far as the reader has come."""
        self.extra: list[int] = []
        """Where it looked besides, in order."""
        self.extra_codes = bytearray()
        """The same for those places."""
        self.count = 0
        self.refusal: str | None = None
        self.is_done = False
        self._unsure: int | None = None
        """Where the first message starts of which more bytes at the end of the file would change something."""
        self._walk = walk

    def resumed(self, view: View, offsets: Sequence[int]) -> Sight:
        """What of all this is still true of a file that has become longer, and that goes on from there.

        Args:
            view: The file as it is now, for the thread that goes on.
            offsets: Where its separator lines start now.

        Raises:
            OSError: The file cannot be read.
        """
        start = self._settled()
        if start is None or self.lens.refusal(view):
            return Sight(self.lens, offsets)
        seen, more = bisect_right(self.offsets, start, 0, len(self.codes)), bisect_right(self.extra, start)
        opened = self.lens.open(view, start)
        sight = Sight(self.lens, offsets, judge(self.lens, view, offsets[seen:], opened))
        sight.codes, sight.extra, sight.extra_codes = self.codes[:seen], self.extra[:more], self.extra_codes[:more]
        sight.count = sight.codes.count(STARTS) + sight.extra_codes.count(STARTS)
        sight.mistrust(opened)
        return sight

    def mistrust(self, opened: Beginning) -> None:
        """Remember where a message starts, if more bytes at the end of the file would change something of it."""
        if self._unsure is None and not opened.is_settled:
            self._unsure = opened.offset

    def _settled(self) -> int | None:
        """Where the message starts up to which no new bytes can change anything; None where that is the first."""
        last = self.last_before(sys.maxsize)
        start = None if last is None else self.last_before(last)
        if start is not None and self._unsure is not None:
            start = min(start, self._unsure)
        return None if start is None or self.last_before(start) is None else start

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
            self._walk = judge(self.lens, view, self.offsets)
        seen = 0
        for judged in islice(self._walk, most):
            if judged.opened and judged.opened.trouble:
                self._give_up(judged.opened.trouble)
                return
            self._note(judged)
            seen += 1
        self.is_done = seen < most

    def _give_up(self, why: str) -> None:
        """What the reader has seen so far counts for nothing: it does not read the file."""
        self.refusal, self.count, self._unsure = why, 0, None
        self.extra, self.extra_codes = [], bytearray()
        self.codes = bytearray(len(self.offsets))
        self.is_done = True

    def _note(self, judged: Judged) -> None:
        code = STARTS if judged.verdict.is_start else DROPPED if judged.verdict.is_dropped else NOT
        self.count += judged.verdict.is_start
        if judged.opened:
            self.mistrust(judged.opened)
        at = len(self.codes)
        if at < len(self.offsets) and self.offsets[at] == judged.offset:
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
        at = bisect_left(self.offsets, offset)
        if at < len(self.codes) and self.offsets[at] == offset:
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
        stops = [self.offsets[known] if known < len(self.offsets) else end]
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
        return (self.offsets, self.codes), (self.extra, self.extra_codes)


@dataclass(frozen=True, slots=True)
class Judgements:
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


def rows(sights: Sequence[Sight]) -> Judgements:
    """The rows that some readers have all looked at, given what they saw so far of the same file."""
    if not sights:
        return Judgements()
    offsets = sights[0].offsets
    known = min(len(sight.codes) for sight in sights)
    edge = offsets[known] if known < len(offsets) else None
    found = sorted({place for sight in sights for place in tuple(sight.extra) if edge is None or place < edge})
    extra_rows = tuple(bisect_left(offsets, place) + at for at, place in enumerate(found))
    disputed = [at + bisect_left(found, offsets[at]) if found else at for at in _different(sights, known)]
    for place, row in zip(found, extra_rows, strict=True):
        if len({sight.code(place) == STARTS for sight in sights}) > 1:
            disputed.append(row)
    return Judgements(tuple(sights), offsets, known, tuple(found), sorted(disputed), extra_rows)


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
    """A file, and what every reader sees in it. One thread works and refreshes, another may look meanwhile.

    Args:
        path: The mailbox.
        chosen: The names of the readers that are looked through first.
        most: How many places one reader looks at before it is another's turn.

    Attributes:
        size: Bytes of the file that the readers look through.
        sights: What they see. Another mapping takes its place when the file has changed.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    def __init__(self, path: Path, chosen: Sequence[str], most: int = SLICE) -> None:
        self.path = path
        self.index = MailboxIndex(path)
        self.size = self.index.size
        self.chosen = tuple(chosen)
        self._most = most
        self.sights: dict[str, Sight] = {}
        self._views: dict[str, View] = {}

    def close(self) -> None:
        """Close the file."""
        self.index.close()

    def view(self) -> View:
        """The bytes of the file, for one thread; they stay readable when another file takes its place."""
        fd = os.dup(self.index.fileno())
        view = View(fd, self.size)
        finalize(view, os.close, fd)
        return view

    def rows(self) -> Judgements:
        """The rows of the chosen readers, as far as all of them have come."""
        sights = self.sights
        return rows([sights[name] for name in self.chosen if name in sights])

    def refresh(self) -> Change:
        """Look at the file again; what is new is left to `go_on`.

        Raises:
            MailboxGone: The file is gone, or is not a plain file any more.
            MailboxError: It may not be read.
        """
        change = self.index.refresh()
        if change in {Change.SHORTENED, Change.REWRITTEN}:
            self.sights, self.size = {}, self.index.size
        return change

    def work(self) -> Iterator[None]:
        """Look through the whole file with every reader, some of it between any two steps.

        Raises:
            MailboxError: The file cannot be read.
        """
        while self.go_on():
            yield

    def go_on(self) -> bool:
        """Search some of the file, or have one reader look at some places; says whether there was anything to do.

        What is appended is for when all readers are through with what was there before.

        Raises:
            MailboxError: The file cannot be read.
        """
        if (sight := self._next()) is not None:
            try:
                with reading(self.path):
                    sight.go_on(self._views[sight.lens.name], self._most)
            except MailboxError:
                self.sights = {}  # nobody can go on in the middle
                raise
            return True
        searched = self.index.searched
        if not self.index.is_complete and not self.index.search(_SEARCHED) and self.index.searched > searched:
            return True
        if self.sights and self.size == self.index.searched:
            return False
        with reading(self.path):
            self._begin()
        return True

    def _begin(self) -> None:
        """Have the readers begin; where the file has only grown, from where they are."""
        self.size = self.index.searched
        offsets, before = self.index.offsets(), self.sights
        self._views = {name: self.view() for name in LENSES}
        self.sights = {
            name: before[name].resumed(self._views[name], offsets) if name in before else Sight(lens, offsets)
            for name, lens in LENSES.items()
        }

    def _next(self) -> Sight | None:
        """The reader whose turn it is: the chosen ones together, then the others."""
        left = [sight for sight in self.sights.values() if not sight.is_done]
        chosen = [sight for sight in left if sight.lens.name in self.chosen]
        return min(chosen, key=lambda sight: len(sight.codes)) if chosen else next(iter(left), None)
