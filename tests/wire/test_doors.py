"""The doors of a server: how connections come in."""

from __future__ import annotations

import asyncio
import socket

from heloworld.wire.serving.doors import Doors
from patience import PATIENCE


class _Guest(asyncio.Protocol):
    def __init__(self, came: asyncio.Future[int]) -> None:
        self._came = came

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        connection = transport.get_extra_info("socket")
        self._came.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        assert isinstance(transport, asyncio.Transport)
        transport.close()


async def test_the_end_of_an_answer_waits_for_no_acknowledgement() -> None:
    came: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    doors = Doors(lambda _: _Guest(came), lambda: None)
    address = await doors.open("127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*address)
    async with asyncio.timeout(PATIENCE):
        assert await came
    writer.close()
    await writer.wait_closed()
    await doors.close(PATIENCE)
