"""What the screen works with: a world or a remote server, and hands to type with, in a thread of their own.

Every method may be called from any thread and returns at once; what comes of it is in the transcript.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from heloworld.errors import ConnectError, HeloError
from heloworld.lab.thread import LoopThread
from heloworld.lab.typist import Typist
from heloworld.lab.world import Lab, Plan
from heloworld.smtp import certificates
from heloworld.wire import client
from heloworld.wire.events import Address, Event, Opened
from heloworld.wire.transcript import Transcript

Tell = Callable[[HeloError | None], object]
"""Told, in the bench's thread, what went wrong; None when a connection of ours has been made."""


class Bench(Protocol):
    """What both kinds of bench can do."""

    @property
    def transcript(self) -> Transcript:
        """Everything that happened since the start or the last reset."""

    @property
    def address(self) -> Address | None:
        """The server; None while there is none."""

    @property
    def plan(self) -> Plan | None:
        """The world, where it is one of our own, with mailboxes to watch; None for somebody else's server."""

    def reset(self) -> Future[Path | None]:
        """Start afresh; only a world of our own can. Its result is the folder that holds the old mail, if there was."""

    def start(self, tell: Tell) -> Future[None]:
        """Start, and connect; the future fails with a `HeloError` where that cannot be.

        A connection can be in the transcript before `is_ours` knows it: ``tell`` says when it does.
        """

    def enter(self, line: bytes | None) -> None:
        """Have a line sent, after those before it; None only connects."""

    def open(self) -> None:
        """Have a connection opened, unless there is one."""

    def hang_up(self) -> None:
        """Close the connection from our side."""

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection is the one that is typed into."""

    def stop(self) -> None:
        """End everything, within about a second."""


class _Bench:
    """What is common: the thread and the typist."""

    def __init__(self) -> None:
        self._thread = LoopThread("lab")
        self._typist: Typist | None = None
        self._ours: set[Address] = set()
        self._waiting: deque[bytes | None] = deque()

    def enter(self, line: bytes | None) -> None:
        """Have a line sent, after those before it; None only connects."""
        self._waiting.append(line)
        self._thread.soon(self._hand_over)

    def open(self) -> None:
        """Have a connection opened, unless there is one."""
        self.enter(None)

    def hang_up(self) -> None:
        """Close the connection from our side."""
        if self._typist is not None:
            self._thread.call(self._typist.close())

    async def _type(self, typist: Typist) -> None:
        """Type for ever; `Typist.run` is kept from the garbage collector by the loop's own reference here."""
        self._typist = typist
        typist.enter(None)
        self._hand_over()
        self._task = asyncio.create_task(typist.run())

    def _hand_over(self) -> None:
        """In the thread: give the typist what was entered, also before there was one."""
        while self._typist is not None and self._waiting:
            self._typist.enter(self._waiting.popleft())


class LocalBench(_Bench):
    """A world of our own and a connection to it.

    Args:
        plan: What the world is to be like.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan: Plan | None = plan
        self._plan = plan
        self._lab: Lab | None = None
        self._idle = Transcript()
        self._tell: Tell

    @property
    def lab(self) -> Lab | None:
        """The world, once it has started."""
        return self._lab

    @property
    def transcript(self) -> Transcript:
        """Everything that happened since the start or the last reset."""
        return self._lab.transcript if self._lab is not None else self._idle

    @property
    def address(self) -> Address | None:
        """Where the server listens."""
        return self._lab.address if self._lab is not None else None

    def start(self, tell: Tell) -> Future[None]:
        """Start the world and connect to it."""
        return self._thread.call(self._start(tell))

    def reset(self) -> Future[Path | None]:
        """A new server, empty mailboxes, an empty transcript, and a new connection."""
        return self._thread.call(self._reset())

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection is the one that is typed into."""
        return opened.client in self._ours

    def stop(self) -> None:
        """End the world."""
        if self._lab is not None:
            self._thread.call(self._lab.__aexit__(None, None, None)).result(timeout=2.0)
        self._thread.stop()

    async def _start(self, tell: Tell) -> None:
        lab = Lab(self._plan, self._idle)
        await lab.__aenter__()
        self._lab = lab
        self._tell = tell
        await self._type(Typist(self._connect, tell, self._tls))

    async def _reset(self) -> Path | None:
        assert self._lab is not None
        assert self._typist is not None
        await self._typist.close()
        aside = await self._lab.reset()
        self._ours.clear()
        self._typist.enter(None)
        return aside

    async def _connect(self) -> client.Client:
        assert self._lab is not None
        connection = await client.connect(*self._lab.address)
        self._ours.add(connection.local)
        self._tell(None)
        return connection

    def _tls(self) -> tuple[ssl.SSLContext, str]:
        assert self._lab is not None
        return certificates.client_context(self._lab.authority), self._plan.policy.hostname


class RemoteBench(_Bench):
    """A connection to somebody's server; the client's side of it is recorded.

    Args:
        host: The server.
        port: Its port.
        implicit_tls: Speak TLS from the first byte.
        starttls: Do EHLO and STARTTLS before the learner types.
        trust: What a certificate has to show to be believed; the system's authorities where None is given.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        implicit_tls: bool = False,
        starttls: bool = False,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self.address: Address | None = (host, port)
        self._trust = trust
        self.transcript = Transcript()
        self._implicit_tls = implicit_tls
        self._starttls = starttls
        self._count = 0

    def start(self, tell: Tell) -> Future[None]:
        """Connect."""
        return self._thread.call(self._start(tell))

    def is_ours(self, opened: Opened) -> bool:  # noqa: ARG002 - there is no other
        """Whether a connection is the one that is typed into: here each is."""
        return True

    def reset(self) -> Future[Path | None]:
        """There is nothing here that could be reset."""
        raise NotImplementedError

    def stop(self) -> None:
        """Hang up."""
        if self._typist is not None:
            self._thread.call(self._typist.close()).result(timeout=3.0)
        self._thread.stop()

    async def _start(self, tell: Tell) -> None:
        typist = Typist(self._connect, tell, self._tls)
        await self._type(typist)
        if self._starttls:
            typist.enter(b"EHLO localhost")
            typist.enter(b"STARTTLS")

    async def _connect(self) -> client.Client:
        assert self.address is not None
        self._count += 1
        tls = self._tls()[0] if self._implicit_tls else None
        return await client.connect(*self.address, tls=tls, record=self._record, conn=self._count)

    def _record(self, event: Event) -> None:
        self.transcript.record(event)

    def _tls(self) -> tuple[ssl.SSLContext, str]:
        assert self.address is not None
        return self._trust or ssl.create_default_context(), self.address[0]


__all__ = ["Bench", "ConnectError", "LocalBench", "RemoteBench", "Tell"]
