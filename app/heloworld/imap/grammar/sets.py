"""Sets of message numbers or UIDs: ``1,3:5,9:*`` (RFC 3501 §9, sequence-set)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.imap.grammar.cursor import Bad, Cursor

MOST_RANGES: Final = 10_000
"""How many ranges a set may have."""

LARGEST: Final = 0xFFFF_FFFF
"""Numbers and UIDs have 32 bits (RFC 3501 §2.3.1.1)."""

INVALID_NUMBERS: Final = "Invalid messageset"
INVALID_UIDS: Final = "Invalid uidset"

_SET: Final = re.compile(rb"[0-9*][0-9:*,]*")
_RANGE: Final = re.compile(rb"([0-9]{1,10}|\*)(?::([0-9]{1,10}|\*))?")


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """Some ranges of numbers; None stands for ``*``, the largest that there is."""

    ranges: tuple[tuple[int | None, int | None], ...]

    def spans(self, largest: int) -> list[tuple[int, int]]:
        """The ranges, from the lower number to the higher one, both of them included.

        Args:
            largest: What ``*`` stands for.
        """
        ends = [[largest if end is None else end for end in each] for each in self.ranges]
        return [(min(each), max(each)) for each in ends]

    def numbers(self, count: int) -> list[int]:
        """The message numbers, ascending.

        Args:
            count: How many messages there are.

        Raises:
            Bad: There is no such message.
        """
        spans = self.spans(count)
        if any(low < 1 or high > count for low, high in spans):
            raise Bad(INVALID_NUMBERS)
        return _merged((low - 1, high) for low, high in spans)

    def places(self, uids: Sequence[int]) -> list[int]:
        """The numbers of the messages whose UIDs are in the set, ascending; a UID that nobody has counts for nothing.

        Args:
            uids: The UIDs of all messages, ascending.
        """
        spans = self.spans(uids[-1] if uids else 0)
        return _merged((bisect_left(uids, low), bisect_right(uids, high)) for low, high in spans)


class Membership:
    """Whether numbers are in a set; quick, however many ranges it has.

    Args:
        spans: The ranges, both ends included.
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []
        for low, high in sorted(spans):
            if self._stops and low <= self._stops[-1] + 1:
                self._stops[-1] = max(self._stops[-1], high)
            else:
                self._starts.append(low)
                self._stops.append(high)

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._starts, number) - 1
        return at >= 0 and number <= self._stops[at]


def _merged(spans: Iterable[tuple[int, int]]) -> list[int]:
    """The numbers from each start, which is not included, to each stop; each of them once."""
    numbers: list[int] = []
    done = 0
    for start, stop in sorted(spans):
        numbers.extend(range(max(start, done) + 1, stop + 1))
        done = max(done, stop)
    return numbers


def sequence_set(cursor: Cursor, complaint: str = INVALID_NUMBERS) -> SequenceSet:
    """Take a set."""
    words = cursor.match(_SET, complaint)[0].split(b",")
    if len(words) > MOST_RANGES:
        raise Bad(complaint)
    return SequenceSet(tuple(_range(word, complaint) for word in words))


def _range(word: bytes, complaint: str) -> tuple[int | None, int | None]:
    found = _RANGE.fullmatch(word)
    if found is None:
        raise Bad(complaint)
    low = _number(found[1], complaint)
    return low, low if found[2] is None else _number(found[2], complaint)


def _number(word: bytes, complaint: str) -> int | None:
    if word == b"*":
        return None
    if not 0 < int(word) <= LARGEST:
        raise Bad(complaint)
    return int(word)


def written(numbers: Iterable[int]) -> str:
    """Ascending numbers as a set, as short as it can be."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{low}" if low == high else f"{low}:{high}" for low, high in runs)
