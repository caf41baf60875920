"""One domain's share of a letter: its servers in order, until one of them has taken it (RFC 5321 §5.1)."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from heloworld.relay.connection_cache import ConnectionCache
from heloworld.relay.hop import Caller, Hop, HopFailed, Mail, TlsFailed, open_hop
from heloworld.relay.hop_wording import unreachable
from heloworld.relay.names import Resolver
from heloworld.relay.outcome import Outcome
from heloworld.relay.roads import Endpoint, Roads
from heloworld.relay.route import Exchanger, Myself, at_home, find_route

Settle: TypeAlias = Callable[[Mapping[str, Outcome]], Awaitable[None]]
"""Makes sure that what is settled for some recipients is never forgotten."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How to get to other servers.

    Attributes:
        caller: Who calls.
        myself: What this server calls its own.
        resolver: Whom to ask for the way.
        roads: Where it can go.
        chance: Puts equal servers into an order.
        cache: Connections that are open while many letters wait.
    """

    caller: Caller
    myself: Myself
    resolver: Resolver
    roads: Roads
    chance: random.Random = field(default_factory=random.Random)
    cache: ConnectionCache = field(default_factory=ConnectionCache)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one domain is to get.

    Attributes:
        domain: The domain.
        mail: The letter.
        settle: Told what is final. It is awaited before the connection says anything else; so a letter can come twice
            only where this program ends between the reply to the lone dot and that.
        is_more_to_come: Whether other letters wait already, so that the connection is worth keeping.
    """

    domain: str
    mail: Mail
    settle: Settle
    is_more_to_come: Callable[[], bool] = lambda: False

    async def sort(self, outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
        """Settle what is final; the rest."""
        final = {each: outcome for each, outcome in outcomes.items() if outcome.is_final}
        if final:
            await self.settle(final)
        return {each: outcome for each, outcome in outcomes.items() if not outcome.is_final}


async def hand_on(ways: Ways, errand: Errand, recipients: Sequence[str]) -> dict[str, Outcome]:
    """Hand a letter on to the server of a domain.

    Args:
        ways: How to get there.
        errand: What, and whither.
        recipients: Those of the domain.

    Returns:
        What is not final: of those that are to be tried again.
    """
    if ways.myself.is_home(errand.domain):
        return await errand.sort(at_home(recipients))
    route = await find_route(errand.domain, ways.resolver, ways.myself, ways.chance)
    if isinstance(route, Outcome):
        return await errand.sort(dict.fromkeys(recipients, route))
    left: dict[str, Outcome] = {}
    for exchanger in route:
        left = await _ask(ways, errand, exchanger, list(left or recipients))
        if not left:
            break
    return left


async def _ask(ways: Ways, errand: Errand, exchanger: Exchanger, recipients: Sequence[str]) -> dict[str, Outcome]:
    """Try one server; as `hand_on`."""
    endpoint = ways.roads.to(exchanger.address)
    if endpoint is None:
        why = ways.roads.why_not(exchanger.address)
        return dict.fromkeys(recipients, unreachable(str(exchanger), ways.caller.port, why))
    try:
        hop = await ways.cache.take(exchanger) or await _call(ways, exchanger, endpoint, errand.domain)
    except HopFailed as failed:
        return await errand.sort(dict.fromkeys(recipients, failed.outcome))
    is_over = False
    try:
        left = await errand.sort(await hop.transfer(errand.mail, recipients))
        is_over = True
    finally:
        if not is_over or hop.is_lost:
            await hop.cut()
    if not hop.is_lost:
        if errand.is_more_to_come():
            ways.cache.keep(exchanger, hop)
        else:
            await hop.end()
    return left


async def _call(ways: Ways, exchanger: Exchanger, endpoint: Endpoint, domain: str) -> Hop:
    """A connection, in the clear where the server cannot do the TLS that it offers; as `open_hop`."""
    try:
        return await open_hop(ways.caller, exchanger, endpoint, domain)
    except TlsFailed:
        return await open_hop(ways.caller, exchanger, endpoint, domain, tls=False)
