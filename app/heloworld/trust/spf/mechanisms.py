"""The mechanisms: does the client match? (RFC 7208 §5)."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.trust.spf.macros import as_name
from heloworld.trust.spf.record import Mechanism
from heloworld.trust.spf.results import PermError
from heloworld.trust.spf.session import MOST_NAMES, Address, Session, is_below, is_domain


@dataclass(frozen=True, slots=True)
class Match:
    """What a mechanism says of the client.

    Attributes:
        matches: Whether it matches.
        clause: Why, without a capital and a full stop.
        source: Where that is written.
    """

    matches: bool
    clause: str
    source: str

    @property
    def sentence(self) -> str:
        """The clause as a sentence; a name at its beginning stays as it is."""
        return f"{'The' if self.clause.startswith('the ') else self.clause[:3]}{self.clause[3:]}."


Matcher: TypeAlias = Callable[[Session, Mechanism, str], Awaitable[Match]]
"""A check under way, a mechanism, and the domain that it asks about."""


async def match(session: Session, mechanism: Mechanism, domain: str) -> Match:
    """Ask any mechanism but ``include``, which is a check of its own.

    Args:
        session: The check under way.
        mechanism: The mechanism.
        domain: The domain of the record that it stands in.

    Raises:
        PermError: A limit is reached.
        Unanswered: A question had no answer.
    """
    target = await target_of(session, mechanism, domain)
    if mechanism.name in {"a", "mx", "exists"} and not is_domain(target):
        return Match(matches=False, clause=f"{target} is no domain, so it has no address", source="RFC 7208 §4.8")
    return await _MATCHERS[mechanism.name](session, mechanism, target)


async def target_of(session: Session, mechanism: Mechanism, domain: str) -> str:
    """Whom a mechanism asks about: its own domain with the macros filled in, else that of the record."""
    return as_name(await session.expand(mechanism.domain, domain)) if mechanism.domain else domain


async def _all(_session: Session, _mechanism: Mechanism, _target: str) -> Match:
    return Match(matches=True, clause="“all” matches everybody", source="RFC 7208 §5.1")


async def _network(session: Session, mechanism: Mechanism, _target: str) -> Match:
    network = mechanism.network
    assert network is not None
    is_in = session.client.version == network.version and session.client in network
    return Match(is_in, f"{session.client} is {'' if is_in else 'not '}in {network}", "RFC 7208 §5.6")


async def _a(session: Session, mechanism: Mechanism, target: str) -> Match:
    return _among(session, mechanism, await session.addresses(target), target, "RFC 7208 §5.3")


async def _mx(session: Session, mechanism: Mechanism, target: str) -> Match:
    exchanges = (await session.ask(target, "MX")).exchanges
    if len(exchanges) > MOST_NAMES:
        raise PermError(f"{target} has more than {MOST_NAMES} mail servers.", "RFC 7208 §4.6.4")
    found: list[Address] = []
    for _, host in sorted(exchanges):
        found += await session.addresses(host) if host else []
    return _among(session, mechanism, found, f"a mail server of {target}", "RFC 7208 §5.4")


async def _exists(session: Session, _mechanism: Mechanism, target: str) -> Match:
    there = bool((await session.ask(target, "A")).addresses)
    return Match(there, f"{target} has {'an' if there else 'no'} IPv4 address", "RFC 7208 §5.7")


async def _ptr(session: Session, _mechanism: Mechanism, target: str) -> Match:
    names = await session.client_names()
    below = [name for name in names if is_below(name, target)]
    if below:
        said = f"{session.client} is {below[0]}, which belongs to {target}"
    elif names:
        said = f"{session.client} is {_listed(names)}, which is not in {target}"
    else:
        said = f"{session.client} has no name that leads back to it"
    return Match(bool(below), said, "RFC 7208 §5.5")


def _among(session: Session, mechanism: Mechanism, found: Iterable[Address], whose: str, source: str) -> Match:
    """Whether the client is one of the addresses, or near enough by the prefix length (RFC 7208 §5.6)."""
    addresses = list(found)
    length = mechanism.v4_length if session.client.version == 4 else mechanism.v6_length
    near = [each for each in addresses if session.client in ipaddress.ip_network(f"{each}/{length}", strict=False)]
    if session.client in near:
        return Match(matches=True, clause=f"{session.client} is an address of {whose}", source=source)
    if near:
        said = f"{session.client} has the same first {length} bits as {near[0]}, an address of {whose}"
        return Match(matches=True, clause=said, source=source)
    bits = "" if length == session.client.max_prefixlen else f"; the first {length} bits count"
    found_ones = _listed(map(str, addresses)) or "none"
    said = f"{session.client} is not an address of {whose} (found: {found_ones}{bits})"
    return Match(matches=False, clause=said, source=source)


def _listed(names: Iterable[str], most: int = 10) -> str:
    shown = list(names)
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")


_MATCHERS: Final[dict[str, Matcher]] = {
    "all": _all,
    "ip4": _network,
    "ip6": _network,
    "a": _a,
    "mx": _mx,
    "exists": _exists,
    "ptr": _ptr,
}
