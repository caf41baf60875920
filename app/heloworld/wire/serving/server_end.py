"""The server's end of a connection, for a session that is written as a coroutine: lines in, replies out, TLS.

It is the tap: every byte read or written passes `data_received` or `_flush`, inside a tunnel and out, and is recorded
there. It is the brake: a client that sends faster than it is answered waits, and so does the session of a client that
does not read. A session goes on when its client has closed its half; where the connection is lost, it finishes what it
is at and gets no more lines, so that nothing is done for somebody who has not heard the answers before it.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from heloworld.wire import starttls
from heloworld.wire.connect_errors import close_reason
from heloworld.wire.events import Address
from heloworld.wire.recorder import Recorder
from heloworld.wire.serving.endpoints import addresses, descriptor
from heloworld.wire.serving.line_buffer import LineBuffer, TooLong

__all__ = ["Idle", "Patience", "ServerEnd", "TooLong"]

log = logging.getLogger(__name__)

HIGH_WATER = 64 * 1024
"""Bytes that wait to be looked at, above which no more is read from a connection."""

BATCH = 128 * 1024
"""Bytes of replies that are collected, while there are more commands, before they are sent together."""

TURN = 100
"""Lines of one client after which others get their turn."""


class Idle(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """The client has neither sent nor read anything for too long."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long somebody is waited for, in seconds.

    Attributes:
        idle: For a client that is silent, or does not read.
        tls: For a TLS handshake.
        close: For a client that does not take part in closing; then it is cut off.
    """

    idle: float
    tls: float = 10.0
    close: float = 2.0


class ServerEnd(asyncio.Protocol):
    """One connection.

    Args:
        serve: The session. When it returns, the connection is closed.
        recorder: Takes what happens.
        patience: How long the client is waited for.
        begun: Called with the session's task when the connection is there.
        over: Called when it is over.
        implicit_tls: Whether TLS is spoken from the first byte: the session begins with `start_tls` then.

    Attributes:
        client: The client's end.
        file: The number of the connection's open file; -1 where it has none.
        tls: Whether the connection is under TLS.
        implicit_tls: Whether TLS is spoken from the first byte.
    """

    def __init__(
        self,
        serve: Callable[[ServerEnd], Awaitable[None]],
        recorder: Recorder,
        patience: Patience,
        begun: Callable[[ServerEnd, asyncio.Task[None]], None],
        over: Callable[[ServerEnd], None],
        *,
        implicit_tls: bool = False,
    ) -> None:
        self.implicit_tls = implicit_tls
        self.client: Address = ("", 0)
        self.file = -1
        self.tls = False
        self._serve, self._recorder, self._patience = serve, recorder, patience
        self._begun, self._over_to = begun, over
        self._transport: asyncio.Transport
        self._inbox = LineBuffer()
        self._replies: list[bytes] = []
        self._waiting = 0
        self._early: list[bytes] | None = None
        self._news, self._writable, self._over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._writable.set()
        self._reads, self._waits, self._is_dismissed = True, False, False
        self._turns = 0
        self._reason = ""
        self._cut_off: asyncio.TimerHandle | None = None

    # For the session

    @property
    def is_over(self) -> bool:
        """Whether there is nobody any more to send anything to."""
        return self._over.is_set() or self._transport.is_closing()

    async def line(self, limit: int) -> bytes | None:
        """The client's next line, without its end; None where there will be none.

        What was sent so far goes out before anything is waited for.

        Args:
            limit: Bytes that a line may have, its end included.

        Raises:
            TooLong: It had more.
            Idle: The client was silent for too long.
        """
        self._turns += 1
        if self._turns % TURN == 0:
            await self.flush()
            await asyncio.sleep(0)
        return await self._taken(lambda: self._inbox.line(limit))

    async def octets(self, most: int) -> bytes | None:
        """The client's next bytes, so many at most; None where there will be none. Raises `Idle` as `line` does."""
        return await self._taken(lambda: self._inbox.octets(most) or None)

    async def send(self, data: bytes) -> None:
        """Send something, soon; returns when there is room for more. To a client that is gone nothing is sent.

        Raises:
            Idle: The client did not read for too long.
        """
        self._replies.append(data)
        self._waiting += len(data)
        if self._waiting >= BATCH:
            await self.flush()

    async def flush(self) -> None:
        """Send what there is to send; returns when there is room for more.

        Raises:
            Idle: The client did not read for too long.
        """
        self._flush()
        if not self._writable.is_set():
            await self._within_patience(self._writable)

    async def start_tls(self, context: ssl.SSLContext | None) -> bool:
        """Speak TLS from here on, as `starttls` says; whether that came about. If not, the connection is cut.

        Args:
            context: What to show the client; None where there is nothing.
        """
        self._flush()
        if self.is_over:
            return False
        self._read(more=False)
        self._inbox.clear()
        self._early = []
        try:
            tunnel = await starttls.tunnel(self._transport, self, context, self._patience.tls)
        except OSError as error:
            self._reason = self._reason or starttls.failure(error)
            self._transport.abort()
            self._end()
            return False
        self._transport, self._reads, self.tls = tunnel, True, True
        self._recorder.tls_started(*starttls.agreed(tunnel))
        early, self._early = self._early, None
        for data in early:
            self.data_received(data)
        return True

    # For whoever ends it

    def hang_up(self, last_word: bytes, reason: str) -> None:
        """End the session from outside. Where it waits for its client, that hears a last word."""
        self._is_dismissed = True
        self._reason = self._reason or reason
        if self._waits and not self.is_over:
            self._replies.append(last_word)
        self._news.set()

    def give_up(self, reason: str) -> None:
        """Say why the connection will have ended, where that is not its ordinary end."""
        self._reason = self._reason or reason

    def abort(self) -> None:
        """Cut the connection."""
        if not self._over.is_set():
            self._transport.abort()

    # For asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast("asyncio.Transport", transport)
        self.client, server = addresses(transport)
        self.file = descriptor(transport)
        self._recorder.opened(self.client, server)
        if self.implicit_tls:
            starttls.hold_back(self._transport)
        self._begun(self, asyncio.get_running_loop().create_task(self._live()))

    def data_received(self, data: bytes) -> None:
        """Bytes from the client: the incoming half of the tap."""
        if self._early is not None:
            self._early.append(data)
            return
        self._recorder.bytes("client", data)
        self._inbox.feed(data)
        if len(self._inbox) > HIGH_WATER:
            self._read(more=False)
        self._news.set()

    def eof_received(self) -> bool:
        """The client has closed its half; what it sent is still answered over the other; in a tunnel there is none."""
        self._inbox.ended = True
        self._news.set()
        return not self.tls and self._early is None  # asyncio warns of a True in a tunnel, also in one just begun

    def pause_writing(self) -> None:
        """The client does not read its replies."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client reads its replies again."""
        self._writable.set()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is over."""
        self._reason = self._reason or ("" if self.tls else close_reason(error))
        self._end()

    # Inside

    async def _live(self) -> None:
        """The session, from the first word to the end of the connection."""
        try:
            await self._serve(self)
            self._flush()
        except Idle:
            self._reason = self._reason or "timeout"
            self._flush()
        except Exception:
            log.exception("a session failed")
            self._transport.abort()
        if not self._over.is_set():
            self._transport.close()
            self._cut_off = asyncio.get_running_loop().call_later(self._patience.close, self.abort)

    def _flush(self) -> None:
        """Write what there is to send: the outgoing half of the tap."""
        data = b"".join(self._replies)
        self._replies.clear()
        self._waiting = 0
        if data and not self.is_over:
            self._recorder.bytes("server", data)
            self._transport.write(data)

    async def _taken(self, take: Callable[[], bytes | None]) -> bytes | None:
        """What can be taken of what has come, as soon as there is enough of it."""
        while not self._is_dismissed and not self._over.is_set():
            self._news.clear()
            if (taken := take()) is not None:
                return taken
            await self.flush()
            if self._inbox.ended:
                return None
            self._read(more=True)
            self._waits = True
            try:
                await self._within_patience(self._news)
            finally:
                self._waits = False
        return None

    async def _within_patience(self, event: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._patience.idle):
                await event.wait()
        except TimeoutError:
            raise Idle from None

    def _read(self, *, more: bool) -> None:
        """Read on, or let TCP tell the client to wait."""
        if more is not self._reads and not self.is_over:
            self._reads = more
            self._transport.resume_reading() if more else self._transport.pause_reading()

    def _end(self) -> None:
        """The connection is over; asyncio says so once, twice or, after a failed handshake, never."""
        if self._over.is_set():
            return
        self._over.set()
        self._writable.set()
        self._news.set()
        if self._cut_off is not None:
            self._cut_off.cancel()
        self._recorder.closed(self._reason)
        self._over_to(self)
