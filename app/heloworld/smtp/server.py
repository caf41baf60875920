"""The SMTP server's end of a connection: aiosmtpd's protocol class, tapped, with Postfix's manners.

aiosmtpd gives a connection its life: the transport, the task that converses, the idle timer, the dispatch to what a
command does. Ours, and why: the tap (every byte read or written passes `data_received` or `_write`, inside TLS and
out); reading (`Inbox`: half-closed clients, pipelining, limits, whole messages at once); what is answered (`Session`,
by the state table, with enhanced status codes); STARTTLS by asyncio's public calls; a delivery that a vanishing
client cannot cut short; a last word (421) before the server hangs up. This is the only file that knows aiosmtpd.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP

from heloworld.smtp import wording
from heloworld.smtp.inbox import EndOfStream, Inbox, LineTooLong
from heloworld.smtp.letter import Deliver, Letter
from heloworld.smtp.policy import Policy
from heloworld.smtp.session import Answer, Session
from heloworld.wire.events import Address, Bytes, Closed, Event, Opened, TlsStarted

log = logging.getLogger(__name__)

TLS_PATIENCE = 10.0
"""Seconds that a TLS handshake may take."""

CLOSE_PATIENCE = 2.0
"""Seconds after which a client that does not take part in closing is cut off."""


@dataclass(slots=True)
class Service:
    """What all sessions of a server share.

    Attributes:
        policy: What is allowed.
        record: Takes the events, in the order in which they happen.
        deliver: Puts accepted letters into mailboxes.
        tls: Makes the TLS context when one is first needed; None where the server offers no TLS.
        sessions: The live sessions.
        vacant: Set while there is none.
        deliveries: The deliveries under way.
    """

    policy: Policy
    record: Callable[[Event], None]
    deliver: Deliver
    tls: Callable[[], ssl.SSLContext] | None = None
    sessions: set[LabSMTP] = field(default_factory=set)
    vacant: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: set[asyncio.Future[str | None]] = field(default_factory=set)
    connections: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    letters: itertools.count[int] = field(default_factory=lambda: itertools.count(time.time_ns() // 1000))

    def __post_init__(self) -> None:
        self.vacant.set()

    def queue_id(self) -> str:
        """A name for a letter, in the form of Postfix's short ones: microseconds of the second, then a count."""
        return f"{time.time_ns() // 1000 % 1_000_000:05X}{next(self.letters) % 0x100000:05X}"


