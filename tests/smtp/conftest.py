"""A server on loopback, in the loop of the test, and callers that say exactly what a test wants."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import pytest

from heloworld.lab.certificates import Authority, client_context, server_context
from heloworld.smtp.letter import Deliver, Letter
from heloworld.smtp.listener import Listener
from heloworld.smtp.policy import Policy
from heloworld.smtp.service import CLOSE_PATIENCE, TLS_PATIENCE, Service
from heloworld.wire.events import Bytes, Closed, Event
from patience import PATIENCE

GREETING = "220 mail.harbour.test ESMTP"
NAME = "mail.harbour.test"


class Caller:
    """A client: bytes out, replies in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def reply(self) -> list[str]:
        """The lines of the next reply."""
        lines: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while not lines or lines[-1][3:4] == "-":
                line = await self.reader.readuntil(b"\r\n")
                lines.append(line[:-2].decode())
        return lines

    async def say(self, *lines: str) -> list[str]:
        """Send lines, each after the reply to the one before; the last line of each reply."""
        replies = []
        for line in lines:
            self.writer.write(f"{line}\r\n".encode())
            replies.append((await self.reply())[-1])
        return replies

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        async with asyncio.timeout(PATIENCE):
            await self.writer.drain()

    async def rest(self) -> bytes:
        """Everything that still comes, up to the end."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    async def begin(self, hello: str = "EHLO client.test") -> None:
        """Say hello."""
        assert await self.reply() == [GREETING]
        assert (await self.say(hello))[0].startswith("250")

    async def ask_to_send(self, *recipients: str, sender: str = "dora@island.test") -> None:
        """Everything up to the 354."""
        envelope = [f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{each}>" for each in recipients or ["ana@harbour.test"])]
        replies = await self.say(*envelope, "DATA")
        assert [reply[:3] for reply in replies] == ["250"] * len(envelope) + ["354"]

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


class House:
    """A running server, and all that it did."""

    def __init__(
        self,
        policy: Policy,
        deliver: Deliver | None,
        tls: ssl.SSLContext | None,
        *,
        tls_patience: float = TLS_PATIENCE,
        close_patience: float = CLOSE_PATIENCE,
    ) -> None:
        self.letters: list[Letter] = []
        self.events: list[Event] = []
        self.port = self.tls_port = 0
        self._news = asyncio.Event()
        self._callers: list[Caller] = []
        context = None if tls is None else lambda: tls
        self.listener = Listener(
            Service(policy, self._record, deliver or self._keep, context, tls_patience, close_patience)
        )

    def _record(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    async def _keep(self, letter: Letter) -> None:
        self.letters.append(letter)

    @property
    def contents(self) -> list[bytes]:
        """The text of each letter that was delivered."""
        return [letter.content for letter in self.letters]

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

    async def call(
        self, port: int | None = None, *, tls: ssl.SSLContext | None = None, local: str | None = None
    ) -> Caller:
        """Connect, perhaps from a certain address; the server's greeting is still to come."""
        name = NAME if tls else None
        here = None if local is None else (local, 0)
        streams = await asyncio.open_connection(
            "127.0.0.1", port or self.port, ssl=tls, server_hostname=name, local_addr=here
        )
        self._callers.append(Caller(*streams))
        return self._callers[-1]

    async def is_well(self) -> bool:
        """Whether a mail still goes through."""
        before = len(self.letters)
        caller = await self.call()
        await caller.begin()
        await caller.ask_to_send()
        replies = await caller.say("still here?\r\n.", "QUIT")
        return replies[0].startswith("250 2.0.0 Ok: queued as") and len(self.letters) == before + 1

    async def close(self) -> None:
        for caller in self._callers:
            caller.writer.transport.abort()
        await self.listener.close()


class Open(Protocol):
    """Starts a server."""

    async def __call__(
        self,
        policy: Policy = ...,
        deliver: Deliver | None = ...,
        tls: ssl.SSLContext | None = ...,
        *,
        tls_patience: float = ...,
        close_patience: float = ...,
    ) -> House: ...


@pytest.fixture
async def nothing_goes_wrong_unseen(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """No error is logged and none is lost, unless a test takes it out of the log itself."""
    strays: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: strays.append(context))
    yield
    gc.collect(1)
    assert strays == []
    assert [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING] == []


@pytest.fixture
async def opened(nothing_goes_wrong_unseen: None) -> AsyncIterator[Open]:
    """Starts servers, and ends them."""
    houses: list[House] = []

    async def start(
        policy: Policy | None = None,
        deliver: Deliver | None = None,
        tls: ssl.SSLContext | None = None,
        *,
        tls_patience: float = TLS_PATIENCE,
        close_patience: float = CLOSE_PATIENCE,
    ) -> House:
        house = House(policy or Policy(), deliver, tls, tls_patience=tls_patience, close_patience=close_patience)
        houses.append(house)
        _, house.port = await house.listener.open("127.0.0.1", 0)
        if tls is not None:
            _, house.tls_port = await house.listener.open("127.0.0.1", 0, implicit_tls=True)
        return house

    yield start
    for house in houses:
        await house.close()


@pytest.fixture
async def house(opened: Open) -> House:
    """A server with the usual policy, without TLS."""
    return await opened()


@pytest.fixture
async def safe_house(opened: Open, server_tls: ssl.SSLContext) -> House:
    """A server with TLS on both ports."""
    return await opened(tls=server_tls)


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def server_tls(authority: Authority) -> ssl.SSLContext:
    return server_context(authority)


@pytest.fixture
def client_tls(authority: Authority) -> ssl.SSLContext:
    return client_context(authority)
