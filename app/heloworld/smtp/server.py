"""The SMTP server's end of a connection: aiosmtpd's protocol class, tapped, with Postfix's manners.

aiosmtpd gives a connection its life: the transport, the task that greets, the idle timer. Ours, and why: the tap
(every byte read or written passes `data_received` or `_flush`, inside TLS and out); a `Conversation` that goes on as
the bytes arrive instead of in a task, which is faster, answers a half-closed client, and knows no exception texts;
STARTTLS by asyncio's public calls; a delivery that a vanishing client cannot cut short; a last word (421) before the
server hangs up. This is the only file that knows aiosmtpd.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Coroutine
from typing import Any

from aiosmtpd.smtp import SMTP

from heloworld.smtp import wording
from heloworld.smtp.conversation import Conversation, Todo
from heloworld.smtp.login.access import OPEN, Access
from heloworld.smtp.service import Service
from heloworld.wire import starttls
from heloworld.wire.events import Address, Bytes, Closed, TlsStarted
from heloworld.wire.serving.admission import Full
from heloworld.wire.serving.endpoints import addresses, descriptor

HIGH_WATER = 128 * 1024
"""Bytes waiting to be looked at above which no more is read from a connection."""

TURN = 100
"""Commands of one client that are carried out before others get their turn."""

_SENT_AWAY = {Full.ALL: wording.TOO_MANY_CONNECTIONS, Full.CLIENT: wording.TOO_MANY_OF_CLIENT}


class LabSMTP(SMTP, asyncio.BufferedProtocol):
    """One session.

    Args:
        service: What all sessions share.
        access: What is asked before mail is taken.
        implicit_tls: Whether TLS is spoken from the first byte.
    """

    def __init__(self, service: Service, access: Access = OPEN, *, implicit_tls: bool = False) -> None:
        policy, loop = service.policy, asyncio.get_running_loop()
        super().__init__(None, hostname=policy.hostname, timeout=policy.idle_limit, loop=loop)
        self.is_delivering = False
        self._service = service
        self._conn, self._implicit_tls = next(service.connections), implicit_tls
        self._client: Address = ("", 0)
        self._talk = Conversation(
            policy,
            offers_tls=service.tls is not None,
            refusals=service.refusals,
            access=access,
            screen=lambda sender, recipient: service.screen(self._client[0], sender, recipient),
            inquires=service.inquire is not None,
        )
        self._busy, self._stalled, self._reads = True, False, True
        self._early: list[bytes] | None = [] if implicit_tls else None
        self._heard_at, self._reason = loop.time(), ""
        self._handshakes: set[asyncio.Task[None]] = set()
        self._cut_off: asyncio.TimerHandle | None = None
        self._refusal: Full | None = None

    def __dir__(self) -> list[str]:
        """Nothing for aiosmtpd to find: on each connection it searches dir() for commands, and a full one is slow."""
        return []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected; one that does little but connect is not heard."""
        self._client, server = addresses(transport)
        if not self._service.pace.may_connect(self._client[0]):
            transport.close()
            return
        self._refusal = self._service.enter(self, self._client[0], descriptor(transport))
        self._talk.session.meet(self._client[0], self._service.refusals.of(self._client[0]))
        self._client = self._service.opened(self._conn, self._client, server, implicit_tls=self._implicit_tls)
        super().connection_made(transport)
        if self._implicit_tls:
            starttls.hold_back(self._pipe())

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - what asyncio asks for
        """Where asyncio is to put what it reads next."""
        return self._service.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Asyncio has read something."""
        try:
            self.data_received(bytes(self._service.buffer[:nbytes]))
        except MemoryError:
            self._service.out_of_memory(self)

    def data_received(self, data: bytes) -> None:
        """Bytes from the client: the incoming half of the tap."""
        self._heard_at = self.loop.time()
        if self._early is not None:
            self._early.append(data)
            return
        self._service.record(Bytes(self._conn, time.time(), "client", data, self._talk.session.tls))
        self._talk.inbox.feed(data)
        self._converse()
        self._service.memory.holds(self._talk.inbox, self._client[0], self._talk.inbox.held)

    def eof_received(self) -> bool:
        """The client has closed its half; what it sent is still answered over the other; in a tunnel there is none."""
        is_tls = self._talk.session.tls or self._early is not None  # before the session may end and forget it
        self._talk.inbox.ended = True
        self._converse()
        return not is_tls

    def pause_writing(self) -> None:
        """The client does not read its replies: it gets no more of them, and no more is read from it."""
        super().pause_writing()
        self._stalled = True

    def resume_writing(self) -> None:
        """The client reads its replies again."""
        super().resume_writing()
        self._stalled = False
        self.loop.call_soon(self._converse)

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is over; called again, at most, after a handshake that failed."""
        if self not in self._service.sessions:
            return
        self._service.memory.throw_away(self._talk.inbox)
        self._talk.session.refusals.end()
        self._service.leave(self)
        is_reset = isinstance(error, ConnectionError) and not self._talk.session.tls
        self._service.record(Closed(self._conn, time.time(), self._reason or ("reset" if is_reset else "")))
        if self._cut_off is not None:
            self._cut_off.cancel()
        super().connection_lost(None)

    def _pipe(self) -> asyncio.Transport:
        """The transport: TCP's, or TLS's once there is a tunnel."""
        assert isinstance(self.transport, asyncio.Transport)
        return self.transport

    def _is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def _flush(self) -> None:
        """Write what there is to say: the outgoing half of the tap."""
        data = self._talk.hand_over()
        if data and self._is_open():
            self._service.record(Bytes(self._conn, time.time(), "server", data, self._talk.session.tls))
            self._pipe().write(data)

    def _read(self, *, more: bool) -> None:
        """Read on, or let TCP tell the client to wait."""
        if more is not self._reads and self._is_open():
            self._reads = more
            self._pipe().resume_reading() if more else self._pipe().pause_reading()

    def _timeout_cb(self) -> None:
        """The timer has run out: hang up, if the client has really been silent for so long, and not waiting for us."""
        limit, silence = self._service.policy.idle_limit, self.loop.time() - self._heard_at
        if self._busy:
            self._reset_timeout()
        elif silence < limit:
            self._reset_timeout(limit - silence)
        else:
            self.hang_up(wording.TIMEOUT, "timeout")

    def hang_up(self, reply: str, reason: str) -> None:
        """Say a last word of our own accord and close (RFC 5321 §3.8)."""
        if not self._is_open():
            return
        self._reason = reason
        if self._early is None:
            self._talk.replies.append(reply.format(hostname=self.hostname, client=self._client[0]))
            self._flush()
        self._close()

    def abort(self) -> None:
        """Cut the connection."""
        if self.transport is not None:
            self._pipe().abort()

    def _close(self) -> None:
        """Close politely; cut off a client that does not take part (RFC 8446 §6.1 lets it stay silent)."""
        self._pipe().close()
        self._cut_off = self.loop.call_later(self._service.close_patience, self.abort)

    async def _handle_client(self) -> None:
        """The task that aiosmtpd starts for a connection: it greets, and what arrives drives the rest."""
        if self._refusal is not None:
            self.hang_up(_SENT_AWAY[self._refusal], "too many connections")
            return
        if self._implicit_tls and not await self._start_tls(await starttls.context(self._service.tls)):
            return
        self._talk.replies.append(wording.GREETING.format(hostname=self.hostname))
        self._go_on()

    def _go_on(self) -> None:
        """What had to be waited for is done, and the client's silence counts from now on."""
        self._busy, self._heard_at = False, self.loop.time()
        self._converse()

    def _converse(self) -> None:
        """Carry out what has arrived, as far as nothing has to be waited for, and send the replies."""
        todo, turns = Todo.GO_ON, TURN if self._busy else self._service.pace.turns(self._client[0], TURN)
        while todo is Todo.GO_ON and turns and not self._busy and not self._stalled and self._is_open():
            todo = self._talk.step()
            turns -= 1
            self._service.pace.spend(self._client[0], 1)
        self._flush()
        match todo:
            case Todo.DELIVER | Todo.ASK:
                self.is_delivering = todo is Todo.DELIVER
                self._wait_for(self._deliver() if self.is_delivering else self._inquire(), self._service.deliveries)
            case Todo.START_TLS:
                self._read(more=False)
                self._wait_for(self._change_to_tls(), self._handshakes)
            case Todo.CLOSE:
                self._close()
            case Todo.GIVE_UP:
                self.hang_up(wording.TOO_MANY_ERRORS, "too many errors")
            case Todo.WAIT if self._talk.inbox.ended:
                self._close()
            case Todo.WAIT:
                self._read(more=True)
            case Todo.GO_ON if not turns:
                self._busy = True
                self.loop.call_later(self._service.pace.wait(self._client[0]), self._go_on)
            case Todo.GO_ON if len(self._talk.inbox) > HIGH_WATER:
                self._read(more=False)

    def _wait_for(self, work: Coroutine[Any, Any, None], kept: set[asyncio.Task[None]]) -> None:
        """Do what takes time in a task of its own, which a client that leaves does not end."""
        self._busy = True
        task = self.loop.create_task(work)
        kept.add(task)
        task.add_done_callback(kept.discard)

    async def _deliver(self) -> None:
        """Have a message put into its mailboxes."""
        service = self._service
        reply = await service.answer(self._talk.letter(self._conn, service.queue_id(), self._client[0], service.now()))
        self.is_delivering = False
        self._talk.end_of_data(reply)
        self._go_on()

    async def _inquire(self) -> None:
        """Have somebody find out who it is that wants to send."""
        queue_id = self._service.queue_id()
        self._talk.found(await self._service.ask(self._talk.caller(self._conn, queue_id, self._client[0])))
        self._go_on()

    # TLS

    async def _change_to_tls(self) -> None:
        """Shake hands, or say that there are no certificates to be had."""
        context = await starttls.context(self._service.tls)
        if context is None:
            self._talk.refuse_tls()
        else:
            self._talk.accept_tls()
            self._flush()
        if context is None or await self._start_tls(context):
            self._go_on()

    async def _start_tls(self, context: ssl.SSLContext | None) -> bool:
        """Shake hands, as `starttls` says; what comes through the tunnel before it is recorded waits in ``_early``."""
        if not self._is_open():
            return False
        self._talk.inbox.clear()
        self._early = []
        try:
            transport = await starttls.tunnel(self._pipe(), self, context, self._service.tls_patience)
        except OSError as error:
            self._reason = self._reason or starttls.failure(error)
            self.abort()
            self.connection_lost(None)
            return False
        self.transport, self._reads = transport, True
        self._talk.session.tls_started()
        self._service.record(TlsStarted(self._conn, time.time(), *starttls.agreed(transport)))
        early, self._early = self._early, None
        for data in early:
            self.data_received(data)
        return True
