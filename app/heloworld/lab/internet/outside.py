"""A server's way out: what its queue needs to know of the world around it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.plan import Plan
from heloworld.relay.hop import Caller, Patience
from heloworld.relay.names import Resolver
from heloworld.relay.next_server import Ways
from heloworld.relay.notices import Post
from heloworld.relay.queue_manager import QueueManager
from heloworld.relay.report import Reporter
from heloworld.relay.roads import Roads
from heloworld.relay.route import Myself
from heloworld.relay.schedule import Schedule
from heloworld.relay.world import World
from heloworld.wire.dial import Bound
from heloworld.wire.events import Address, Closed, Event, Opened
from heloworld.wire.transcript import Transcript

if TYPE_CHECKING:
    from heloworld.dns.resolver import LooksUp


@dataclass(frozen=True, slots=True)
class Outside:
    """The world beyond one server.

    Attributes:
        resolver: Whom it asks for the way.
        roads: The hosts that there are.
        addresses: Where the server itself is, as names lead there.
        local: The numeric address that its calls come from; None for any.
        bound: Told its end of a call before that is made.
        schedule: How long its letters wait.
        patience: How long it waits for other servers.
        chance: Puts equal servers into an order.
        names: Whom it asks for anything else; None where there is nobody.
    """

    resolver: Resolver
    roads: Roads = field(default_factory=Roads)
    addresses: frozenset[str] = frozenset()
    local: str | None = None
    bound: Bound | None = None
    schedule: Schedule = field(default_factory=Schedule)
    patience: Patience = field(default_factory=Patience)
    chance: random.Random = field(default_factory=random.Random)
    names: LooksUp | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What names things in this world.

    Attributes:
        letter: Makes a queue ID.
        connection: Makes a number for a connection to a server that records nothing itself.
    """

    letter: Callable[[], str]
    connection: Callable[[], int]


class ConnectionNumbers:
    """The numbers of the connections that are open, by the client's end: what a caller cannot know by itself.

    Args:
        transcript: Where all servers of the world record.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._numbers: dict[Address, int] = {}
        self._ends: dict[int, Address] = {}
        transcript.subscribe(self._look)

    def of(self, client: Address) -> int:
        """The number of a connection; 0 where there is none from that end."""
        return self._numbers.get(client, 0)

    def _look(self, event: Event) -> None:
        if isinstance(event, Opened):
            self._numbers[event.client], self._ends[event.conn] = event.conn, event.client
        elif isinstance(event, Closed):
            client = self._ends.pop(event.conn, None)
            if client is not None and self._numbers.get(client) == event.conn:
                del self._numbers[client]


def open_queue(
    plan: Plan,
    outside: Outside,
    clock: WorldClock,
    post: Post,
    names: Names,
    transcript: Transcript,
    record: Callable[[Event], None],
) -> QueueManager:
    """A server's queue; to be started.

    Args:
        plan: What the server is like.
        outside: What is around it.
        clock: The world's clock.
        post: Sends reports.
        names: Makes names for them.
        transcript: Where all servers of the world record.
        record: Takes what happens to letters.

    Raises:
        QueueError: Its folder cannot be used.
    """
    hostname, domain = plan.policy.hostname, plan.policy.domain
    caller = Caller(
        hostname,
        outside.local,
        outside.roads.port,
        outside.patience,
        outside.bound,
        ConnectionNumbers(transcript).of,
        record,
        names.connection,
        plan.keeps_bare,
    )
    ways = Ways(
        caller, Myself(hostname, outside.addresses, plan.policy.domain), outside.resolver, outside.roads, outside.chance
    )
    world = World(ways, Reporter(hostname, domain), clock, post, names.letter, record, outside.schedule)
    return QueueManager(plan.queue, world)
