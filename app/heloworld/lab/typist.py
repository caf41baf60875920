"""The hands at the keyboard: sends typed lines over one connection, one after the other.

A line is sent when the one before it has its reply, so that a pasted block works against any server, also one that
does not allow pipelining; inside a message lines go out at once. A server that stays silent is not waited for long.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeAlias

from heloworld.errors import ConnectError
from heloworld.lab.script import CRLF, Act, Connect, HangUp, Send
from heloworld.smtp import replies
from heloworld.wire.client import Client

Dial: TypeAlias = Callable[[bool], Awaitable[Client]]
"""Opens a connection; one that speaks TLS from the first byte where it is called with True."""

PATIENCE = 5.0
"""Seconds that the server's silence holds up the next line."""

_LONE_DOT = b".\r\n"
"""What ends a message, behind a CRLF and nothing else (RFC 5321 §4.1.1.4): a bare LF, before it or in it, spoils it."""

_FAREWELLS = (b"221", b"421")
"""Replies after which the server closes (RFC 5321 §4.1.1.10, §3.8): what is typed next is for a new connection."""


class Typist:
    """Types lines over a connection that it opens when it is needed.

    Acts are either entered, and carried out by `run` one after the other, or performed at once; not both.

    Args:
        dial: Opens a connection.
        tell: Told what went wrong with what was entered, as an error fit for the learner.
        tls: What STARTTLS is carried out with when the learner types it, and the server's name; None leaves the
            connection as it is.
        patience: Seconds that the server's silence holds up the next line.
    """

    def __init__(
        self,
        dial: Dial,
        tell: Callable[[ConnectError], object],
        tls: Callable[[], tuple[ssl.SSLContext, str]] | None = None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._dial = dial
        self._patience = patience
        self._tell = tell
        self._tls = tls
        self._client: Client | None = None
        self._acts: asyncio.Queue[tuple[Act, Future[None]]] = asyncio.Queue()
        self._in_message = False
        self._at_line_start = True

    @property
    def client(self) -> Client | None:
        """The connection, or None while there is none."""
        return self._client if self._client is not None and not self._client.closed else None

    def enter(self, act: Act, done: Future[None] | None = None) -> None:
        """Have something done after what was entered before; whose hand an act names is not looked at.

        Args:
            act: What to do.
            done: Gets its result when it is done, or a `ConnectError`; is cancelled where it is dropped. An act whose
                future has been cancelled before its turn is not done.
        """
        self._acts.put_nowait((act, Future() if done is None else done))

    async def run(self) -> None:
        """Do what is entered, for ever."""
        while True:
            act, done = await self._acts.get()
            if not done.set_running_or_notify_cancel():
                continue
            try:
                await self.perform(act)
            except ConnectError as error:
                self.forget()
                self._tell(error)
                done.set_exception(error)
            except asyncio.CancelledError:
                done.set_exception(ConnectError("The connection was closed before this was done."))
                raise
            else:
                done.set_result(None)

    async def perform(self, act: Act) -> None:
        """Do something and wait for what comes of it: the whole reply, or its patience with silence is over.

        Raises:
            ConnectError: There is no connection to be had, or it broke.
        """
        match act:
            case Send(line=line, ending=ending):
                await self._send(line, ending)
            case Connect(tls=tls):
                await self._open(tls=tls)
            case HangUp():
                await self.close()

    async def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.close()

    def forget(self) -> None:
        """What was entered ahead is not for the next connection."""
        while not self._acts.empty():
            _, done = self._acts.get_nowait()
            done.cancel()

    async def _open(self, *, tls: bool) -> None:
        """Have a connection, and the server's greeting."""
        if self.client is not None and (self.client.tls_version is not None or not tls):
            return
        await self.close()
        self._in_message, self._at_line_start = False, True
        self._client = await self._dial(tls)
        await self._client.read_until(replies.is_complete, self._patience)

    async def _send(self, line: bytes, ending: bytes) -> None:
        if self.client is None:
            await self._open(tls=False)
            if not line:
                return
        client = self.client
        if client is None:
            return
        is_end = self._at_line_start and line + ending == _LONE_DOT
        self._at_line_start = ending == CRLF
        await client.send(line + ending)
        if self._in_message and not is_end:
            return
        self._in_message = False
        answer = await client.read_until(replies.is_complete, self._patience)
        await self._after(client, line, answer or b"")

    async def _after(self, client: Client, line: bytes, answer: bytes) -> None:
        """What a reply asks of whoever types."""
        verb = line.strip().upper()
        if answer.startswith(_FAREWELLS):
            await client.close()
        elif verb == b"DATA" and answer.startswith(b"354"):
            self._in_message = self._at_line_start = True
        elif verb == b"STARTTLS" and answer.startswith(b"220") and self._tls is not None:
            context, name = await asyncio.to_thread(self._tls)
            await client.start_tls(context, name)
