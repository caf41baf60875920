"""The servers of a world beside SMTP's: those from which mail is fetched, and the one that knows the names."""

from __future__ import annotations

import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from heloworld.lab.doors import door_of
from heloworld.lab.maildrops.maildrops import Maildrops
from heloworld.lab.plan import Plan
from heloworld.wire.events import Address, Event
from heloworld.wire.serving.sessions import Sessions

GRACE: Final = 0.2
"""Seconds that sessions have to finish what they are at, when the world is made anew."""


@dataclass(frozen=True)
class Household:
    """What the servers of a world share until it is made anew.

    Attributes:
        plan: What the world is like.
        record: Takes the events.
        tls: Makes the context of its certificates.
        connections: Numbers the connections of all its servers.
        maildrops: Its mailboxes, as those see them who fetch mail.
    """

    plan: Plan
    record: Callable[[Event], None]
    tls: Callable[[], ssl.SSLContext]
    connections: itertools.count[int]
    maildrops: Maildrops


class Server(Protocol):
    """One of these servers; it listens for as long as the program runs, and serves one world after the other."""

    @property
    def sessions(self) -> Sessions:
        """Its live sessions."""

    @property
    def last_word(self) -> bytes:
        """What its clients hear when the server ends their sessions."""

    def serve(self, household: Household) -> None:
        """From now on, new connections are for this world."""

    async def open(self, host: str, port: int, *, implicit_tls: bool = False) -> Address:
        """Listen on one more port; raises `ListenError`."""

    async def close(self) -> None:
        """Listen no more, and end all sessions."""


class PullServers:
    """All of them, each made when its first door is opened.

    Args:
        household: What they share.
    """

    def __init__(self, household: Household) -> None:
        self._household = household
        self._servers: dict[str, Server] = {}

    async def open(self, door: str, host: str, port: int) -> Address:
        """Open a door.

        Raises:
            ListenError: The port is not to be had.
        """
        protocol = door_of(door).protocol
        if protocol not in self._servers:
            self._servers[protocol] = _SERVERS[protocol](self._household)
        return await self._servers[protocol].open(host, port, implicit_tls=door_of(door).implicit_tls)

    async def rest(self) -> None:
        """End all sessions: they hear a last word, and what they are at is finished."""
        for server in self._servers.values():
            sessions = server.sessions
            sessions.dismiss(server.last_word)
            await sessions.settle(GRACE)
            await sessions.vacate(GRACE)

    def serve(self, household: Household) -> None:
        """From now on, be for another world."""
        self._household = household
        for server in self._servers.values():
            server.serve(household)

    async def close(self) -> None:
        """Listen no more, and end all sessions."""
        for server in self._servers.values():
            await server.close()


def _pop(household: Household) -> Server:
    from heloworld.lab.maildrops.pop_server import PopServer

    return PopServer(household)


def _imap(household: Household) -> Server:
    from heloworld.lab.maildrops.imap_server import ImapServer

    return ImapServer(household)


def _dns(household: Household) -> Server:
    from heloworld.lab.names.dns_server import DnsServer

    return DnsServer(household)


_SERVERS: Final[dict[str, Callable[[Household], Server]]] = {"pop3": _pop, "imap": _imap, "dns": _dns}
"""Protocol → what makes its server; the protocol's room is loaded then."""
