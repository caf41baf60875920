"""What is wrong with the zones of a lesson or of a world's file: a stranger's must lead nowhere but into its world."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from heloworld.dns.zones.parsing import parse, parse_all
from heloworld.dns.zones.zone import Zone

_ADDRESSES: Final = ("A", "AAAA")
_TOP: Final = "test"
_REVERSE: Final = ("127.in-addr.arpa", "ip6.arpa")


class ZoneFault(NamedTuple):
    """What is wrong with a zone.

    Attributes:
        origin: Which.
        line: The line of its text, from 1; 0 for its name.
        says: What is wrong and what helps; it may hold words of the zone.
    """

    origin: str
    line: int
    says: str


def zone_faults(zones: Mapping[str, str]) -> Iterator[ZoneFault]:
    """What keeps zones from being served, and what in them names anything outside the world.

    Args:
        zones: Origin → text.
    """
    for origin, zone in parse_all(zones).items():
        name = origin.rstrip(".").lower()
        if name != _TOP and not name.endswith((f".{_TOP}", *_REVERSE)):
            yield ZoneFault(origin, 0, f"The zone `{origin}` is of the real world. A zone here ends in .test.")
            continue
        yield from (ZoneFault(origin, each.line, f"{each.sentence} {each.remedy}") for each in zone.faults)
        yield from _strangers(origin, zone)


def _strangers(origin: str, zone: Zone) -> Iterator[ZoneFault]:
    """Addresses that are not of this machine."""
    for record in zone.records:
        if record.kind in _ADDRESSES and not ipaddress.ip_address(record.data).is_loopback:
            says = f"{record.data} is an address of the real world. Addresses here begin with 127."
            yield ZoneFault(origin, record.line, says)


def zone_warnings(origin: str, text: str, known: Iterable[str]) -> Iterator[ZoneFault]:
    """What in a zone can be served, and is hardly meant as it is written.

    Args:
        origin: Its name.
        text: Its text.
        known: The names of the world's zones.
    """
    zone = parse(text, origin, known=tuple(known))
    yield from (ZoneFault(origin, each.line, f"{each.sentence} {each.remedy}") for each in zone.warnings)
