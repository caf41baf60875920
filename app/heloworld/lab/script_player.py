"""A stage on which acts are played in a running world, over real connections, as fast as the world answers.

After each act the world's transcript holds all that the act brought about: so what is looked up there does not depend
on who was faster, the server or whoever looks.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from heloworld.errors import ConnectError
from heloworld.lab.doors import FRONT
from heloworld.lab.hosts.host_table import LAPTOP
from heloworld.lab.names import by_hand
from heloworld.lab.script import Act, Ask, Connect, Deed, Edit, Hand, Later
from heloworld.lab.typist import PATIENCE, Record, Typist
from heloworld.lab.world import Lab
from heloworld.wire.connection import Connection
from heloworld.wire.events import Address, Bytes, Closed, Event, Opened, TlsStarted

_HANDS: Final[tuple[Hand, ...]] = ("prompt", "outside")


class ScriptPlayer:
    """Plays acts in a world, one after the other; each hand has a connection of its own, opened when it is needed.

    A stage is for one transcript: after a reset, close it and take another.

    Args:
        lab: The world, running in this loop.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._ours: set[Address] = set()
        self._numbers = itertools.count(1)
        self._last: dict[Hand, Connection] = {}
        self._seats: dict[Hand, str] = {"prompt": lab.plan.seat, "outside": LAPTOP}
        self._done, self._recorded = _Ledger(), _Ledger()
        self._news = asyncio.Event()
        self._typists = {hand: self._typist(hand) for hand in _HANDS}
        self._unsubscribe = lab.transcript.subscribe(self._hear)

    @property
    def ours(self) -> frozenset[Address]:
        """Our ends of the connections that the prompt's hand has made."""
        return frozenset(self._ours)

    async def play(self, act: Deed) -> None:
        """Do something, and wait until the transcript holds what came of it, but not long for a server that is silent.

        Raises:
            ConnectError: There is no connection to be had, or it broke.
            HeloError: A name cannot be asked for, or a zone not be changed so.
        """
        if isinstance(act, Later):
            await self._turn(act)
        elif isinstance(act, Ask | Edit):
            await by_hand.do(act, self._lab, self._seats["prompt"])
        else:
            await self._use_hand(act)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._lab.traffic.quiet()
                await self._lab.traffic.tell_news()

    async def _use_hand(self, act: Act) -> None:
        """Do something on a connection."""
        if isinstance(act, Connect) and act.seat is not None:
            self._seats[act.hand] = act.seat
            await self._typists[act.hand].close()
        await self._typists[act.hand].perform(act)
        if act.hand in self._last:
            await self._until_recorded(self._last[act.hand].local)

    async def _turn(self, act: Later) -> None:
        """Turn the clock, but wait no longer than usual for what is due then."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._lab.traffic.pass_time(act.seconds)

    async def close(self) -> None:
        """Close all connections."""
        for hand, typist in self._typists.items():
            await typist.close()
            if hand in self._last:
                await self._until_recorded(self._last[hand].local)
        self._unsubscribe()

    def _typist(self, hand: Hand) -> Typist:
        async def dial(door: str, record: Record) -> Connection:
            def note(event: Event) -> None:
                self._done.note(event)
                record(event)

            connection = await self._lab.call(door, record=note, conn=next(self._numbers), seat=self._seats[hand])
            self._last[hand] = connection
            if hand == "prompt":
                self._ours.add(connection.local)
            return connection

        door = self._lab.plan.prompt if hand == "prompt" else FRONT
        return Typist(dial, _nobody_listens, self._lab.trust, door=door)

    def _hear(self, event: Event) -> None:
        """The world has recorded something."""
        self._recorded.note(event)
        self._news.set()

    async def _until_recorded(self, ours: Address) -> None:
        """Wait until the server has seen all that we did on a connection."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._recorded.at[ours].holds(self._done.at[ours]):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return


@dataclass(slots=True)
class _Facts:
    """How far a connection has got, as one side knows it: bytes from the client, TLS, the end."""

    sent: int = 0
    tls: bool = False
    closed: bool = False

    def holds(self, other: _Facts) -> bool:
        """Whether one side knows what the other does."""
        return self.closed or (not other.closed and self.tls is other.tls and self.sent >= other.sent)


class _Ledger:
    """What one side knows of connections, by the client's address."""

    def __init__(self) -> None:
        self.at: defaultdict[Address, _Facts] = defaultdict(_Facts)
        self._clients: dict[int, Address] = {}

    def note(self, event: Event) -> None:
        """Take note of what happened."""
        if isinstance(event, Opened):
            self._clients[event.conn] = event.client
            self.at[event.client] = _Facts()
        elif event.conn in self._clients:
            self._add(self.at[self._clients[event.conn]], event)

    def _add(self, facts: _Facts, event: Event) -> None:
        match event:
            case Bytes(source="client", data=data):
                facts.sent += len(data)
            case TlsStarted():
                facts.tls = True
            case Closed():
                facts.closed = True


def _nobody_listens(error: ConnectError) -> None:
    """Nothing is entered here, all is performed: whoever plays is told by the error itself."""
    raise error
