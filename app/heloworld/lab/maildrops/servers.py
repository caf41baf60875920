"""The servers of a world beside SMTP's: those from which mail is fetched, and the one that knows the names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, Protocol

from heloworld.lab.doors import door_of, option_of
from heloworld.lab.maildrops.household import Household
from heloworld.wire.events import Address
from heloworld.wire.serving.listener import Listener, Speech
from heloworld.wire.serving.service import M, P, Service


class Listening(Protocol):
    """The doors of a server, and its sessions."""

    async def open(self, host: str, port: int, *, implicit_tls: bool = False, option: str = "--port") -> Address:
        """Listen on one more port; raises `ListenError`."""

    async def rest(self) -> None:
        """End all sessions, and go on listening."""

    async def close(self) -> None:
        """Listen no more, and end all sessions."""


class AnyServer(Protocol):
    """One of these servers; it listens for as long as the program runs, and serves one world after the other."""

    @property
    def listener(self) -> Listening:
        """Its doors."""

    def serve(self, household: Household) -> None:
        """From now on, be for this world."""


class Server(Generic[P, M]):
    """A server with a mailbox behind each login.

    Args:
        speech: How its protocol is spoken.
        service_of: What it works with in a world.
        household: What the servers of the world share.
    """

    def __init__(
        self, speech: Speech[P, M], service_of: Callable[[Household], Service[P, M]], household: Household
    ) -> None:
        self._service_of = service_of
        self.listener = Listener(speech, service_of(household))

    def serve(self, household: Household) -> None:
        """From now on, new connections are for this world."""
        self.listener.service = self._service_of(household)


class PullServers:
    """All of them, each made when its first door is opened.

    Args:
        household: What they share.
    """

    def __init__(self, household: Household) -> None:
        self._household = household
        self._servers: dict[str, AnyServer] = {}

    async def open(self, door: str, host: str, port: int) -> Address:
        """Open a door.

        Raises:
            ListenError: The port is not to be had.
        """
        protocol, implicit_tls = door_of(door).protocol, door_of(door).implicit_tls
        if protocol not in self._servers:
            self._servers[protocol] = _SERVERS[protocol](self._household)
        listener = self._servers[protocol].listener
        return await listener.open(host, port, implicit_tls=implicit_tls, option=option_of(door))

    async def rest(self) -> None:
        """End all sessions: they hear a last word, and what they are at is finished."""
        for server in self._servers.values():
            await server.listener.rest()

    def serve(self, household: Household) -> None:
        """From now on, be for another world."""
        self._household = household
        for server in self._servers.values():
            server.serve(household)

    def serve_at(self, protocol: str, household: Household) -> None:
        """From now on, let the server of one protocol be for another world."""
        self._household = household
        if protocol in self._servers:
            self._servers[protocol].serve(household)

    async def close(self) -> None:
        """Listen no more, and end all sessions."""
        for server in self._servers.values():
            await server.listener.close()


def _pop(household: Household) -> Server[Any, Any]:
    from heloworld.lab.maildrops.pop_server import pop_service
    from heloworld.pop.server import SPEECH

    return Server(SPEECH, pop_service, household)


def _imap(household: Household) -> Server[Any, Any]:
    from heloworld.imap.server import SPEECH
    from heloworld.lab.maildrops.imap_server import imap_service

    return Server(SPEECH, imap_service, household)


def _dns(household: Household) -> AnyServer:
    from heloworld.lab.names.dns_server import DnsServer

    return DnsServer(household)


_SERVERS: Final[dict[str, Callable[[Household], AnyServer]]] = {"pop3": _pop, "imap": _imap, "dns": _dns}
"""Protocol → what makes its server; the protocol's room is loaded then."""
