"""The hands at the keyboard: sends typed lines over one connection, one after the other.

A line is sent when it is the client's turn, so that a pasted block works against any server, also one that does not
allow pipelining; inside a message that is always so. Whose turn it is tells the same dialogue that the screen follows,
fed with what this side of the connection sees, whatever is spoken. A silent server is not waited for long.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeAlias

from heloworld.errors import ConnectError
from heloworld.lab.protocols import protocol_of
from heloworld.lab.script import Act, Connect, HangUp, Send
from heloworld.wire.client import Client
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event
from heloworld.wire.rows import Rows

Record: TypeAlias = Callable[[Event], None]
"""Receives what happens on a connection, as its client sees it."""

Dial: TypeAlias = Callable[[bool, Record], Awaitable[Client]]
"""Opens a connection; one that speaks TLS from the first byte where it is called with True."""

PATIENCE = 5.0
"""Seconds that the server's silence holds up the next line."""

_KEEP_ROWS = 1_000
"""Rows of its own record that a typist holds: it asks whose turn it is, and never what was said long ago."""


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
        self._heard = _listening()

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
        """Do something and wait for what comes of it: the whole reply, or too long a silence.

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
        self._heard = heard = _listening()
        self._client = await self._dial(tls, lambda event: heard.feed([event]))
        await self._listen(self._client)

    async def _send(self, line: bytes, ending: bytes) -> None:
        if self.client is None:
            await self._open(tls=False)
            if not line:
                return
        client = self.client
        if client is None:
            return
        await client.send(line + ending)
        await self._listen(client)

    async def _listen(self, client: Client) -> None:
        """Wait until it is the client's turn, and do what the server's last reply asks of whoever types."""
        dialogue = next(iter(self._heard.sessions.values()))
        await client.read_until(lambda _: not dialogue.awaits_reply, self._patience if dialogue.awaits_reply else 0)
        machine = protocol_of(dialogue.opened.protocol).machine
        if dialogue.state is machine.closed:
            await client.close()
        elif dialogue.state is machine.handshake and self._tls is not None:
            context, name = await asyncio.to_thread(self._tls)
            await client.start_tls(context, name)


def _listening() -> Dissector:
    """Ears for one connection."""
    return Dissector(protocol_of, Rows(keep=_KEEP_ROWS))
