"""What the mailboxes held when a transcript began, from what they hold now and what has happened since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from heloworld.lab.plan import Plan
from heloworld.lab.recorded.mailbox_film import unknown
from heloworld.mbox.edits import Edit, applied
from heloworld.wire.events import Delivered, Event, Rewritten

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a mailbox that is saved with a transcript."""


def first_mailboxes(plan: Plan, events: Sequence[Event], *, is_whole: bool) -> Iterator[tuple[str, Path, bytes]]:
    """Host (empty in a world of one), path and bytes of each mailbox that is not too large.

    Args:
        plan: The world.
        events: What has happened in it.
        is_whole: Whether these are all events since it began: then a seed is what a mailbox began as.
    """
    for server in plan.servers:
        host = server.server if plan.address else ""
        for user in server.policy.users:
            path, seed = server.mailbox(user), server.seeds.get(user) if is_whole else None
            content = _read(seed) if seed is not None else before(str(path), _read(path), events)
            if content:
                yield host, path, content


def before(path: str, now: bytes, events: Sequence[Event]) -> bytes:
    """A mailbox before some events; bytes that were deleted since, and are known to nobody, are question marks.

    Args:
        path: The mailbox.
        now: What it holds now.
        events: What has happened, in order.
    """
    for event in reversed(events):
        if isinstance(event, Delivered) and event.path == path:
            now = now[: max(event.offset - event.seam, 0)]
        elif isinstance(event, Rewritten) and event.path == path:
            now = applied(now, 0, list(_undone(event, len(now))))
    return now


def _undone(event: Rewritten, size: int) -> Iterator[Edit]:
    """The edits that take a rewrite back, in offsets of the file after it."""
    shift = 0
    for offset, removed, added in event.edits:
        start = min(offset + shift, size)
        yield Edit(start, min(start + added, size), unknown(removed))
        shift += added - removed


def _read(path: Path) -> bytes:
    """What a file holds; nothing where it is too large or cannot be read."""
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError:
        return b""
