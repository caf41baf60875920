"""A port where datagrams come in: each is answered at once, or not at all, and both are recorded."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import cast

from heloworld.wire.events import Address, Event
from heloworld.wire.recorder import Recorder
from heloworld.wire.serving.doors import not_to_be_had


class Service:
    """Abstract: what the datagrams of a server are answered by.

    Attributes:
        record: Takes the events, in the order in which they happen.
        connections: Numbers the connections; a world with several servers gives all of them the same.
    """

    record: Callable[[Event], None]
    connections: itertools.count[int]

    def reply(self, datagram: bytes) -> bytes | None:
        """What is sent back; None for nothing."""
        raise NotImplementedError


class DatagramDoor(asyncio.DatagramProtocol):
    """One such port, made by `listen`.

    In the transcript each datagram is a connection of its own, with the answer to it: nothing holds two together.

    Args:
        service: Says what there is to be answered by now.
        protocol: The name of the protocol in the events.
    """

    def __init__(self, service: Callable[[], Service], protocol: str) -> None:
        self._service = service
        self._protocol = protocol
        self._transport: asyncio.DatagramTransport
        self._address: Address = ("", 0)
        self._is_full = False

    @property
    def address(self) -> Address:
        """Where it listens."""
        return self._address

    def close(self) -> None:
        """Listen no more."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio when the port is open."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        host, port, *_ = transport.get_extra_info("sockname")
        self._address = (str(host), int(port))

    def pause_writing(self) -> None:
        """Called by asyncio when the network takes less than is answered: questions are left alone, as UDP allows."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Called by asyncio when it takes more again."""
        self._is_full = False

    def datagram_received(self, data: bytes, peer: tuple[object, ...]) -> None:
        """Called by asyncio with what came."""
        service = self._service()
        recorder = Recorder(service.record, next(service.connections), self._protocol, transport="udp")
        recorder.opened((str(peer[0]), int(str(peer[1]))), self._address)
        recorder.bytes("client", data)
        answer = service.reply(data)
        if answer is None:
            recorder.closed("no answer")
            return
        if self._is_full:
            recorder.closed("too many answers are waiting")
            return
        recorder.bytes("server", answer)
        self._transport.sendto(answer, peer)
        recorder.closed("")


async def listen(
    service: Callable[[], Service], protocol: str, host: str, port: int, option: str = "--port"
) -> DatagramDoor:
    """Open a port for datagrams.

    Args:
        service: Says what there is to be answered by now.
        protocol: The name of the protocol in the events.
        host: A name or numeric address of this machine.
        port: The port.
        option: The option of the command line that chooses the port, for what is said where it is not to be had.

    Raises:
        ListenError: The port is taken, or not to be had.
    """
    loop = asyncio.get_running_loop()
    try:
        _, door = await loop.create_datagram_endpoint(lambda: DatagramDoor(service, protocol), local_addr=(host, port))
    except (OSError, OverflowError, UnicodeError) as error:
        raise not_to_be_had(error, host, port, option) from error
    return door
