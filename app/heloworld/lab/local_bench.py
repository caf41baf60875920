"""A bench with a world of our own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path

from heloworld.lab.bench import Tell
from heloworld.lab.delivery.troubles import Troubles
from heloworld.lab.doors import FRONT
from heloworld.lab.hosts.host_table import LAPTOP, SERVERS
from heloworld.lab.plan import Plan
from heloworld.lab.script import Ask, Connect, Deed, Edit, Hand, HangUp, Later
from heloworld.lab.toolbox.tool_bench import ToolBench, Tools
from heloworld.lab.typing_bench import TypingBench
from heloworld.lab.typist import PATIENCE, Record, Typist
from heloworld.lab.world import Lab
from heloworld.wire import client
from heloworld.wire.events import Address, Opened
from heloworld.wire.transcript import Transcript


class LocalBench(TypingBench):
    """A world of our own and a connection to it.

    Args:
        plan: What the world is to be like.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.prompt)
        self.plan: Plan | None = plan
        self._plan = plan
        self._seats = _seats(plan)
        self._lab: Lab | None = None
        self._idle = Transcript()
        self._others: set[Address] = set()
        self._tell: Tell
        self._troubles: Troubles | None = None
        self._tool_bench = ToolBench(self._thread, lambda: self._lab)
        self.tools: Tools | None = self._tool_bench

    @property
    def lab(self) -> Lab | None:
        """The world, once it has started."""
        return self._lab

    @property
    def transcript(self) -> Transcript:
        """Everything that happened since the start or the last reset."""
        return self._lab.transcript if self._lab is not None else self._idle

    @property
    def doors(self) -> Mapping[str, Address]:
        """Where the server listens."""
        return self._lab.doors if self._lab is not None else {}

    def start(self, tell: Tell) -> Future[None]:
        """Start the world and connect to it."""
        return self._thread.call(self._start(tell))

    def perform(self, act: Deed) -> Future[None]:
        """Have something done, by the prompt's hand after what was typed before, or by another program's.

        Returns:
            A future that is done when the server has answered, or after five seconds, and no letter is on its way
            between hosts. It fails with a `ConnectError`, and is cancelled where a reset or a broken connection came
            before.
        """
        if isinstance(act, Later):
            return self._thread.call(self._world.traffic.pass_time(act.seconds, self._strangers))
        if isinstance(act, Ask | Edit):
            return self._thread.call(self._do(act))
        if isinstance(act, Connect) and act.seat is not None:
            self._seats[act.hand] = act.seat
            self._enter(HangUp(act.hand))
        done = self._enter(act)
        is_alone = self._lab is None or self._lab.addresses.is_alone
        return done if is_alone else self._thread.call(self._settle(done))

    def next_conn(self) -> int:
        """A number for a connection of somebody else that is recorded here, too."""
        return next(self._world.connections)

    # A world of several hosts

    @property
    def notice(self) -> str:
        """As `Bench.notice`: how to have an address of its own for each host, and which doors lack one."""
        return self._lab.notice if self._lab is not None else ""

    @property
    def _world(self) -> Lab:
        assert self._lab is not None
        return self._lab

    @property
    def _strangers(self) -> frozenset[int]:
        """The connections of other programs that are not performed here; a server that hands on is no stranger."""
        opened = (event for event in self.transcript.since(0)[0] if isinstance(event, Opened))
        return frozenset(it.conn for it in opened if it.client_name not in SERVERS and not self.is_by_hand(it))

    async def _do(self, act: Ask | Edit) -> None:
        from heloworld.lab.names import by_hand  # asks names and edits zones: most worlds have none

        await by_hand.do(act, self._world, self._seats["prompt"])
        self.plan = self._world.plan

    async def _settle(self, done: Future[None]) -> None:
        await asyncio.wrap_future(done)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._world.traffic.quiet()

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """A new server, new mailboxes, an empty transcript, and a new connection; see `Lab.reset`."""
        return self._thread.call(self._reset(plan, keep=keep))

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection is the one that is typed into."""
        return opened.client in self._ours

    def is_by_hand(self, opened: Opened) -> bool:
        """Whether a connection is one whose lines are performed here: the prompt's, or the other hand's."""
        return self.is_ours(opened) or opened.client in self._others

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
        self._troubles = Troubles(tell)
        self._troubles.begin()
        self._tool_bench.begin()
        await self._type(
            {
                "prompt": Typist(self._connect, tell, lab.trust, door=self._plan.prompt),
                "outside": Typist(self._connect_outside, tell, lab.trust),
            },
            calls=self._plan.calls,
        )

    async def _reset(self, plan: Plan | None, *, keep: bool) -> Path | None:
        assert self._lab is not None
        await self._rest()
        self._ours.clear()
        self._others.clear()
        try:
            return await self._lab.reset(plan or self.plan, keep=keep)
        finally:
            self.plan = self._lab.plan
            self._seats = _seats(self.plan)
            self._tool_bench.begin()
            self._typists["prompt"].door, self._typists["outside"].door = self.plan.prompt, FRONT
            await self._type(self._typists, calls=self.plan.calls)

    async def _end(self, lab: Lab) -> None:
        self._tool_bench.end()
        if self._troubles is not None:
            self._troubles.end()
        await asyncio.gather(self._rest(), lab.__aexit__(None, None, None))

    async def _connect(self, door: str, record: Record) -> client.Client:
        connection = await self._call(door, record, self._seats["prompt"])
        self._ours.add(connection.local)
        self._tell(None)
        return connection

    async def _connect_outside(self, door: str, record: Record) -> client.Client:
        connection = await self._call(door, record, self._seats["outside"])
        self._others.add(connection.local)
        return connection

    async def _call(self, door: str, record: Record, seat: str) -> client.Client:
        assert self._lab is not None
        return await self._lab.call(door, record=record, seat=seat)


def _seats(plan: Plan) -> dict[Hand, str]:
    """The hosts from which the hands speak in the beginning: other programs run on the learner's laptop."""
    return {"prompt": plan.seat, "outside": LAPTOP}
