"""Where the hosts of a world are reached, and who it is that comes from an address.

Each host has a loopback address of its own, and all listen on the same ports: an MX record, which can name no port,
leads to the right place. Where the machine has not got these addresses, all hosts share one, each with ports of its
own, and this table says who is meant by what.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from heloworld.lab.delivery.deliver import loopback
from heloworld.lab.doors import HARBOUR, door_at
from heloworld.lab.hosts.host_table import HOSTS, LAPTOP, LOOPBACK, NAME_SERVER, name_at
from heloworld.lab.plan import Plan
from heloworld.wire.events import Address

_REMEMBERED: Final = 1_000
"""Connections of which it is known whose they are, where the address does not say it."""

_TRIES: Final = 40
"""Ports that are tried until one is free at all addresses."""


class Addresses:
    """The table of one world.

    Args:
        plan: The world.
        host: The address at which harbour listens in any case.

    Attributes:
        is_alone: Whether there is but one host, and no name is needed.
        is_apart: Whether each host has an address of its own.
        notice: What keeps them from it, and what helps, as sentences; empty where nothing does.
    """

    def __init__(self, plan: Plan, host: str) -> None:
        self.is_alone = not plan.address
        missing = _missing(_wanted(plan)) if plan.address and host == LOOPBACK else []
        self.is_apart = not self.is_alone and host == LOOPBACK and not missing
        self.notice = _notice(missing, host) if missing else ""
        self._shared = host
        self._claims: dict[Address, str] = {}
        self._callers: dict[int, str] = {}
        self._at = {each.address: each.server for each in plan.servers}

    def listens_at(self, plan: Plan, door: str) -> tuple[str, ...]:
        """The addresses at which a server has a door; the last is the one that others are told.

        The name server, which is a part of harbour here, has an address of its own.
        """
        if not self.is_apart:
            return (self._shared,)
        if door == NAME_SERVER:
            return (HOSTS[NAME_SERVER].address,)
        return (self._shared, plan.address) if plan.server == HARBOUR else (plan.address,)

    def door(self, address: str, door: str) -> str | None:
        """The full name of the door that somebody means who calls an address of our world; None for any other."""
        server = HARBOUR if address == LOOPBACK else self._at.get(address)
        return None if server is None else door_at(server, door)

    def local(self, seat: str) -> str | None:
        """The address from which a host speaks; None where it is all one."""
        if self.is_alone:
            return None
        return HOSTS[seat].address if self.is_apart else LOOPBACK

    def claim(self, seat: str, local: Address) -> None:
        """Note who is about to speak from a port of the shared address."""
        if not self.is_apart:
            self._claims[local] = seat

    def caller(self, conn: int, client: Address) -> str:
        """The host that has opened a connection; empty where it is unknown, or all one.

        Args:
            conn: The connection's number.
            client: Its client's end.
        """
        if self.is_alone:
            return ""
        if self.is_apart:
            return name_at(client[0])
        name = self._claims.pop(client, LAPTOP)
        self._callers[conn] = name
        while len(self._callers) > _REMEMBERED:
            del self._callers[next(iter(self._callers))]
        return name

    def peer(self, conn: int, client: str) -> tuple[str, str]:
        """What a server writes down of a client: its name, and its address; ``unknown`` where it has no name.

        Args:
            conn: The connection's number.
            client: Its client's numeric address.
        """
        if self.is_alone:
            return loopback(conn, client)
        name = name_at(client) if self.is_apart else self._callers.get(conn, "")
        host = HOSTS.get(name)
        if host is None or client not in (host.address, *(() if self.is_apart else (LOOPBACK, self._shared))):
            return "localhost" if client == LOOPBACK else "unknown", client
        return host.hostname or "unknown", host.address


def common_port(addresses: Sequence[str], first: int, *, any_port: bool) -> int:
    """A port that is free at all of some addresses.

    Args:
        addresses: Numeric addresses of this machine.
        first: The port that is wanted; 0 for any.
        any_port: Whether another one will do; then the next free one is taken.

    Returns:
        The port. It is the wanted one where no other will do, or none was found: whoever listens there says why not.
    """
    if first and not any_port:
        return first
    for number in range(_TRIES):
        port = _free(addresses, first + number if first else 0)
        if port:
            return port
    return first


def _free(addresses: Sequence[str], port: int) -> int:
    """The port, if it is free at all addresses; one that the system chooses for 0; else 0."""
    held: list[socket.socket] = []
    try:
        for address in addresses:
            held.append(_bound(address, port))
            port = int(held[-1].getsockname()[1])
    except (OSError, OverflowError):
        return 0
    finally:
        for each in held:
            each.close()
    return port


def _bound(address: str, port: int) -> socket.socket:
    """A socket that is bound as a server's is, and does not listen."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _wanted(plan: Plan) -> list[str]:
    """The addresses that a world needs."""
    return list(
        dict.fromkeys([*(each.address for each in plan.servers), HOSTS[plan.seat].address, HOSTS[NAME_SERVER].address])
    )


def _missing(addresses: Iterable[str]) -> list[str]:
    """Those addresses that this machine has not got."""
    return [address for address in addresses if not _free([address], 0)]


def _notice(missing: Sequence[str], shared: str) -> str:
    form = "sudo ip addr add {} dev lo" if sys.platform == "linux" else "sudo ifconfig lo0 alias {}"
    commands = " && ".join(form.format(address) for address in missing)
    what = f"{missing[0]} is no address" if len(missing) == 1 else f"{', '.join(missing)} are no addresses"
    return f"{what} of this machine, so all servers listen on {shared}, each on its own port. To add: {commands}"
