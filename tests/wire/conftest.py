"""Peers for the client: real sockets on loopback that do exactly what a test says."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeAlias

import pytest
from hypothesis import settings

from heloworld.lab.certificates import Authority, client_context, server_context
from heloworld.wire.client import Client, connect
from heloworld.wire.events import Bytes, Event
from talking import Talk, servers

settings.register_profile("no deadline", deadline=None)  # machines that test are busy machines
settings.load_profile("no deadline")

Serve: TypeAlias = Callable[..., Awaitable[int]]
Join: TypeAlias = Callable[..., Awaitable[tuple[Client, socket.socket]]]


class Log(list[Event]):
    """Events in order, to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._news = asyncio.Event()

    def record(self, event: Event) -> None:
        self.append(event)
        self._news.set()

    def received(self) -> bytes:
        return b"".join(event.data for event in self if isinstance(event, Bytes) and event.source == "server")

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                self._news.clear()
                await self._news.wait()


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture(autouse=True)
async def no_stray_errors() -> AsyncIterator[None]:
    """Nothing may go wrong behind the back of a test."""
    strays: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: strays.append(context))
    yield
    assert strays == []


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A listening socket that the test itself accepts from."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


@pytest.fixture
async def join(listener: socket.socket) -> AsyncIterator[Join]:
    """Makes a client in plaintext and gives the other end as a socket."""
    clients: list[Client] = []
    ends: list[socket.socket] = []

    async def make(
        record: Callable[[Event], None] | None = None, conn: int = 1, protocol: str = "smtp"
    ) -> tuple[Client, socket.socket]:
        port = listener.getsockname()[1]
        client = await connect("127.0.0.1", port, record=record, conn=conn, protocol=protocol)
        end, _ = listener.accept()
        end.setblocking(False)
        clients.append(client)
        ends.append(end)
        return client, end

    yield make
    for end in ends:
        end.close()
    for client in clients:
        await client.close()


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server that talks as it is told, with or without TLS, and gives its port."""
    async with servers() as start:

        async def port_of(talk: Talk, tls: ssl.SSLContext | None = None) -> int:
            async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await talk(reader, writer)
                writer.transport.abort()

            _, port = await start(session, tls)
            return port

        yield port_of


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def server_tls(authority: Authority) -> ssl.SSLContext:
    return server_context(authority)


@pytest.fixture
def client_tls(authority: Authority) -> ssl.SSLContext:
    return client_context(authority)
