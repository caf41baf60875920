"""What lies around the servers of a world of several hosts: the name server, and the way to each other."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from heloworld.lab.hosts.addresses import Addresses
from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.plan import Plan
from heloworld.wire.events import Address

if TYPE_CHECKING:
    from heloworld.lab.internet.neighbours import Find
    from heloworld.lab.internet.outside import Outside


class Surroundings:
    """One world, as its servers see it.

    Args:
        world: The plan.
        addresses: Who is where.
        clock: The world's clock.
        find: Finds a server by its address.
        name_server: Where the name server listens.

    Attributes:
        ready: Set when the world's doors are open: before, nobody is called.
    """

    def __init__(
        self, world: Plan, addresses: Addresses, clock: WorldClock, find: Find, name_server: Callable[[], Address]
    ) -> None:
        self._world, self._addresses, self._clock = world, addresses, clock
        self._find, self._name_server = find, name_server
        self._forgetful: list[Callable[[], None]] = []
        self.ready = asyncio.Event()

    def outside(self, plan: Plan) -> Outside | None:
        """The world beyond one server; None where it is alone.

        Args:
            plan: The server.
        """
        if self._addresses.is_alone:
            return None
        from heloworld.dns.resolver import KEEP
        from heloworld.lab.internet.neighbours import Endpoints
        from heloworld.lab.internet.outside import Outside
        from heloworld.lab.internet.world_names import WorldNames
        from heloworld.relay.roads import Roads

        local = self._addresses.local(plan.server)
        bound = functools.partial(self._addresses.claim, plan.server)
        keep = 0 if plan.asks_anew and plan.checks else KEEP
        names = WorldNames(self._name_server, self._clock.now, local, self.ready, keep=keep, bound=bound)
        self._forgetful.append(names.forget)
        return Outside(
            names,
            Roads(Endpoints(tuple(each.address for each in self._world.servers), self._find)),
            frozenset({plan.address}),
            local,
            bound,
            names=names,
        )

    def forget_names(self) -> None:
        """Have all servers remember no answer of the name server: the zones have changed."""
        for forget in self._forgetful:
            forget()
