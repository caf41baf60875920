"""Servers on loopback, in the loop of the test: a caller that says exactly what a test wants, and what the tap saw."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from heloworld.lab.certificates import Authority, client_context, server_context
from heloworld.wire.events import Bytes, Closed, Event
from patience import PATIENCE

NAME = "mail.harbour.test"


class Caller:
    """A client: bytes out, bytes in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        async with asyncio.timeout(PATIENCE):
            await self.writer.drain()

    async def rest(self) -> bytes:
        """Everything that still comes, up to the end."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    async def start_tls(self, context: ssl.SSLContext) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.writer.start_tls(context, server_hostname=NAME)

    def stop_reading(self) -> None:
        self._transport().pause_reading()

    def read_on(self) -> None:
        self._transport().resume_reading()

    def _transport(self) -> asyncio.Transport:
        transport = self.writer.transport
        assert isinstance(transport, asyncio.Transport)
        return transport

    def half_close(self) -> None:
        self.writer.write_eof()

    def reset(self) -> None:
        """Cut the connection the rude way: with RST."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Facts:
    """What a server records."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()

    def record(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    def closed(self, conn: int | None = None) -> list[Closed]:
        return [event for event in self.events if isinstance(event, Closed) and conn in {None, event.conn}]

    def crossed(self, side: str, conn: int | None = None) -> bytes:
        """What the tap has seen of one side, on all connections or on one."""
        chunks = (event for event in self.events if isinstance(event, Bytes) and event.source == side)
        return b"".join(event.data for event in chunks if conn in {None, event.conn})

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is so; it is asked again at each event."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def until_more(self, seen: int) -> None:
        """Wait until there are more events than were seen."""
        await self.until(lambda: len(self.events) > seen)

    async def until_closed(self, conn: int | None = None) -> Closed:
        """Wait for the end of a connection: of a certain one, or of the first that ends."""
        await self.until(lambda: self.closed(conn))
        return self.closed(conn)[0]


@pytest.fixture
async def nothing_goes_wrong_unseen(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """No error is logged and none is lost, unless a test takes it out of the log itself."""
    strays: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: strays.append(context))
    yield
    gc.collect(1)
    assert strays == []
    assert [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING] == []


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def server_tls(authority: Authority) -> ssl.SSLContext:
    return server_context(authority)


@pytest.fixture
def client_tls(authority: Authority) -> ssl.SSLContext:
    return client_context(authority)
