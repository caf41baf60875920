"""The SMTP server's end of a connection: aiosmtpd's protocol class, tapped, with Postfix's manners.

aiosmtpd gives a connection its life: the transport, the task that greets, the idle timer, the methods that say what a
command asks for besides an answer. Ours, and why: the tap (every byte read or written passes `data_received` or
`_write`, inside TLS and out); reading (`Inbox`: half-closed clients, pipelining, limits, whole messages at once);
conversing as the bytes arrive instead of in a task, which is faster; what is answered (`Session`, by the state table,
with enhanced status codes); STARTTLS by asyncio's public calls; a delivery that a vanishing client cannot cut short;
a last word (421) before the server hangs up. This is the only file that knows aiosmtpd.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import ssl
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP

from heloworld.smtp import wording
from heloworld.smtp.inbox import Inbox, TooLong
from heloworld.smtp.letter import Deliver, Letter
from heloworld.smtp.policy import Policy
from heloworld.smtp.session import Answer, Session
from heloworld.smtp.states import State
from heloworld.wire.events import Address, Bytes, Closed, Event, Opened, TlsStarted

log = logging.getLogger(__name__)

READ_SIZE = 64 * 1024
"""Bytes read from a connection at one time. (Left to itself, asyncio asks for memory of four times that per read.)"""

HIGH_WATER = 128 * 1024
"""Bytes waiting to be looked at above which no more is read from a connection."""

TURN = 100
"""Commands of one client that are carried out before others get their turn."""

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
        buffer: What connections are read into, one at a time.
    """

    policy: Policy
    record: Callable[[Event], None]
    deliver: Deliver
    tls: Callable[[], ssl.SSLContext] | None = None
    sessions: set[LabSMTP] = field(default_factory=set)
    vacant: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: set[asyncio.Task[None]] = field(default_factory=set)
    connections: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    letters: itertools.count[int] = field(default_factory=lambda: itertools.count(time.time_ns() // 1000))
    buffer: memoryview = field(default_factory=lambda: memoryview(bytearray(READ_SIZE)))

    def __post_init__(self) -> None:
        self.vacant.set()

    def queue_id(self) -> str:
        """A name for a letter, in the form of Postfix's short ones: microseconds of the second, then a count."""
        return f"{time.time_ns() // 1000 % 1_000_000:05X}{next(self.letters) % 0x100000:05X}"


class LabSMTP(SMTP, asyncio.BufferedProtocol):
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
        self._conn = next(service.connections)
        self._talk = Session(policy, offers_tls=service.tls is not None)
        self._inbox = Inbox()
        self._outbox: list[str] = []
        self._client: Address = ("", 0)
        self._busy = True
        self._stalled = False
        self._reads = True
        self._early: list[bytes] | None = None
        self._heard_at = self.loop.time()
        self._cut_off: asyncio.TimerHandle | None = None
        self._reason = ""

    def __dir__(self) -> list[str]:
        """The methods that aiosmtpd is to find: it searches dir() on each connection, and a full one is slow."""
        return ["smtp_QUIT", "smtp_STARTTLS"]

    # The connection and its tap

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._service.sessions.add(self)
        self._service.vacant.clear()
        self._client, server = (_address(transport, name) for name in ("peername", "sockname"))
        self._record(Opened(self._conn, time.time(), "smtp", self._client, server, self._implicit_tls))
        if self._implicit_tls:
            assert isinstance(transport, asyncio.Transport)
            transport.pause_reading()
        super().connection_made(transport)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - what asyncio asks for
        """Where asyncio is to put what it reads next."""
        return self._service.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Asyncio has read something."""
        self.data_received(bytes(self._service.buffer[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """Bytes from the client: the incoming half of the tap."""
        self._heard_at = self.loop.time()
        if self._early is not None:
            self._early.append(data)
            return
        self._record(Bytes(self._conn, time.time(), "client", data, self._talk.tls))
        self._inbox.feed(data)
        self._converse()

    def eof_received(self) -> bool:
        """The client has closed its half; what it sent before is still answered, over the half that stays open."""
        self._inbox.ended = True
        self._converse()
        return not self._talk.tls

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is over."""
        self._service.sessions.discard(self)
        if not self._reason and isinstance(error, ConnectionError) and not self._talk.tls:
            self._reason = "reset"
        self._record(Closed(self._conn, time.time(), self._reason))
        if not self._service.sessions:
            self._service.vacant.set()
        if self._cut_off is not None:
            self._cut_off.cancel()
        super().connection_lost(None)

    def pause_writing(self) -> None:
        """The client does not read its replies: it gets no more of them, and no more is read from it."""
        super().pause_writing()
        self._stalled = True

    def resume_writing(self) -> None:
        """The client reads its replies again."""
        super().resume_writing()
        self._stalled = False
        self.loop.call_soon(self._converse)

    def _record(self, event: Event) -> None:
        self._service.record(event)

    def _say(self, answer: Answer) -> None:
        """Add a reply; `_flush` sends it together with what else there is (RFC 2920 §3.2)."""
        self._outbox += answer.lines

    def _flush(self) -> None:
        """Write what there is to say: the outgoing half of the tap."""
        if not self._outbox:
            return
        data = ("\r\n".join(self._outbox) + "\r\n").encode()
        self._outbox.clear()
        if self._is_open():
            self._record(Bytes(self._conn, time.time(), "server", data, self._talk.tls))
            self._writer.write(data)

    # The end

    def _is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def _timeout_cb(self) -> None:
        """The timer has run out: hang up, if the client has really been silent for so long, and not waiting for us."""
        silence = self.loop.time() - self._heard_at
        if self._busy and self._early is None:
            self._reset_timeout()
        elif silence < self._policy.idle_limit:
            self._reset_timeout(self._policy.idle_limit - silence)
        else:
            self.hang_up(wording.TIMEOUT, "timeout")

    def hang_up(self, reply: str, reason: str) -> None:
        """Say a last word of our own accord and close (RFC 5321 §3.8)."""
        if not self._is_open():
            return
        self._reason = reason
        if self._early is None:
            self._outbox.append(reply.format(hostname=self.hostname))
            self._flush()
        self._close()

    def abort(self) -> None:
        """Cut the connection."""
        self._writer.transport.abort()

    def _close(self) -> None:
        """Close politely; cut off a client that does not take part (RFC 8446 §6.1 lets it stay silent)."""
        self._writer.close()
        self._cut_off = self.loop.call_later(CLOSE_PATIENCE, self.abort)

    # The conversation

    async def _handle_client(self) -> None:
        """The task that aiosmtpd starts for a connection: it greets, and what arrives drives the rest."""
        if self._implicit_tls and not await self._start_tls(await self._context()):
            return
        if len(self._service.sessions) > self._policy.connection_limit:
            self.hang_up(wording.TOO_MANY_CONNECTIONS, "too many connections")
            return
        self._outbox.append(wording.GREETING.format(hostname=self.hostname))
        self._go_on()

    def _go_on(self) -> None:
        """What had to be waited for is done."""
        self._busy = False
        self._converse()

    def _converse(self) -> None:
        """Carry out what has arrived, as far as nothing has to be waited for, and send the replies."""
        turns = TURN
        while turns and self._can_go_on() and self._step():
            turns -= 1
        self._flush()
        if not self._can_go_on():
            self._read(more=len(self._inbox) < HIGH_WATER)
        elif not turns:
            self._busy = True
            self.loop.call_soon(self._go_on)
        elif self._inbox.ended:
            self._close()
        else:
            self._read(more=True)

    def _can_go_on(self) -> bool:
        return not self._busy and not self._stalled and self._is_open()

    def _read(self, *, more: bool) -> None:
        """Read on, or let TCP tell the client to wait."""
        if more is self._reads or (more and self._talk.state is State.TLS) or not self._is_open():
            return
        self._reads = more
        transport = self._writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.resume_reading() if more else transport.pause_reading()

    def _step(self) -> bool:
        """Carry out one command, or take one message; False where it has not all arrived."""
        try:
            return self._take_message() if self._talk.state is State.DATA else self._take_command()
        except Exception:
            log.exception("connection %d: a command could not be carried out", self._conn)
            self._say(self._talk.failed())
            return True
        finally:
            if self._talk.errors > self._policy.error_limit:
                self.hang_up(wording.TOO_MANY_ERRORS, "too many errors")

    def _take_command(self) -> bool:
        try:
            line = self._inbox.line(self._policy.command_limit)
        except TooLong:
            self._say(self._talk.line_too_long())
            return True
        if line is None:
            return False
        answer = self._talk.command(line)
        follow_up = self._smtp_methods.get("QUIT" if answer.code == 221 else answer.verb) if answer.accepted else None
        (follow_up or self._say)(answer)
        return True

    def _take_message(self) -> bool:
        try:
            content = self._inbox.message(self._policy.size_limit)
        except TooLong:
            self._say(self._talk.end_of_data(wording.TOO_BIG))
            return True
        if content is None:
            return False
        refusal = self._talk.check_text(content)
        if refusal is None:
            self._wait_for(self._deliver(self._letter(content)))
        else:
            self._say(self._talk.end_of_data(refusal))
        return True

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes time in a task of its own, which goes on even when the client leaves in the middle."""
        self._busy = True
        task = self.loop.create_task(work)
        self._service.deliveries.add(task)
        task.add_done_callback(self._service.deliveries.discard)

    async def _deliver(self, letter: Letter) -> None:
        """Have a message put into its mailboxes."""
        try:
            refusal = await self._service.deliver(letter)
        except Exception:
            log.exception("%s: the delivery failed", letter.queue_id)
            refusal = wording.OUR_FAULT
        self._heard_at = self.loop.time()
        self._say(self._talk.end_of_data(refusal or wording.QUEUED.format(queue_id=letter.queue_id)))
        self._go_on()

    def _letter(self, content: bytes) -> Letter:
        talk = self._talk
        word = "UTF8SMTP" if talk.transaction.smtputf8 else "ESMTP" if talk.extended else "SMTP"
        return Letter(
            conn=self._conn,
            queue_id=self._service.queue_id(),
            at=time.time(),
            client=self._client[0],
            helo=talk.helo,
            protocol=word + ("S" if talk.tls and word != "SMTP" else ""),
            sender=talk.transaction.sender,
            recipients=tuple((path, user) for user, path in talk.transaction.recipients.items()),
            content=content,
        )

    # What two commands ask for besides an answer; aiosmtpd finds these methods by their names

    def smtp_QUIT(self, answer: Answer) -> None:
        """Close."""
        self._say(answer)
        self._flush()
        self._close()

    def smtp_STARTTLS(self, answer: Answer) -> None:
        """Read nothing more in the clear, and shake hands."""
        self._read(more=False)
        self._wait_for(self._change_to_tls(answer))

    # TLS

    async def _change_to_tls(self, answer: Answer) -> None:
        """Shake hands, or say that there are no certificates to be had."""
        context = await self._context()
        if context is None:
            self._say(self._talk.tls_failed())
        else:
            self._say(answer)
            self._flush()
            await self._start_tls(context)
        self._go_on()

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
        except OSError as error:
            self._reason = self._reason or f"TLS handshake failed: {_reason(error)}"
            self.abort()
            return False
        self.transport = transport = self._writer.transport
        self._reads = True
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


def _reason(error: OSError) -> str:
    """Why a handshake failed: OpenSSL's word for it, in lower case, or that the client went away."""
    word = getattr(error, "reason", None)
    return str(word).lower().replace("_", " ") if word else "cut off"
