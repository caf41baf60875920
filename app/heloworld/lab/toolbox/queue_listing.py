"""The queues of a world as their servers would list them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from heloworld.lab.durations import clock, span
from heloworld.lab.hosts.host_table import HOSTS
from heloworld.lab.world import Lab

EMPTY: Final = "Mail queue is empty"
"""What ``mailq`` prints where nothing waits."""


class QueueLine(NamedTuple):
    """A line of a listing.

    Attributes:
        text: What it says.
        kind: ``printed`` as ``mailq`` prints it; or ours: ``host`` for whose the lines below are, ``due`` for when a
            letter is tried next.
    """

    text: str
    kind: Literal["printed", "host", "due"] = "printed"


class QueueListing(NamedTuple):
    """What waits on one host.

    Attributes:
        server: The host.
        letters: How many letters.
        lines: The list, as ``mailq`` prints it, and when each letter is tried next.
    """

    server: str
    letters: int
    lines: tuple[QueueLine, ...]


def listings(lab: Lab) -> tuple[QueueListing, ...]:
    """The queues of all hosts; in the world's event loop.

    Args:
        lab: The world.
    """
    return tuple(_listing(lab, plan.server) for plan in lab.plan.servers)


def printed(found: tuple[QueueListing, ...]) -> Iterator[QueueLine]:
    """Several queues in one list: those in which something waits, each under its host's name where it is not alone."""
    full = [each for each in found if each.letters]
    if not full:
        yield QueueLine(EMPTY)
    for number, each in enumerate(full):
        if len(found) > 1:
            yield from [QueueLine("")] * (number > 0)
            yield QueueLine(f"── {HOSTS[each.server].hostname}", "host")
        yield from each.lines


def _listing(lab: Lab, server: str) -> QueueListing:
    queue = lab.traffic.way_out(server).queue
    if queue is None:
        return QueueListing(server, 0, (QueueLine(EMPTY),))
    letters, now = queue.letters(), lab.traffic.clock.now()
    following = iter(letters)
    lines: list[QueueLine] = []
    for text in queue.mailq().split("\n"):
        letter = next(following, None) if not text else None
        if letter is not None:
            wait = letter.next_try - now
            due = f"next try at {clock(letter.next_try)}, in {span(wait)}" if wait > 0 else "is being tried now"
            lines.append(QueueLine(f"── {letter.queue_id}: {due}", "due"))
        lines.append(QueueLine(text))
    return QueueListing(server, len(letters), tuple(lines))
