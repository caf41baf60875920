"""A bench with somebody else's server."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path

from heloworld.errors import NotTlsError
from heloworld.lab.bench import Tell
from heloworld.lab.doors import FRONT, door_of, is_tls_port, tls_url
from heloworld.lab.plan import Plan
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.lab.typing_bench import TypingBench
from heloworld.lab.typist import SLOW, Record, Typist
from heloworld.wire import client, datagram_client
from heloworld.wire.connection import Connection
from heloworld.wire.events import Address, Event, Opened
from heloworld.wire.transcript import Transcript

PATIENCE = 300.0
"""Seconds that a reply may take: RFC 5321 §4.5.3.2 has clients wait for five minutes, and for some replies longer."""


_SOON = 0.5
"""Seconds without a greeting on a port of TLS after which the learner is told what may be the matter."""


class RemoteBench(TypingBench):
    """A connection to somebody's server; the client's side of it is recorded.

    Args:
        host: The server.
        port: Its port.
        starttls: Begin each connection with the lines that ask for TLS. Where that brings none, the learner is told,
            and what is typed is held back until they agree.
        trust: What a certificate has to show to be believed; the system's authorities where None is given.
        door: What is spoken there: the name of a door.
        over_tcp: Use a stream where the protocol would use datagrams.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        starttls: bool = False,
        trust: ssl.SSLContext | None = None,
        door: str = FRONT,
        over_tcp: bool = False,
    ) -> None:
        super().__init__(door)
        self.plan: Plan | None = None
        self.tools: Tools | None = None
        self.notice = ""
        self._server = (host, port)
        self._doors = {door: self._server}
        self._trust = trust
        self.transcript = Transcript()
        self._starttls, self._over_tcp = starttls, over_tcp
        self._count = 0

    @property
    def doors(self) -> Mapping[str, Address]:
        """The one door of it that is known."""
        return self._doors

    def start(self, tell: Tell) -> Future[None]:
        """Connect."""
        return self._thread.call(self._start(tell))

    def is_ours(self, opened: Opened) -> bool:  # noqa: ARG002 - there is no other
        """Whether a connection is the one that is typed into: here each is."""
        return True

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """There is nothing here that could be reset."""
        raise NotImplementedError

    def stop(self) -> None:
        """Hang up."""
        if self._typists:
            self._thread.call(self._rest()).result(timeout=3.0)
        self._thread.stop()

    async def _start(self, tell: Tell) -> None:
        secure = self.protocol.upgrade if self._starttls else ()
        url = tls_url(self._door, *self._server)
        slow = _SOON if url and is_tls_port(self._server[1]) else SLOW
        how = Typist(
            self._connect,
            tell,
            self._tls,
            patience=PATIENCE,
            slow=slow,
            door=self._door,
            secure=secure,
            tls_url=url,
        )
        await self._type({"prompt": how})

    async def _connect(self, door: str, record: Record) -> Connection:
        self._count += 1
        context = self._tls(door)[0] if door_of(door).implicit_tls else None

        def note(event: Event) -> None:
            self.transcript.record(event)
            record(event)

        protocol = self.protocol.name
        if self.protocol.transport == "udp" and not self._over_tcp:
            return await datagram_client.connect(*self._server, record=note, conn=self._count, protocol=protocol)
        try:
            return await client.connect(*self._server, tls=context, record=note, conn=self._count, protocol=protocol)
        except NotTlsError as error:
            raise NotTlsError(error.sentence, self._instead_of_tls()) from error

    def _instead_of_tls(self) -> str:
        """What helps where the server speaks plaintext on a port that was to begin with TLS."""
        label, verb = self.protocol.label, self.protocol.upgrade[-1].split()[-1].decode()
        other = f"use {label}'s port for TLS, which is {self.protocol.tls_port} on most servers"
        return f"Connect with {self._door.removesuffix('s')}:// and say {verb} there, or {other}."

    def _tls(self, door: str) -> tuple[ssl.SSLContext, str]:  # noqa: ARG002 - there is but one server
        return self._trust or ssl.create_default_context(), self._server[0]
