"""A server's way to the rest of the world: its queue, in a world that begins, resets and ends.

The rooms `relay` and `trust` are loaded by worlds that need them alone: most lessons do not.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from heloworld.lab.delivery.acceptance import Acceptance
from heloworld.lab.delivery.deliver import Peer, loopback
from heloworld.lab.delivery.forwarding import Forwarding
from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.judging.judging import NOBODY, Judging
from heloworld.lab.plan import Plan
from heloworld.smtp.letter import Deliver
from heloworld.smtp.screening import NOBODY_ASKS, Screen

if TYPE_CHECKING:
    import itertools

    from heloworld.dns.resolver import LooksUp
    from heloworld.lab.internet.greylist_file import GreylistFile
    from heloworld.lab.internet.outside import Outside
    from heloworld.relay.queue_manager import QueueManager
    from heloworld.smtp.service import Service
    from heloworld.wire.transcript import Transcript


class WayOut:
    """A server's way to the rest of the world.

    Args:
        clock: The world's clock.
        outside: The world beyond this server; None where there is none, and no mail can leave.

    Attributes:
        clock: The world's clock.
        queue: Letters that other servers are to take; None where no mail can leave, or before `open`.
    """

    def __init__(self, clock: WorldClock, outside: Outside | None) -> None:
        self.clock = clock
        self.queue: QueueManager | None = None
        self._outside = outside
        self._acceptance: Acceptance
        self._watches: list[Callable[[], None]] = []
        self._greylist: GreylistFile | None = None

    @property
    def names(self) -> LooksUp | None:
        """Whom the server asks for names; None where there is nobody."""
        return None if self._outside is None else self._outside.names

    def accept(self, plan: Plan, deliver: Deliver, peer: Peer = loopback, judging: Judging = NOBODY) -> Acceptance:
        """What takes letters for a new server.

        Args:
            plan: What the server is like.
            deliver: Puts letters into mailboxes.
            peer: What is written down of a client.
            judging: What it does with letters besides.
        """
        forwarding = Forwarding(plan) if plan.forwards or plan.lists else None
        self._acceptance = Acceptance(plan.policy, deliver, self.clock.now, peer, judging, forwarding)
        return self._acceptance

    def screen(self, plan: Plan) -> Screen:
        """What a new server asks about those for whom it is to take mail."""
        for forget in self._watches:
            forget()
        self._watches = []
        if not plan.greylist:
            return lambda _client, _sender, _recipient: NOBODY_ASKS
        from heloworld.lab.internet.greylist_file import GreylistFile
        from heloworld.lab.internet.greylisting import greylisting

        self._greylist = GreylistFile(plan.greylist_file)
        screen, next_due = greylisting(plan, self.clock.now, self._greylist)
        self._watches = [self.clock.watch(next_due)]
        return screen

    async def open(
        self, plan: Plan, service: Service, transcript: Transcript, connections: itertools.count[int]
    ) -> None:
        """Take up the letters that wait for other servers, and go to work.

        Args:
            plan: What the server is like.
            service: The server.
            transcript: Where it is recorded what happens.
            connections: Numbers connections to servers that record nothing themselves.

        Raises:
            QueueError: The queue's folder cannot be used.
        """
        if self._outside is None:
            return
        from heloworld.lab.internet.outside import Names, open_queue

        names = Names(service.queue_id, functools.partial(next, connections))
        self.queue = open_queue(
            plan, self._outside, self.clock, self._acceptance.post, names, transcript, service.record
        )
        self._acceptance.queue = self.queue
        await self.queue.start()
        self._watches.append(self.clock.watch(self.queue.next_due))

    async def close(self, *, forget: bool = False) -> None:
        """Stop; what is still in the queue is there at the next start, unless it is to be forgotten."""
        for forget_due in self._watches:
            forget_due()
        self._watches = []
        queue, self.queue = self.queue, None
        if queue is not None:
            await queue.close(forget=forget)
            self._acceptance.queue = None

    async def clear(self) -> None:
        """Stop, and forget what is in the queue, and who has asked."""
        await self.close(forget=True)
        if self._greylist is not None:
            self._greylist.forget()
            self._greylist = None