class LabSMTP(SMTP):
    """One session.

    Args:
        service: What all sessions share.
        implicit_tls: Whether TLS is spoken from the first byte.
    """

    def __init__(self, service: Service, *, implicit_tls: bool = False) -> None:
        policy = service.policy
        super().__init__(
            None,
            hostname=policy.hostname,
            enable_SMTPUTF8=True,
            timeout=policy.idle_limit,
            loop=asyncio.get_running_loop(),
        )
        self._service = service
        self._policy = policy
        self._implicit_tls = implicit_tls
        self._talk = Session(policy, offers_tls=service.tls is not None)
        self._conn = next(service.connections)
        self._inbox: Inbox
        self._outbox: list[str] = []
        self._early: list[bytes] | None = None
        self._reason = ""

    def __dir__(self) -> list[str]:
        """The methods that aiosmtpd is to find: it searches dir() on each connection, and a full one is slow."""
        return ["smtp_DATA", "smtp_QUIT", "smtp_STARTTLS"]

    # The connection and its tap

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        assert isinstance(transport, asyncio.Transport)
        self._inbox = Inbox(transport)
        self._service.sessions.add(self)
        self._service.vacant.clear()
        client, server = (_address(transport, name) for name in ("peername", "sockname"))
        self._record(Opened(self._conn, time.time(), "smtp", client, server, self._implicit_tls))
        if self._implicit_tls:
            transport.pause_reading()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Bytes from the client: the incoming half of the tap."""
        self._reset_timeout()
        if self._early is not None:
            self._early.append(data)
            return
        self._record(Bytes(self._conn, time.time(), "client", data, self._talk.tls))
        self._inbox.feed(data)

    def eof_received(self) -> bool:
        """The client has closed its half; what it sent before is still answered, over the half that stays open."""
        self._inbox.feed_eof()
        return not self._talk.tls

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is over."""
        self._service.sessions.discard(self)
        if not self._reason and isinstance(error, ConnectionResetError) and not self._talk.tls:
            self._reason = "reset"
        self._record(Closed(self._conn, time.time(), self._reason))
        if not self._service.sessions:
            self._service.vacant.set()
        super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        """Add a line of a reply; `_flush` sends it together with what else there is (RFC 2920 §3.2)."""
        self._outbox.append(status if isinstance(status, str) else status.decode("utf-8"))

    async def _flush(self) -> None:
        """Write what there is to say: the outgoing half of the tap."""
        if not self._outbox:
            return
        data = "".join(f"{line}\r\n" for line in self._outbox).encode("utf-8", "surrogateescape")
        self._outbox.clear()
        self._write(data)
        await self._writer.drain()

    def _write(self, data: bytes) -> None:
        self._record(Bytes(self._conn, time.time(), "server", data, self._talk.tls))
        self._writer.write(data)

    def _record(self, event: Event) -> None:
        self._service.record(event)

    def _timeout_cb(self) -> None:
        self.hang_up(wording.TIMEOUT, "timeout")

    def hang_up(self, reply: str, reason: str) -> None:
        """Say a last word of our own accord and close (RFC 5321 §3.8)."""
        if self.transport is None or self.transport.is_closing():
            return
        self._reason = reason
        if self._early is None:
            self._write(f"{reply.format(hostname=self.hostname)}\r\n".encode())
        self._close()

    def abort(self) -> None:
        """Cut the connection."""
        self._inbox.transport.abort()

    def _close(self) -> None:
        """Close politely; cut off a client that does not take part (RFC 8446 §6.1 lets it stay silent)."""
        self._writer.close()
        self.loop.call_later(CLOSE_PATIENCE, self.abort)

    # The conversation

    async def _handle_client(self) -> None:
        """The connection's task, started by aiosmtpd."""
        try:
            if self._implicit_tls and not await self._start_tls(await self._context()):
                return
            if len(self._service.sessions) > self._policy.connection_limit:
                self.hang_up(wording.TOO_MANY_CONNECTIONS, "too many connections")
                return
            await self.push(wording.GREETING.format(hostname=self.hostname))
            while self.transport is not None and not self.transport.is_closing():
                await self._exchange()
        except (EndOfStream, ConnectionError) as end:
            log.debug("connection %d: %r", self._conn, end)
        finally:
            if self.transport is not None and not self.transport.is_closing():
                self._close()

    async def _exchange(self) -> None:
        """One command and what comes of it."""
        if not self._inbox.has_line():
            await self._flush()
        verb = ""
        try:
            answer = self._talk.command(await self._inbox.line(self._policy.command_limit))
            verb = answer.verb
            follow_up = self._smtp_methods.get("QUIT" if answer.code == 221 else verb) if answer.accepted else None
            if follow_up is None:
                await self._answer(answer)
            else:
                await follow_up(answer)
        except LineTooLong:
            await self._answer(self._talk.line_too_long())
        except (EndOfStream, ConnectionError):
            raise
        except Exception:
            log.exception("connection %d: %s could not be carried out", self._conn, verb)
            await self._answer(self._talk.failed(verb))
        if self._talk.errors > self._policy.error_limit:
            await self._flush()
            self.hang_up(wording.TOO_MANY_ERRORS, "too many errors")

    async def _answer(self, answer: Answer) -> None:
        for line in answer.lines:
            await self.push(line)

    # What three commands ask for besides an answer; aiosmtpd finds these methods by their names

    async def smtp_DATA(self, answer: Answer) -> None:
        """Read the message and deliver it."""
        await self._answer(answer)
        await self._flush()
        content = await self._inbox.message(self._policy.size_limit)
        refusal = self._talk.check_text(content)
        try:
            reply = refusal or await self._deliver(content or b"")
        except Exception:
            log.exception("connection %d: a delivery failed", self._conn)
            reply = wording.OUR_FAULT
        await self._answer(self._talk.end_of_data(reply))

    async def _deliver(self, content: bytes) -> str:
        """Have the message delivered; this goes on even when the client leaves in the middle."""
        letter = self._letter(content)
        delivery = asyncio.ensure_future(self._service.deliver(letter))
        self._service.deliveries.add(delivery)
        delivery.add_done_callback(self._service.deliveries.discard)
        self._stop_timer()
        refusal = await asyncio.shield(delivery)
        self._reset_timeout()
        return refusal or wording.QUEUED.format(queue_id=letter.queue_id)

    def _stop_timer(self) -> None:
        """The time that the server itself needs is not the client's idling."""
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()

    def _letter(self, content: bytes) -> Letter:
        talk = self._talk
        word = "UTF8SMTP" if talk.transaction.smtputf8 else "ESMTP" if talk.extended else "SMTP"
        return Letter(
            conn=self._conn,
            queue_id=self._service.queue_id(),
            at=time.time(),
            client=_address(self._inbox.transport, "peername")[0],
            helo=talk.helo,
            protocol=word + ("S" if talk.tls and word != "SMTP" else ""),
            sender=talk.transaction.sender,
            recipients=tuple((path, user) for user, path in talk.transaction.recipients.items()),
            content=content,
        )

    async def smtp_QUIT(self, answer: Answer) -> None:
        """Close."""
        await self._answer(answer)
        await self._flush()
        self._close()

    async def smtp_STARTTLS(self, answer: Answer) -> None:
        """Shake hands, or say that there are no certificates to be had."""
        self._inbox.transport.pause_reading()
        context = await self._context()
        if context is None:
            self._inbox.transport.resume_reading()
            await self._answer(self._talk.tls_failed())
            return
        await self._answer(answer)
        await self._flush()
        await self._start_tls(context)

    # TLS

    async def _context(self) -> ssl.SSLContext | None:
        """The TLS context; None where it cannot be made."""
        assert self._service.tls is not None
        try:
            return await asyncio.to_thread(self._service.tls)
        except Exception:
            log.exception("no TLS context could be made")
            return None

    async def _start_tls(self, context: ssl.SSLContext | None) -> bool:
        """Shake hands. What came in the clear and was not yet read is forgotten (RFC 3207 §4.2).

        The transport is paused until asyncio has put the tunnel under it, so that nothing is read in the clear any
        more. Bytes can arrive through the tunnel before `start_tls` returns; they wait in ``_early``, so that nothing
        is answered outside the tunnel and the transcript keeps its order.
        """
        self._inbox.clear()
        self._early = []
        try:
            if context is None:
                raise ssl.SSLError("no context")
            await self._writer.start_tls(context, ssl_handshake_timeout=TLS_PATIENCE)
        except (OSError, ssl.SSLError) as error:
            self._reason = f"TLS handshake failed: {getattr(error, 'reason', None) or error or 'cut off'}"
            self.abort()
            return False
        transport = self._writer.transport
        assert isinstance(transport, asyncio.Transport)
        self.transport = self._inbox.transport = transport
        self._talk.tls_started()
        tunnel: Any = transport.get_extra_info("ssl_object")
        self._record(TlsStarted(self._conn, time.time(), tunnel.version(), tunnel.cipher()[0]))
        early, self._early = self._early, None
        for data in early:
            self.data_received(data)
        return True


def _address(transport: asyncio.BaseTransport, name: str) -> Address:
    """One end of a connection; of an IPv6 address only host and port."""
    host, port, *_ = transport.get_extra_info(name) or ("", 0)
    return str(host), int(port)
