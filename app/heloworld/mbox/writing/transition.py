"""A change of a mailbox in place, from its old tail to a new one, and what a kill at any instant makes of it.

The bytes are written over from the front, so what a kill leaves is told by looking. If the file grows, it is made
longer first; if it shrinks, it is cut last. Therefore a program that appends to a torn mailbox appends behind both
tails, and its bytes can be told from ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SECTOR: Final = 512
"""Bytes of which a disk writes all or none."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the place of a tail.

    Attributes:
        is_whole: Whether the transition was finished.
        strangers: What other programs have appended meanwhile.
    """

    is_whole: bool
    strangers: bytes


@dataclass(frozen=True, slots=True)
class Transition:
    """The tail of a file gives way to another.

    Attributes:
        base: Where both tails start, in bytes.
        old: The old tail.
        new: The new tail. Its first byte is another than the first one of the old tail, so that a change that has not
            begun is told from one that has.
    """

    base: int
    old: bytes
    new: bytes

    @classmethod
    def of(cls, base: int, old: bytes, new: bytes) -> Transition:
        """The transition between two tails, without the bytes that they have in common at their start."""
        same = _common(old, new)
        return cls(base + same, old[same:], new[same:])

    def __bool__(self) -> bool:
        """Whether anything changes at all."""
        return self.old != self.new

    @property
    def end(self) -> int:
        """Where the longer of both tails ends: nothing of ours ever stands behind it."""
        return self.base + max(len(self.old), len(self.new))

    def found(self, current: bytes) -> Found | None:
        """What became of it, given what stands in the file from `base` on; None if that is neither tail, nor between.

        A torn tail is some of the new one, then the rest of the old one.
        """
        old, new = self.old, self.new
        if not new:
            return (
                Found(is_whole=False, strangers=current[len(old) :])
                if _begins(current, old)
                else Found(is_whole=True, strangers=current)
            )
        if _begins(current, old):
            return Found(is_whole=False, strangers=current[self._begun_to_grow(current) :])
        done = _common(current, new)
        if done == len(new):
            is_to_cut = len(old) > len(new) and current[len(new) : len(old)] == old[len(new) :]
            return Found(not is_to_cut, current[len(old) if is_to_cut else len(new) :])
        end = max(len(old), len(new))
        rest = old[done:] + bytes(end - max(len(old), done))
        if len(current) >= end and current[done:end] == rest:
            return Found(is_whole=False, strangers=current[end:])
        return None if old else Found(is_whole=False, strangers=current)

    def found_after_power_loss(self, current: bytes) -> Found | None:
        """The same where the machine went down: the disk may have written the sectors in any order."""
        lengths = sorted({len(self.old), len(self.new)}, reverse=True)
        for length in lengths:
            rest = current[length:]
            if (
                len(current) >= length
                and (not rest or rest.startswith((b"From ", b"\n")))
                and self._is_mixed(current, length)
            ):
                return Found(is_whole=False, strangers=rest)
        return None

    def _begun_to_grow(self, current: bytes) -> int:
        """How many bytes are ours in a tail that starts with the old one: it may have been made longer already."""
        old, new = len(self.old), len(self.new)
        has_grown = new > old and len(current) >= new and not current[old:new].strip(b"\0")
        return new if has_grown else old

    def _is_mixed(self, current: bytes, length: int) -> bool:
        """Whether every sector of a tail is of the old one, of the new one, or of nulls where the file has grown."""
        old, new = self.old.ljust(length, b"\0"), self.new.ljust(length, b"\0")
        first = SECTOR - self.base % SECTOR
        starts = [0, *range(first, length, SECTOR)]
        return all(
            current[start:stop] in {old[start:stop], new[start:stop]}
            or (start >= len(self.old) and not current[start:stop].strip(b"\0"))
            for start, stop in zip(starts, [*starts[1:], length], strict=True)
        )


def _begins(current: bytes, old: bytes) -> bool:
    return bool(old) and current.startswith(old)


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common at their start."""
    if one == other:
        return len(one)
    low, end, size = 0, min(len(one), len(other)), SECTOR
    while low < end and one[low : low + size] == other[low : low + size]:
        low, size = low + size, 2 * size  # most changes begin near the start: so little is copied for comparing
    low, high = min(low, end), min(low + size, end)
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
