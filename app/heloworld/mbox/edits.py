"""Changes of a file as edits: bytes from one offset up to another give way to new ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Bytes of a file from `start` up to `stop` give way to `new` ones; either may be none."""

    start: int
    stop: int
    new: bytes


class Resized(NamedTuple):
    """The same without the bytes: where, how many went, and how many came in their place."""

    offset: int
    removed: int
    added: int


def resized(edits: Iterable[Edit]) -> tuple[Resized, ...]:
    """What edits did, as numbers."""
    return tuple(Resized(edit.start, edit.stop - edit.start, len(edit.new)) for edit in edits)


def applied(old: bytes, base: int, edits: Iterable[Edit]) -> bytes:
    """A stretch of a file after some edits of it.

    Args:
        old: The stretch as it is.
        base: Where in the file it starts.
        edits: In order, not overlapping, all within the stretch.
    """
    pieces, at, kept = list[bytes | memoryview](), base, memoryview(old)
    for start, stop, new in edits:
        pieces += (kept[at - base : start - base], new)
        at = stop
    return b"".join((*pieces, kept[at - base :]))


def moved(offset: int, edits: Iterable[Resized]) -> int:
    """Where a byte stands after some edits that was at an offset before.

    What is put in right before the byte moves it; a byte that was taken away is where its successor is now.

    Args:
        offset: The byte, or the end of the file.
        edits: In order, not overlapping, their offsets those of the file before.
    """
    shift = 0
    for start, removed, added in edits:
        if start > offset:
            break
        if offset < start + removed:
            return start + shift + added
        shift += added - removed
    return offset + shift
