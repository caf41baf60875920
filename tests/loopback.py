"""Servers on loopback, in the loop of the test: a caller that says exactly what a test wants, and what the tap saw."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

import pytest

from heloworld.lab.certificates import Authority, client_context, server_context
from heloworld.wire.events import Address, Bytes, Closed, Event
from patience import PATIENCE

NAME = "mail.harbour.test"

P = ParamSpec("P")
C = TypeVar("C", bound="Caller")
L = TypeVar("L", bound="Listener")
H = TypeVar("H", bound="House[Any, Any]")


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


class Listener(Protocol):
    """A server, as far as it can be opened and closed."""

    async def open(self, host: str, port: int, *, implicit_tls: bool = False) -> Address: ...

    async def close(self) -> None: ...


class House(Facts, Generic[C, L]):
    """A running server, its callers, and all that it did; each protocol's tests say which server that is.

    Attributes:
        listener: The server.
        port: Where it listens.
        tls_port: Where it listens for TLS from the first byte; 0 where it does not.
    """

    listener: L

    def __init__(self, caller: type[C], tls: ssl.SSLContext | None) -> None:
        super().__init__()
        self.port = self.tls_port = 0
        self._caller, self._tls = caller, tls
        self._callers: list[C] = []

    def make_tls(self) -> Callable[[], ssl.SSLContext] | None:
        """What the server makes its TLS context with."""
        tls = self._tls
        return None if tls is None else lambda: tls

    async def open(self) -> None:
        _, self.port = await self.listener.open("127.0.0.1", 0)
        if self._tls is not None:
            _, self.tls_port = await self.listener.open("127.0.0.1", 0, implicit_tls=True)

    async def call(self, port: int | None = None, *, tls: ssl.SSLContext | None = None, local: str | None = None) -> C:
        """Connect, perhaps from a certain address; the server's greeting is still to come."""
        streams = await asyncio.open_connection(
            "127.0.0.1",
            port or self.port,
            ssl=tls,
            server_hostname=NAME if tls else None,
            local_addr=None if local is None else (local, 0),
        )
        self._callers.append(self._caller(*streams))
        return self._callers[-1]

    async def is_well(self) -> bool:
        """Whether somebody else is still served."""
        raise NotImplementedError

    async def close(self) -> None:
        for caller in self._callers:
            caller.writer.transport.abort()
        await self.listener.close()


@contextlib.asynccontextmanager
async def opener(make: Callable[P, H]) -> AsyncIterator[Callable[P, Coroutine[Any, Any, H]]]:
    """Starts servers, and ends them."""
    houses: list[H] = []

    async def start(*args: P.args, **kwargs: P.kwargs) -> H:
        house = make(*args, **kwargs)
        houses.append(house)
        await house.open()
        return house

    yield start
    for house in houses:
        await house.close()


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


def greet_and_leave(port: int, context: ssl.SSLContext) -> None:
    """Shake hands at a door of TLS, and say with the handshake's last word that nothing will come.

    Args:
        port: The door, on loopback.
        context: What the client believes.
    """
    heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
    tunnel = context.wrap_bio(heard, said, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as pipe:
        while True:
            try:
                tunnel.do_handshake()
                break
            except ssl.SSLWantReadError:
                pipe.sendall(said.read())
                heard.write(pipe.recv(1 << 16))
        with contextlib.suppress(ssl.SSLWantReadError):
            tunnel.unwrap()
        pipe.sendall(said.read())
        with contextlib.suppress(ConnectionError):
            while pipe.recv(1 << 16):
                """What the server says is of no interest."""
