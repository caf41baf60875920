"""Whom a verdict asks: zone files, a name server, or those of this machine."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from heloworld.dns.patient_resolver import PatientResolver
from heloworld.dns.resolver import LooksUp, Resolver
from heloworld.dns.system_servers import PORT, RESOLV_CONF, system_servers
from heloworld.dns.zone_resolver import ZoneResolver
from heloworld.dns.zones.parsing import parse_all
from heloworld.errors import UsageError
from heloworld.lab.judging.asking import ask_by
from heloworld.lab.names import zone_files
from heloworld.trust.look_up import Ask
from heloworld.wire.events import Address
from heloworld.wire.visible import visible_text

_MOST_NAMES: Final = 10
"""Names that a note lists."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to ask.

    Attributes:
        ask: Asks.
        who: Who is asked, as a phrase; safe to show.
        warnings: What is odd about the zones; safe to show.
        outside: Names that were asked for and stand in no zone; grows while it is asked.
    """

    ask: Ask
    who: str
    warnings: tuple[str, ...] = ()
    outside: Sequence[str] = field(default=())

    @property
    def afterwards(self) -> str:
        """What is to be said when everything has been asked; safe to show, and empty where there is nothing."""
        if not self.outside:
            return ""
        more = f" and {len(self.outside) - _MOST_NAMES:,} more" if len(self.outside) > _MOST_NAMES else ""
        names = ", ".join(each[:253] for each in self.outside[:_MOST_NAMES])
        return visible_text(f"In none of the zones, so that they do not exist here: {names}{more}.")


def zones(files: Sequence[Path]) -> Asked:
    """Zone files, and nobody else.

    Raises:
        UsageError: A file cannot be read, or a line of it is wrong.
    """
    texts, warnings = zone_files.read(files)
    names = ", ".join(texts)
    who = visible_text(f"the zone file{'s' if len(texts) > 1 else ''} of {names}, and nobody else")
    return of_texts(texts, who, tuple(warnings))


def of_texts(texts: Mapping[str, str], who: str, warnings: tuple[str, ...] = ()) -> Asked:
    """Zones as texts, and nobody else; one with a fault is left out.

    Args:
        texts: Origin → text.
        who: Who is asked, as a phrase; safe to show.
        warnings: What is odd about them; safe to show.
    """
    resolver = ZoneResolver(each for each in parse_all(texts).values() if each.is_sound)
    return Asked(ask_by(resolver, "the zones"), who, warnings, resolver.outside)


def server(place: str | None) -> Asked:
    """A name server as ``HOST[:PORT]``; those of this machine for None.

    Raises:
        UsageError: It is no server's address, or nothing says whom to ask.
    """
    if place is not None:
        address = _address(place)
        return _servers([address], "")
    return _servers([(each, PORT) for each in system_servers(RESOLV_CONF)], f" (from {RESOLV_CONF})")


def _servers(addresses: list[Address], whence: str) -> Asked:
    resolvers: list[LooksUp] = [
        Resolver(lambda each=each: each, asks_recursion=True)  # type: ignore[misc]
        for each in addresses
    ]
    places = ", ".join(f"{host}, port {port}" for host, port in addresses)
    who = visible_text(f"the name server {places}{whence}")
    return Asked(ask_by(PatientResolver(resolvers), addresses[0][0]), who)


def _address(place: str) -> Address:
    """A server's numeric address and port; the system says what the address of a name is."""
    host, port = _host_and_port(place)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"There is no host {host}.", "Name the server by its address, as in 127.0.0.1:1053."
        ) from error
    return str(found[0][4][0]), port


def _host_and_port(place: str) -> Address:
    """``host``, ``host:port``, ``[address]:port`` or an IPv6 address alone."""
    name, colon, number = place.rpartition(":")
    if not colon or (":" in name and not name.startswith("[")):
        name, number = place, str(PORT)
    host = name.strip("[]")
    if not host or not number.isascii() or not number.isdigit() or not 0 < int(number[:6]) < 65536:
        raise UsageError(f"{place} is no name server.", "Write HOST:PORT, as in 127.0.0.1:1053.")
    return host, int(number)
