"""The zones of a world of several hosts: what a file says, and what has to be there besides."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final

from heloworld.dns.zones.parsing import parse
from heloworld.dns.zones.zone import Zone
from heloworld.lab.hosts.host_table import HOSTS
from heloworld.lab.judging.keys import zone_line
from heloworld.lab.names.usual_zones import TEST
from heloworld.lab.plan import Plan

REVERSE: Final = "127.in-addr.arpa"
"""The zone of the names that addresses have."""

_LEADS_ON: Final = frozenset({"A", "AAAA", "CNAME"})

_USUAL: Final = '@     MX  10 mail\n@     TXT "v=spf1 mx -all"\n'
"""What a domain has whose zone nobody has written."""


def world_zones(plan: Plan) -> Mapping[str, str]:
    """Origin → text of all zones: those of the plan as they are, and behind them the addresses of its hosts.

    Args:
        plan: The world.
    """
    return {"test": TEST, REVERSE: _pointers(plan), **plan.zones, **dict(_domains(plan))}


def _domains(plan: Plan) -> Iterator[tuple[str, str]]:
    """The zone of each server's domain."""
    for each in plan.servers:
        domain = each.policy.domain
        glue = {each.policy.hostname: each.address}
        if each is plan:
            glue[f"ns.{domain}"] = HOSTS["dns"].address
        text = plan.zones.get(domain) or _usual(each)
        zone = parse(text, domain)
        missing = [f"{name}. A {address}\n" for name, address in glue.items() if not _has_address(zone, name)]
        yield domain, text if not missing else f"{text.rstrip()}\n{''.join(missing)}"


def _usual(server: Plan) -> str:
    """The zone of a server's domain that nobody has written: with its key, and with the domains of its lists."""
    key = zone_line(server.policy.domain, server.sign, server.key_type) if server.sign else ""
    names = {each.domain.removesuffix(f".{server.policy.domain}") for each in server.lists}
    lists = "".join(f'{name} MX 10 mail\n{name} TXT "v=spf1 mx -all"\n' for name in sorted(names))
    return _USUAL + key + lists


def _has_address(zone: Zone, name: str) -> bool:
    """Whether somebody has written where a host is, or that it has another name."""
    return any(each.kind in _LEADS_ON for each in zone.of(f"{name}."))


def _pointers(plan: Plan) -> str:
    """The names of the hosts, by their addresses."""
    names = {each.address: each.policy.hostname for each in plan.servers} | {HOSTS["dns"].address: "ns.harbour.test"}
    return "".join(f"{ipaddress.ip_address(each).reverse_pointer}. PTR {name}.\n" for each, name in names.items())
