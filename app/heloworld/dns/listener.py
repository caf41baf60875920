"""A name server: one port of UDP and of TCP, and how it leaves within a second."""

from __future__ import annotations

import asyncio
from typing import Final

from heloworld.dns.service import Service
from heloworld.dns.tcp_session import server_end
from heloworld.errors import ListenError
from heloworld.wire.events import Address
from heloworld.wire.serving import datagram_door
from heloworld.wire.serving.datagram_door import DatagramDoor
from heloworld.wire.serving.doors import Doors

GRACE: Final = 0.2
"""Seconds for each step of an end: clients that take part in closing."""

_TRIES: Final = 20
"""Free ports of TCP that are tried until one is free for UDP, too."""


class Listener:
    """Listening sockets that share one service.

    Args:
        service: What is answered by; may be replaced while listening.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._datagrams: list[DatagramDoor] = []
        self._streams: list[Doors] = []

    async def open(
        self,
        host: str,
        port: int,
        *,
        implicit_tls: bool = False,  # noqa: ARG002 - none here
        option: str = "--port",
    ) -> Address:
        """Listen on one more port, of TCP and of UDP.

        Args:
            host: A name or numeric address of this machine.
            port: The port; 0 lets the system choose.
            implicit_tls: Not looked at: nothing is encrypted here.
            option: The option of the command line that chooses the port.

        Returns:
            Host and port, as they really are.

        Raises:
            ListenError: The port is taken, or not to be had.
        """
        for left in reversed(range(_TRIES)):
            doors = self._doors()
            address = await doors.open(host, port, option=option)
            try:
                door = await datagram_door.listen(lambda: self.service, "dns", *address, option)
            except ListenError:
                await doors.close(GRACE)
                if port or not left:
                    raise
                continue
            self._streams.append(doors)
            self._datagrams.append(door)
            return address
        raise AssertionError

    async def close(self) -> None:
        """Stop listening and end all connections."""
        for door in self._datagrams:
            door.close()
        await asyncio.gather(*(doors.close(GRACE) for doors in self._streams))
        await self.rest()

    async def rest(self) -> None:
        """End all connections, and go on listening."""
        sessions = self.service.sessions
        sessions.dismiss(b"")
        await sessions.settle(GRACE)
        await sessions.vacate(GRACE)

    def _doors(self) -> Doors:
        return Doors(
            lambda _: server_end(self.service),
            lambda: self.service.sessions.admission.warn(),  # noqa: PLW0108 - of the service that there is then
        )
