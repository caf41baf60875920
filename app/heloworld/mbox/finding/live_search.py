"""Finding in a mailbox that is being looked at: from hit to hit, counted, marked, and stopped when asked to.

The nearest hit is found first; then all of them are counted, so that it can be said which one this is. What comes
from here is told in a thread of the finder's own.
"""

from __future__ import annotations

import os
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import Final

from heloworld.errors import HeloError
from heloworld.mbox.finding import regex_process
from heloworld.mbox.finding.search import Hit, Needle, SearchStep, seek, tally
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.lines import MailboxText

MOST: Final = 100_000
"""Hits that are counted."""

NEAR: Final = 64 * 1024
"""Bytes before and behind a hit in which all hits are found, where they have not been counted, or never will be."""

SPELL: Final = 0.1
"""Seconds between two reports of how far a search has come."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a search stands.

    Attributes:
        needle: What is looked for.
        hit: Where the cursor is to go; None where nothing was found, or not yet.
        is_around: Whether the search went round by the other end of the file.
        is_sought: Whether the nearest hit is still being looked for.
        percent: How much of the file has been searched or counted; None when all of it has.
        number: Which hit this is, counted from 1; None where that is not known yet.
        total: How many have been counted.
        is_all: Whether those are all there are.
        trouble: Why the search ended.
    """

    needle: Needle
    hit: Hit | None = None
    is_around: bool = False
    is_sought: bool = True
    percent: int | None = 0
    number: int | None = None
    total: int = 0
    is_all: bool = False
    trouble: HeloError | None = None


