"""The hands at the keyboard: sends typed lines over one connection, one after the other.

A line is sent when the one before it has its reply, so that a pasted block works against any server, also one that
does not allow pipelining; inside a message lines go out at once. A server that stays silent is not waited for long.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from heloworld.errors import ConnectError
from heloworld.smtp import replies
from heloworld.wire.client import Client

Connect: TypeAlias = Callable[[], Awaitable[Client]]

PATIENCE = 5.0
"""Seconds that the server's silence holds up the next line."""


_FAREWELLS = (b"221", b"421")
"""Replies after which the server closes (RFC 5321 §4.1.1.10, §3.8): what is typed next is for a new connection."""


class Typist:
    """Types lines over a connection that it opens when it is needed.

    Args:
        connect: Opens a connection.
        tell: Told what went wrong, as an error fit for the learner.
        tls: What STARTTLS is carried out with when the learner types it, and the server's name; None leaves the
            connection as it is.
    """

    def __init__(
        self,
        connect: Connect,
        tell: Callable[[ConnectError], object],
        tls: Callable[[], tuple[ssl.SSLContext, str]] | None = None,
    ) -> None:
        self._connect = connect
        self._tell = tell
        self._tls = tls
        self._client: Client | None = None
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._in_message = False

    @property
    def client(self) -> Client | None:
        """The connection, or None while there is none."""
        return self._client if self._client is not None and not self._client.closed else None

    def enter(self, line: bytes | None) -> None:
        """Have a line sent after those before it; on a closed connection a new one is opened first.

        An empty line does nothing else on a closed connection, and None does nothing else at all.
        """
        self._lines.put_nowait(line)

    async def run(self) -> None:
        """Send what is entered, for ever."""
        while True:
            line = await self._lines.get()
            try:
                await self._type(line)
            except ConnectError as error:
                self._drop_rest()
                self._tell(error)

    async def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.close()

    def _drop_rest(self) -> None:
        """What was typed ahead for a connection that failed is not for the next one."""
        while not self._lines.empty():
            self._lines.get_nowait()

    async def _type(self, line: bytes | None) -> None:
        if self.client is None:
            self._in_message = False
            self._client = await self._connect()
            await self._client.read_until(replies.is_complete, PATIENCE)
            if not line:
                return
        client = self.client
        if client is None or line is None:
            return
        await client.send_line(line)
        if self._in_message and line != b".":
            return
        self._in_message = False
        answer = await client.read_until(replies.is_complete, PATIENCE)
        await self._after(client, line, answer or b"")

    async def _after(self, client: Client, line: bytes, answer: bytes) -> None:
        """What a reply asks of whoever types."""
        verb = line.strip().upper()
        if answer.startswith(_FAREWELLS):
            await client.close()
        elif verb == b"DATA" and answer.startswith(b"354"):
            self._in_message = True
        elif verb == b"STARTTLS" and answer.startswith(b"220") and self._tls is not None:
            context, name = await asyncio.to_thread(self._tls)
            await client.start_tls(context, name)
