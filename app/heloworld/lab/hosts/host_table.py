"""Who there is in our small world: names, domains and addresses, all of them reserved for this (RFC 2606, RFC 1122)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from heloworld.lab.doors import HARBOUR

ServerName: TypeAlias = Literal["harbour", "island", "shore"]
"""The hosts that take mail."""

SeatName: TypeAlias = Literal["laptop", "harbour", "island", "shore", "stranger"]
"""The hosts from which somebody can speak."""

SERVERS: Final[tuple[str, ...]] = get_args(ServerName)

LAPTOP: Final = "laptop"
"""Where the learner sits, unless a lesson gives them another seat."""

NAME_SERVER: Final = "dns"
"""The host that answers for names, and its door."""

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Host:
    """A host.

    Attributes:
        name: What we call it.
        address: Its address, numeric, where the machine has it.
        hostname: Its full name; empty where nobody knows one for it.
        domain: The domain whose mail it takes; empty where it takes none.
        users: Who has a mailbox there, unless a world says otherwise.
    """

    name: str
    address: str
    hostname: str = ""
    domain: str = ""
    users: tuple[str, ...] = ()


_ALL: Final = (
    Host(HARBOUR, "127.0.0.10", "mail.harbour.test", "harbour.test", ("ana", "ben", "cleo", "postmaster")),
    Host("island", "127.0.0.20", "mail.island.test", "island.test", ("dora", "emil", "postmaster")),
    Host("shore", "127.0.0.30", "mail.shore.test", "shore.test", ("rosa", "postmaster")),
    Host(LAPTOP, "127.0.0.5"),
    Host("stranger", "127.0.0.66"),
    Host(NAME_SERVER, "127.0.0.53"),
)

HOSTS: Final = {host.name: host for host in _ALL}
"""Name → host."""

_NAME_AT: Final = {host.address: host.name for host in _ALL} | {LOOPBACK: LAPTOP}


def name_at(address: str) -> str:
    """Which host has an address; any program that does not choose one speaks from the laptop. Empty for strangers."""
    return _NAME_AT.get(address, "")
