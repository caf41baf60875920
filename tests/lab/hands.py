"""A typist at work, for servers of our own and for servers that do not behave."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from heloworld.errors import ConnectError
from heloworld.lab.script import Connect, Send
from heloworld.lab.typist import PATIENCE as TYPISTS
from heloworld.lab.typist import SLOW, Typist
from heloworld.wire import client
from heloworld.wire.events import Closed
from patience import PATIENCE

if TYPE_CHECKING:
    import ssl

    from heloworld.wire.events import Event

BY_HAND = 10.0
"""Seconds between two lines that are typed by hand."""


class Hands:
    """A typist at work, and what it was told."""

    def __init__(
        self,
        address: tuple[str, int],
        tls: Callable[[str], tuple[ssl.SSLContext, str]] | None = None,
        patience: float = TYPISTS,
        *,
        slow: float = SLOW,
        secure: Sequence[bytes] = (),
    ) -> None:
        self.errors: list[ConnectError] = []
        self.events: list[Event] = []
        self._news = asyncio.Event()
        self._now = 0.0

        async def dial(_door: str, record: Callable[[Event], None]) -> client.Client:
            def note(event: Event) -> None:
                self.events.append(event)
                record(event)
                self._news.set()

            return await client.connect(*address, record=note)

        self.typist = Typist(dial, self._tell, tls, patience=patience, slow=slow, secure=secure)
        self._task = asyncio.create_task(self.typist.run())

    def _tell(self, error: ConnectError) -> None:
        self.errors.append(error)
        self._news.set()

    def type(self, *lines: bytes | None) -> None:
        """Have lines sent, as a script does; None only connects."""
        for line in lines:
            self.typist.enter(Connect() if line is None else Send(line))

    def paste(self, *lines: bytes, after: float = BY_HAND) -> None:
        """Have the learner type lines at once, so many seconds after what was typed before."""
        self._now += after
        for line in lines:
            self.typist.enter(Send(line), typed_at=self._now)

    async def until(self, fact: Callable[[], object]) -> None:
        """Wait for a fact that comes with an event or with what is told."""
        async with asyncio.timeout(PATIENCE):
            while not fact():
                self._news.clear()
                await self._news.wait()

    async def until_told(self, count: int = 1) -> str:
        """Wait until so many errors were told; the sentence of the last."""
        await self.until(lambda: len(self.errors) >= count)
        return self.errors[-1].sentence

    async def until_closed(self) -> None:
        """Wait for the end of a connection."""
        await self.until(lambda: isinstance(self.events[-1], Closed) if self.events else False)

    async def stop(self) -> None:
        """Let go of the keyboard."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self.typist.close()


class Server:
    """A server that answers each line as it is told, and remembers what it heard on each connection.

    Args:
        answer: The reply to a line on a connection, counted from 1; empty for none, None to hang up at once.
        greeting: What it says first.
    """

    def __init__(self, answer: Callable[[int, bytes], bytes | None], greeting: bytes = b"220 hi\r\n") -> None:
        self.heard: list[list[bytes]] = []
        self._answer, self._greeting = answer, greeting
        self._news = asyncio.Event()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.heard.append([])
        number = len(self.heard)
        writer.write(self._greeting)
        while line := await reader.readline():
            self.heard[number - 1].append(line.rstrip(b"\r\n"))
            reply = self._answer(number, line.rstrip(b"\r\n"))
            self._news.set()
            if reply is None:
                break
            writer.write(reply)
            if reply.startswith(b"421"):
                break

    async def until(self, fact: Callable[[], object]) -> None:
        """Wait for a fact that comes with a line that is heard."""
        async with asyncio.timeout(PATIENCE):
            while not fact():
                self._news.clear()
                await self._news.wait()
