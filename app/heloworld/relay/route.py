"""The way to a domain: its mail exchangers in the order in which they are tried (RFC 5321 §5.1).

Lower preferences first, equal ones in any order; without MX records the domain's own address (implicit MX); a null MX
takes no mail at all (RFC 7505). From the place on where this very server stands in the list nobody is asked: a letter
never goes to a server that would only send it back.
"""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Sequence
from dataclasses import dataclass

from heloworld.relay.names import Missing, MxRecord, Resolver
from heloworld.relay.outcome import Outcome

MOST = 20
"""Addresses of a domain that are tried."""

NO_NAME = "Host or domain name not found. Name service error for name={name} type={kind}: {why}"
NULL_MX = "Domain {domain} does not accept mail (nullMX)"
NOBODY = 'unknown user: "{user}"'
LOOP = "mail for {domain} loops back to myself"
NO_PRIMARY = "unable to find primary relay for {domain}"


@dataclass(frozen=True, slots=True)
class Exchanger:
    """A host that takes mail.

    Attributes:
        name: Its name.
        address: One of its numeric addresses.
        preference: That of its MX record.
    """

    name: str
    address: str
    preference: int = 0

    def __str__(self) -> str:
        return f"{self.name}[{self.address}]"


@dataclass(frozen=True, slots=True)
class Myself:
    """What this server calls its own.

    Attributes:
        hostname: Its name.
        addresses: Where it takes mail itself, as names lead there.
        domain: The domain whose mailboxes are here; empty for none. Mail for those does not come into the queue, so
            whoever is named there has no mailbox.
    """

    hostname: str
    addresses: frozenset[str] = frozenset()
    domain: str = ""

    def is_home(self, domain: str) -> bool:
        """Whether mail for a domain goes no further than this server."""
        return bool(self.domain) and domain.lower() in {self.domain.lower(), self.hostname.lower()}

    def is_me(self, exchanger: Exchanger) -> bool:
        """Whether a host is this very server."""
        return exchanger.address in self.addresses or exchanger.name.lower() == self.hostname.lower()


def at_home(recipients: Sequence[str]) -> dict[str, Outcome]:
    """What becomes of a letter that goes no further, and found no mailbox: nobody of that name lives here."""
    return {
        each: Outcome("5.1.1", NOBODY.format(user=each.rpartition("@")[0].lower()), relay="local")
        for each in recipients
    }


async def find_route(
    domain: str, resolver: Resolver, myself: Myself, chance: random.Random
) -> tuple[Exchanger, ...] | Outcome:
    """The hosts to try for a domain, in order.

    Args:
        domain: What stands behind the ``@``; may be an address in brackets (RFC 5321 §4.1.3).
        resolver: Whom to ask.
        myself: Who asks.
        chance: Puts equal ones into an order.

    Returns:
        At least one host; or what becomes of a letter to that domain.
    """
    if domain.startswith("["):
        return _literal(domain, myself)
    records = await resolver.mx(domain)
    if records is Missing.FOR_NOW:
        return _not_found(domain, "MX", records)
    if isinstance(records, Missing):
        records = (MxRecord(0, domain),)
    if is_null_mx(records):
        return Outcome("5.1.10", NULL_MX.format(domain=domain))
    found = await _with_addresses(records, resolver)
    if isinstance(found, Outcome):
        return found
    best = min(record.preference for record in records)
    return without_me(in_order(found, chance), myself, domain, best)


def is_null_mx(records: Sequence[MxRecord]) -> bool:
    """Whether a domain says that it takes no mail (RFC 7505 §3)."""
    return len(records) == 1 and not records[0].exchanger


def in_order(found: Sequence[Exchanger], chance: random.Random) -> tuple[Exchanger, ...]:
    """By preference; equal ones in any order, so that they share the work."""
    shuffled = chance.sample(found, len(found))
    return tuple(sorted(shuffled, key=lambda each: each.preference)[:MOST])


def without_me(found: Sequence[Exchanger], myself: Myself, domain: str, best: int) -> tuple[Exchanger, ...] | Outcome:
    """Those that are preferred to this server; all, where it is not among them (RFC 5321 §5.1).

    Args:
        found: The hosts, in order.
        myself: Who asks.
        domain: For what is said.
        best: The lowest preference of the domain's records, also of those whose host has no address.
    """
    own = [each.preference for each in found if myself.is_me(each)]
    if not own:
        return tuple(found)
    before = tuple(each for each in found if each.preference < min(own))
    if before:
        return before
    if found[0].preference == best:
        return Outcome("5.4.6", LOOP.format(domain=domain))
    return Outcome("4.4.4", NO_PRIMARY.format(domain=domain))


async def _with_addresses(records: Sequence[MxRecord], resolver: Resolver) -> list[Exchanger] | Outcome:
    """All addresses of all hosts; what is missing counts only where there is none at all."""
    found: list[Exchanger] = []
    failures: list[Outcome] = []
    for record in sorted(records, key=lambda each: each.preference)[:MOST]:
        addresses = [record.exchanger] if _is_address(record.exchanger) else await resolver.addresses(record.exchanger)
        if isinstance(addresses, Missing):
            failures.append(_not_found(record.exchanger, "A", addresses))
        else:
            found += [Exchanger(record.exchanger, address, record.preference) for address in addresses]
    if found:
        return found
    return next((each for each in failures if not each.is_final), failures[-1])


def _not_found(name: str, kind: str, why: Missing) -> Outcome:
    status = "4.4.3" if why is Missing.FOR_NOW else "5.4.4"
    return Outcome(status, NO_NAME.format(name=name, kind=kind, why=why.value))


def _literal(domain: str, myself: Myself) -> tuple[Exchanger, ...] | Outcome:
    address = domain.strip("[]")
    if not _is_address(address):
        return Outcome("5.1.2", f"Invalid domain: {domain}")
    return without_me([Exchanger(address, address)], myself, domain, 0)


def _is_address(text: str) -> bool:
    """Whether a name is really an address, against RFC 5321 §5.1 and RFC 1035; it is followed all the same."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
