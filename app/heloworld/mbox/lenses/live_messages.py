"""The messages of a mailbox that is being looked at, as any reader sees them, found as the file is read and grows.

It is what `heloworld.mbox.reading.messages` asks of a reader, made of a lens. What the lens says of each place is kept
in a `Sight`; where the parts of a message lie is worked out when somebody looks at it.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_right
from threading import Lock
from typing import Final
from weakref import finalize

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.lenses.messages import Beginning, check, summary
from heloworld.mbox.lenses.model import Lens, LensSpan
from heloworld.mbox.lenses.ruler import DROPPED, STARTS, Sight
from heloworld.mbox.lenses.view import View
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.messages import Extent
from heloworld.mbox.reading.summary import Summary

MOST: Final = 500
"""Places that the reader looks at in one go."""

_AT_ONCE: Final = 4
"""How often a reader goes on before its messages are shown; the rest is found while they are."""


class LiveMessages:
    """The messages as one reader sees them.

    Args:
        text: The mailbox.
        lens: The reader.

    Attributes:
        reader: Whose eyes these are.
        dialect: Whose quoting the reader undoes.
    """

    def __init__(self, text: MailboxText, lens: Lens) -> None:
        self.reader = lens.name
        self.dialect: Dialect | None = lens.dialect
        self._lens = lens
        self._text = text
        self._guard = Lock()
        self._starts: array[int] = array("Q")
        self._openings: array[int] = array("Q")
        """Where messages start, those that are shown to nobody among them: each ends the one before."""
        self._begin()

    @property
    def refusal(self) -> str | None:
        """Why the reader takes the whole file for no mailbox; None where it does not."""
        return self._sight.refusal

    @property
    def searched(self) -> int:
        """Up to which byte the messages are known."""
        seen = len(self._sight.codes)
        return self._size if self._sight.is_done else self._offsets[seen] if seen < len(self._offsets) else 0

    @property
    def is_complete(self) -> bool:
        """Whether all messages are known that the file had when it was last looked at."""
        index = self._text.index
        return self._sight.is_done and self._size == index.size and self._renewals == index.renewals

    def __len__(self) -> int:
        """How many are known."""
        return len(self._starts)

    def check(self) -> None:
        """Make sure that the reader's program would open the file.

        Raises:
            MailboxError: It takes it for no mailbox, and says so; or the file cannot be read.
        """
        with self._guard, reading(self._text.path):
            check(Beginning(self._text.path, self._view, self._text.index.offsets()), self._lens)

    # As the file is read

    def go_on(self, most: int = MOST) -> None:
        """Have the reader look at some of the places that the index has found since.

        Args:
            most: How many places.

        Raises:
            MailboxError: The file cannot be read.
        """
        with reading(self._text.path):
            is_anew = self._is_outdated()
            if is_anew:
                self._begin()
            elif self._sight.is_done:
                if not self._has_grown():
                    return
                self._resume()
            self._look(most, is_anew=is_anew)

    def _is_outdated(self) -> bool:
        """Whether nothing is true any more of what was seen."""
        return self._renewals != self._text.index.renewals

    def _has_grown(self) -> bool:
        index = self._text.index
        return index.is_complete and index.size > self._size

    def _begin(self) -> None:
        """Forget what was seen."""
        self._renewals = self._text.index.renewals
        self._offsets: array[int] = array("Q")
        self._open()
        self._sight = Sight(self._lens, self._offsets)

    def _resume(self) -> None:
        """Go on from where the file ended."""
        self._open()
        self._offsets = array("Q", self._text.index.offsets())
        self._sight = self._sight.resumed(self._walked, self._offsets)

    def _open(self) -> None:
        """Look at the file as it is now."""
        self._size = self._text.size
        self._walked = self._viewed()
        with self._guard:
            self._view = self._viewed()

    def _viewed(self) -> View:
        fd = self._text.descriptor()
        view = View(fd, self._size)
        finalize(view, os.close, fd)
        return view

    def _look(self, most: int, *, is_anew: bool) -> None:
        index, sight, offsets = self._text.index, self._sight, self._offsets
        offsets.extend(each for each in index.offsets(len(offsets)) if each < self._size)
        # A lens is to see the next place while it judges one, as long as there may be a next one.
        is_all = index.searched >= self._size
        ready = most if is_all else min(most, len(offsets) - len(sight.codes) - 1)
        kept = 0 if is_anew else sight.count
        dropped = sight.codes.count(DROPPED) + sight.extra_codes.count(DROPPED)
        seen, more = len(sight.codes), len(sight.extra)
        if ready > 0:
            sight.go_on(self._walked, ready)
        if sight.refusal:  # what it saw before it gave the file up counts for nothing
            kept = dropped = 0
        fresh = [
            *zip(offsets[seen:], sight.codes[seen:], strict=False),
            *zip(sight.extra[more:], sight.extra_codes[more:], strict=True),
        ]
        opened = sorted(each for each in fresh if each[1] in {STARTS, DROPPED})
        with self._guard:
            del self._starts[kept:], self._openings[kept + dropped :]
            self._starts.extend(at for at, code in opened if code == STARTS)
            self._openings.extend(at for at, _ in opened)

    # For whoever shows them

    def offsets(self, first: int = 0, count: int | None = None) -> list[int]:
        """Where messages start, from one on, counted from 0."""
        with self._guard:
            return self._starts[first : None if count is None else first + count].tolist()

    def bounds(self, number: int) -> tuple[int, int]:
        """Where a message starts and where the next one does, be it one that is shown to nobody."""
        with self._guard:
            return self._bounds(number)

    def extent(self, number: int) -> Extent:
        """Where a message and its parts lie."""
        with self._guard, reading(self._text.path):
            span = self._span(number)
        return Extent(span.offset, span.header, span.header_stop, span.body, span.body_stop, span.stop)

    def summaries(self, first: int, count: int) -> list[Summary]:
        """What a list shows of some of them."""
        with self._guard, reading(self._text.path):
            numbers = range(first, min(first + count, len(self._starts)))
            return [summary(self._view, self._span(number)) for number in numbers]

    def _bounds(self, number: int) -> tuple[int, int]:
        if number >= len(self._starts):
            return 0, 0
        start = self._starts[number]
        behind = bisect_right(self._openings, start)
        return start, self._openings[behind] if behind < len(self._openings) else max(self.searched, start)

    def _span(self, number: int) -> LensSpan:
        start, stop = self._bounds(number)
        begun = self._lens.begin(self._view) if number == 0 else None
        opened = begun if begun and begun.offset == start else self._lens.open(self._view, start)
        return self._lens.close(self._view, opened, stop)


def caught_up(text: MailboxText, lens: Lens) -> LiveMessages:
    """A reader's first messages; a reader that takes the file for no mailbox is refused.

    Args:
        text: The mailbox.
        lens: The reader.

    Raises:
        MailboxError: The reader's program would not open the file; or it cannot be read.
    """
    messages = LiveMessages(text, lens)
    messages.check()
    for _ in range(_AT_ONCE):
        messages.go_on()
    return messages
