"""What the screen works with: a world or a remote server, and hands to type with, in a thread of their own.

Every method may be called from any thread and returns at once; what comes of it is in the transcript.
"""

from __future__ import annotations

import asyncio
import ssl
import typing
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from heloworld.errors import HeloError
from heloworld.lab.loop_thread import LoopThread
from heloworld.lab.plan import Plan
from heloworld.lab.protocols import DEFAULT, protocol_of
from heloworld.lab.script import Act, Connect, Hand, Send
from heloworld.lab.typist import Record, Typist
from heloworld.lab.world import Lab
from heloworld.wire import client
from heloworld.wire.events import Address, Event, Opened
from heloworld.wire.protocol import Protocol
from heloworld.wire.transcript import Transcript

Tell = Callable[[HeloError | None], object]
"""Told, in the bench's thread, what went wrong; None when a connection of ours has been made."""


class Bench(typing.Protocol):
    """What both kinds of bench can do."""

    @property
    def transcript(self) -> Transcript:
        """Everything that happened since the start or the last reset."""

    @property
    def address(self) -> Address | None:
        """The server; None while there is none."""

    @property
    def tls_address(self) -> Address | None:
        """Where the server speaks TLS from the first byte; None where it does not, or nobody knows."""

    @property
    def protocol(self) -> Protocol:
        """What is spoken where the prompt connects to."""

    @property
    def plan(self) -> Plan | None:
        """The world, where it is one of our own, with mailboxes to watch; None for somebody else's server."""

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """Start afresh, perhaps with another plan; only a world of our own can.

        Args:
            plan: What the world is to be like from now on; as before where none is given.
            keep: Set old mail aside instead of deleting it.

        Returns:
            A future of the folder that holds the old mail, if there was and it was kept.
        """

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
    """What is common: the thread and the typists.

    Args:
        protocol: The name of what is spoken where the prompt connects to.
    """

    def __init__(self, protocol: str = DEFAULT) -> None:
        self.protocol = protocol_of(protocol)
        self._thread = LoopThread("lab")
        self._typists: dict[Hand, Typist] = {}
        self._ours: set[Address] = set()
        self._waiting: deque[tuple[Act, Future[None]]] = deque()
        self._tasks: list[asyncio.Task[None]] = []

    def enter(self, line: bytes | None) -> None:
        """Have a line sent, after those before it; None only connects."""
        self._enter(Connect() if line is None else Send(line))

    def open(self) -> None:
        """Have a connection opened, unless there is one."""
        self.enter(None)

    def hang_up(self) -> None:
        """Close the connection from our side."""
        if self._typists:
            self._thread.call(self._typists["prompt"].close())

    def _enter(self, act: Act) -> Future[None]:
        done: Future[None] = Future()
        self._waiting.append((act, done))
        self._thread.soon(self._hand_over)
        return done

    async def _type(self, typists: dict[Hand, Typist]) -> None:
        """Connect, and type what is entered."""
        self._typists = typists
        typists["prompt"].enter(Connect())
        self._hand_over()
        self._tasks = [asyncio.create_task(typist.run()) for typist in typists.values()]

    async def _rest(self) -> None:
        """Type no more, and hang up; what was entered and not yet done is dropped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for typist in self._typists.values():
            typist.forget()
            await typist.close()

    def _hand_over(self) -> None:
        """In the thread: give the typists what was entered, also before there were any."""
        while self._typists and self._waiting:
            act, done = self._waiting.popleft()
            self._typists[act.hand].enter(act, done)


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

    @property
    def tls_address(self) -> Address | None:
        """Where it speaks TLS from the first byte, if it does."""
        return self._lab.tls_address if self._lab is not None else None

    def start(self, tell: Tell) -> Future[None]:
        """Start the world and connect to it."""
        return self._thread.call(self._start(tell))

    def perform(self, act: Act) -> Future[None]:
        """Have something done, by the prompt's hand after what was typed before, or by another program's.

        Returns:
            A future that is done when the server has answered, or after five seconds. It fails with a `ConnectError`,
            and is cancelled where a reset or a broken connection came before.
        """
        return self._enter(act)

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """A new server, new mailboxes, an empty transcript, and a new connection; see `Lab.reset`."""
        return self._thread.call(self._reset(plan, keep=keep))

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection is the one that is typed into."""
        return opened.client in self._ours

    def stop(self) -> None:
        """End the world."""
        if self._lab is not None:
            self._thread.call(self._end(self._lab)).result(timeout=3.0)
        self._thread.stop()

    async def _start(self, tell: Tell) -> None:
        lab = Lab(self._plan, self._idle)
        await lab.__aenter__()
        self._lab = lab
        self._tell = tell
        await self._type(
            {"prompt": Typist(self._connect, tell, lab.trust), "outside": Typist(self._call, tell, lab.trust)}
        )

    async def _reset(self, plan: Plan | None, *, keep: bool) -> Path | None:
        assert self._lab is not None
        await self._rest()
        self._ours.clear()
        try:
            return await self._lab.reset(plan, keep=keep)
        finally:
            self.plan = self._lab.plan
            await self._type(self._typists)

    async def _end(self, lab: Lab) -> None:
        await asyncio.gather(self._rest(), lab.__aexit__(None, None, None))

    async def _connect(self, tls: bool, record: Record) -> client.Client:
        connection = await self._call(tls, record)
        self._ours.add(connection.local)
        self._tell(None)
        return connection

    async def _call(self, tls: bool, record: Record) -> client.Client:
        assert self._lab is not None
        return await self._lab.call(tls=tls, record=record)


class RemoteBench(_Bench):
    """A connection to somebody's server; the client's side of it is recorded.

    Args:
        host: The server.
        port: Its port.
        implicit_tls: Speak TLS from the first byte.
        starttls: Do EHLO and STARTTLS before the learner types.
        trust: What a certificate has to show to be believed; the system's authorities where None is given.
        protocol: The name of what is spoken there.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        implicit_tls: bool = False,
        starttls: bool = False,
        trust: ssl.SSLContext | None = None,
        protocol: str = DEFAULT,
    ) -> None:
        super().__init__(protocol)
        self.plan: Plan | None = None
        self.address: Address | None = (host, port)
        self.tls_address: Address | None = None
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

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """There is nothing here that could be reset."""
        raise NotImplementedError

    def stop(self) -> None:
        """Hang up."""
        if self._typists:
            self._thread.call(self._rest()).result(timeout=3.0)
        self._thread.stop()

    async def _start(self, tell: Tell) -> None:
        typist = Typist(self._connect, tell, self._tls)
        await self._type({"prompt": typist})
        if self._starttls:
            typist.enter(Send(b"EHLO localhost"))
            typist.enter(Send(b"STARTTLS"))

    async def _connect(self, tls: bool, record: Record) -> client.Client:
        assert self.address is not None
        self._count += 1
        context = self._tls()[0] if self._implicit_tls or tls else None

        def note(event: Event) -> None:
            self.transcript.record(event)
            record(event)

        return await client.connect(
            *self.address, tls=context, record=note, conn=self._count, protocol=self.protocol.name
        )

    def _tls(self) -> tuple[ssl.SSLContext, str]:
        assert self.address is not None
        return self._trust or ssl.create_default_context(), self.address[0]
