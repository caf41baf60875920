"""Where delivered messages stand, after all that the servers have rewritten since: every byte keeps its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from heloworld.mbox.edits import Resized, moved
from heloworld.wire.events import Delivered, Rewritten


class Mark(NamedTuple):
    """Bytes that were put into a message later: its flags.

    Attributes:
        start: Where they stand in the file.
        stop: Where they end.
        conn: The connection whose client told the server to.
        why: Its command.
    """

    start: int
    stop: int
    conn: int
    why: str


class Place(NamedTuple):
    """A delivery, and what became of it.

    Attributes:
        delivered: The event, with offset and length as they are now.
        row: The number of its row.
        marks: What was put into it since, in order.
        is_changed: Whether bytes of it were taken away that delivery wrote.
    """

    delivered: Delivered
    row: int
    marks: tuple[Mark, ...] = ()
    is_changed: bool = False


def after(place: Place, event: Rewritten) -> Place | None:
    """A place after its mailbox was rewritten; None where the message was deleted.

    Args:
        place: The place before.
        event: What was done to its mailbox.
    """
    edits = [Resized(*each) for each in event.edits]
    delivered = place.delivered
    start, stop, seam = delivered.offset, delivered.offset + delivered.length, delivered.seam
    if any(edit.offset <= start and edit.offset + edit.removed >= stop for edit in edits):
        return None
    inside = [edit for edit in edits if edit.offset < stop and edit.offset + edit.removed > start]
    is_changed = place.is_changed or not all(_is_of_marks(edit, place.marks) for edit in inside)
    marks = [*_left(place.marks, edits), *_new(event, edits, start, stop)]
    keeps_seam = not any(edit.offset < start and edit.offset + edit.removed > start - seam for edit in edits)
    length = delivered.length + sum(edit.added - edit.removed for edit in inside if edit.offset >= start)
    now = replace(delivered, offset=moved(start, edits), length=length, seam=seam if keeps_seam else 0)
    return Place(now, place.row, tuple(sorted(marks)), is_changed)


def without_marks(written: bytes, base: int, marks: Iterable[Mark]) -> tuple[bytes, list[tuple[int, bytes]]]:
    """What delivery wrote, and where in that stand bytes that were put in later.

    Args:
        written: A message as it stands in the file now.
        base: Where in the file it starts.
        marks: What was put into it, in order.
    """
    pieces, at, added, length = list[bytes](), 0, list[tuple[int, bytes]](), 0
    for start, stop, *_ in marks:
        pieces.append(written[at : start - base])
        length += len(pieces[-1])
        at = stop - base
        added.append((length, written[start - base : at]))
    return b"".join((*pieces, written[at:])), added


def _is_of_marks(edit: Resized, marks: Sequence[Mark]) -> bool:
    """Whether all that an edit takes away was put in later."""
    if not edit.removed:
        return True
    stop = edit.offset + edit.removed
    return sum(max(min(mark.stop, stop) - max(mark.start, edit.offset), 0) for mark in marks) == edit.removed


def _left(marks: Iterable[Mark], edits: Sequence[Resized]) -> Iterator[Mark]:
    """What is left of marks, and where it stands now."""
    for mark in marks:
        start = mark.start
        for offset, removed, _ in [*edits, Resized(mark.stop, 0, 0)]:
            end = min(offset, mark.stop)
            if start < end:
                now = moved(start, edits)
                yield mark._replace(start=now, stop=now + end - start)
            start = max(start, offset + removed)


def _new(event: Rewritten, edits: Iterable[Resized], start: int, stop: int) -> Iterator[Mark]:
    """What was put into a message that stood between two offsets; what came right before it is none of it."""
    shift = 0
    for offset, removed, added in edits:
        if added and start < offset < stop:
            yield Mark(offset + shift, offset + shift + added, event.conn, event.why)
        shift += added - removed