class Finder:
    """Finds one thing at a time in one mailbox.

    Args:
        text: The mailbox.
        tell: Is told how the search stands, in another thread or in the one that asked.
        most: Hits that are counted.
        near: Bytes before and behind a hit in which all hits are found, where they are not counted.
    """

    def __init__(
        self, text: MailboxText, tell: Callable[[Found], object], *, most: int = MOST, near: int = NEAR
    ) -> None:
        self._text = text
        self._tell = tell
        self._most = most
        self._reach = near
        self._lock = Lock()
        self._stop = Event()
        self._starts: array[int] = array("Q")
        self._stops: array[int] = array("Q")
        self._near: list[Hit] = []
        self._counted = 0
        self._has_all = False
        self._is_full = False
        self._said_at = 0.0
        self.found: Found | None = None

    # For whoever looks for something

    def look_for(self, sought: Needle, start: int, *, backward: bool = False) -> None:
        """Look for something, from an offset on; what was looked for before is forgotten unless it is the same."""
        known = self.found
        if known is None or known.needle != sought:
            self._forget()
        elif self._has_all and (hit := self._nearest(start, backward=backward)) is not None:
            self._say(self._numbered(replace(known, hit=hit[0], is_around=hit[1])))
            return
        self._stop.set()
        self._stop = Event()
        self._say(Found(sought, total=len(self._starts), is_all=self._has_all))
        Thread(target=self._run, args=(sought, start, backward, self._stop), daemon=True).start()

    def go_on(self, *, backward: bool) -> None:
        """Go to the next hit, or to the one before."""
        known = self.found
        if known is not None:
            at = known.hit or Hit(0, 0)
            self.look_for(known.needle, at.start if backward else max(at.stop, at.start), backward=backward)

    def stop(self) -> None:
        """Look for nothing any more."""
        self._stop.set()
        self._forget()

    def anew(self) -> None:
        """The file is another one: what was found is not true any more."""
        known = self.found
        if known is not None:
            self._forget()
            self.look_for(known.needle, known.hit.start if known.hit else 0)

    def grown(self) -> None:
        """The file has grown: what is new is counted too."""
        known = self.found
        if known is not None and not known.is_sought and self._has_all and self._counted < self._text.size:
            self._has_all = False
            Thread(target=self._count, args=(known.needle, self._stop), daemon=True).start()

    def marks(self, start: int, stop: int) -> list[Hit]:
        """What has been found of it in one part of the file.

        Raises:
            MailboxError: The file cannot be read.
        """
        known = self.found
        if known is None:
            return []
        if not known.needle.is_pattern:
            length = len(known.needle.plain)
            base = max(start - length, 0)
            data = self._text.read(base, stop + length)
            return [
                Hit(base + at, base + end)
                for at, end in known.needle.matches(data, 0, stop - base)
                if base + end > start
            ]
        with self._lock:
            first, last = bisect_right(self._stops, start), bisect_left(self._starts, stop)
            hits = [Hit(*each) for each in zip(self._starts[first:last], self._stops[first:last], strict=True)]
            hits += (hit for hit in self._near if hit.start < stop and hit.stop > start)
        is_near = known.hit is not None and known.hit.start < stop and known.hit.stop > start
        return sorted({*hits, known.hit}) if is_near and known.hit is not None else sorted({*hits})

    # In a thread

    def _run(self, sought: Needle, start: int, backward: bool, stop: Event) -> None:
        """Find the nearest hit, then count all."""
        hit, is_around = None, False
        try:
            for step, size in self._steps(sought, start, "backward" if backward else "forward", stop):
                hit, is_around = step.hits[0] if step.hits else None, step.is_around
                if hit is None and self._is_due():
                    self._say(Found(sought, percent=_percent(step.done, size)), stop)
        except HeloError as error:
            self._say(Found(sought, is_sought=False, percent=None, trouble=error), stop)
            return
        is_to_count = hit is not None and not self._has_all and not self._is_full
        percent = 0 if is_to_count else None
        self._say(self._numbered(Found(sought, hit, is_around, is_sought=False, percent=percent)), stop)
        if hit is not None and sought.is_pattern and hit.stop > self._counted:
            self._find_near(sought, hit, stop)
        if is_to_count:
            self._count(sought, stop)

    def _find_near(self, sought: Needle, hit: Hit, stop: Event) -> None:
        """Find what else there is around a hit, so that it can be marked."""
        near: list[Hit] = []
        try:
            start = self._text.line(self._text.row_of(max(hit.start - self._reach, 0))).offset
            for step, _ in self._steps(sought, start, "all", stop, hit.stop + self._reach):
                near += step.hits
        except HeloError:
            return  # whoever counts will say so
        with self._lock:
            if stop.is_set():
                return
            self._near = near
        if (known := self.found) is not None:
            self._say(known, stop)

    def _count(self, sought: Needle, stop: Event) -> None:
        """Count what has not been counted yet."""
        try:
            for step, size in self._steps(sought, self._counted, "all", stop):
                if not self._take(step, stop):
                    break
                if self._is_due():
                    self._say_counted(stop, _percent(self._counted, size))
            else:
                self._end_count(stop)
        except HeloError as error:
            if (known := self.found) is not None:
                self._say(replace(known, percent=None, trouble=error), stop)
            return
        self._say_counted(stop, None)

    def _take(self, step: SearchStep, stop: Event) -> bool:
        """Take in what was counted; says whether there is room for more."""
        with self._lock:
            if stop.is_set():
                return False
            self._is_full = len(self._starts) + len(step.hits) > self._most
            if not self._is_full:
                self._starts.extend(hit.start for hit in step.hits)
                self._stops.extend(hit.stop for hit in step.hits)
                self._counted = max(step.done, self._counted)
            return not self._is_full

    def _end_count(self, stop: Event) -> None:
        """All is counted, unless something else is looked for meanwhile."""
        with self._lock:
            self._has_all = self._has_all if stop.is_set() else True

    def _steps(
        self, sought: Needle, start: int, way: str, stop: Event, end: int | None = None
    ) -> Iterator[tuple[SearchStep, int]]:
        """Search in this thread, or apart where that may take for ever; up to an offset, or the end of the file."""
        size = self._text.size if end is None else min(end, self._text.size)
        fd = self._text.descriptor()
        try:
            with reading(self._text.path):
                if sought.is_pattern:
                    found = regex_process.steps(fd, size, sought, start, way, lambda: not stop.is_set())
                elif way == "all":
                    found = tally(fd, size, sought, start)
                else:
                    found = seek(fd, size, sought, start, backward=way == "backward")
                for step in found:
                    if stop.is_set():
                        return
                    yield (step._replace(done=start + step.done) if way == "all" else step), size
        finally:
            os.close(fd)

    # What is known

    def _forget(self) -> None:
        with self._lock:
            self._stop.set()
            self._starts, self._stops, self._near = array("Q"), array("Q"), []
            self._counted, self._has_all, self._is_full = 0, False, False
            self.found = None

    def _nearest(self, start: int, *, backward: bool) -> tuple[Hit, bool] | None:
        """The nearest of the hits that have been counted, and whether it is round by the other end."""
        with self._lock:
            count = len(self._starts)
            if not count:
                return None
            at = bisect_left(self._starts, start) - backward
            return Hit(self._starts[at % count], self._stops[at % count]), not 0 <= at < count

    def _is_due(self) -> bool:
        """Whether it is time to say again how far the search has come."""
        now = time.monotonic()
        if now - self._said_at < SPELL:
            return False
        self._said_at = now
        return True

    def _numbered(self, found: Found) -> Found:
        """Say which hit it is, if that is known."""
        with self._lock:
            total = len(self._starts)
            is_counted = found.hit is not None and (self._has_all or found.hit.stop <= self._counted)
            number = bisect_right(self._starts, found.hit.start) if found.hit is not None and is_counted else None
            return replace(found, number=number or None, total=total, is_all=self._has_all)

    def _say_counted(self, stop: Event, percent: int | None) -> None:
        if (known := self.found) is not None:
            self._say(self._numbered(replace(known, percent=percent)), stop)

    def _say(self, found: Found, stop: Event | None = None) -> None:
        with self._lock:
            if stop is not None and stop.is_set():
                return
            self.found = found
        self._tell(found)


def _percent(done: int, size: int) -> int:
    return done * 100 // size if size else 100
