"""Two servers on loopback: harbour, which sends, and island, which takes; and names that are a table."""

from __future__ import annotations

import asyncio
import contextlib
import random
import smtplib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.internet.outside import Outside
from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab
from heloworld.relay.names import Missing, MxRecord
from heloworld.relay.queue_manager import QueueManager
from heloworld.relay.roads import Endpoint, Roads
from heloworld.relay.schedule import Schedule
from heloworld.smtp.policy import Policy
from heloworld.wire.events import Handled
from heloworld.wire.transcript import Transcript
from patience import PATIENCE

HARBOUR = Policy(relays="open")
ISLAND = Policy(hostname="mail.island.test", domain="island.test", users=("dora", "emil", "postmaster"))
HARBOUR_ADDRESS, ISLAND_ADDRESS = "127.0.0.10", "127.0.0.20"
LETTER = (
    b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nThe last one leaves at nine.\r\n"
)


@dataclass
class Names:
    """A resolver that is a table.

    Attributes:
        mail: Domain → its MX records, or why there are none.
        hosts: Host → its addresses, or why there are none.
        asked: What was asked, in order.
    """

    mail: dict[str, Sequence[MxRecord] | Missing] = field(default_factory=dict)
    hosts: dict[str, Sequence[str] | Missing] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def mx(self, domain: str) -> Sequence[MxRecord] | Missing:
        self.asked.append(f"MX {domain}")
        return self.mail.get(domain, Missing.DATA if domain in self.hosts else Missing.NAME)

    async def addresses(self, name: str) -> Sequence[str] | Missing:
        self.asked.append(f"A {name}")
        return self.hosts.get(name, Missing.NAME)


def island_names() -> Names:
    names = Names({"island.test": [MxRecord(10, "mail.island.test")]}, {"mail.island.test": [ISLAND_ADDRESS]})
    names.mail["harbour.test"] = [MxRecord(10, "mail.harbour.test")]
    names.hosts["mail.harbour.test"] = [HARBOUR_ADDRESS]
    return names


@dataclass
class World:
    """Harbour, island, and what lies between them."""

    harbour: Lab
    island: Lab
    names: Names
    endpoints: dict[str, Endpoint]
    clock: WorldClock

    @property
    def queue(self) -> QueueManager:
        assert self.harbour.way_out.queue is not None
        return self.harbour.way_out.queue

    def handled(self) -> list[Handled]:
        return [event for event in self.harbour.transcript.since(0)[0] if isinstance(event, Handled)]

    def box(self, user: str) -> bytes:
        lab = self.island if user in self.island.plan.policy.users[:-1] else self.harbour
        path = lab.mailbox(user)
        return path.read_bytes() if path.exists() else b""

    async def send(
        self, *recipients: str, sender: str = "ana@harbour.test", content: bytes = LETTER, quiet: bool = True
    ) -> tuple[int, str]:
        """Hand a letter to harbour, and wait until nothing more happens about it now; the reply to the dot."""
        reply = await submit(self.harbour, *recipients, sender=sender, content=content)
        if quiet:
            await self.quiet()
        return reply

    async def quiet(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.queue.quiet()

    async def quiet_after_a_turn(self) -> None:
        """Whoever waits for the clock learns first that it was turned."""
        await asyncio.sleep(0)
        await self.quiet()

    async def later(self) -> float:
        seconds = self.clock.later()
        await self.quiet_after_a_turn()
        return seconds

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is so; it is asked at each event."""
        news = asyncio.Event()
        forget = [lab.transcript.subscribe(lambda _: news.set()) for lab in (self.harbour, self.island)]
        async with asyncio.timeout(PATIENCE):
            while not holds():
                news.clear()
                await news.wait()
        for each in forget:
            each()


async def submit(lab: Lab, *recipients: str, sender: str, content: bytes = LETTER) -> tuple[int, str]:
    def talk() -> tuple[int, str]:
        client = smtplib.SMTP(*lab.address, local_hostname="laptop.test", timeout=PATIENCE)
        with contextlib.closing(client):
            client.ehlo()
            client.mail(sender)
            for recipient in recipients:
                code, text = client.rcpt(recipient)
                assert code == 250, text
            code, text = client.data(content)
            return code, text.decode()

    return await asyncio.to_thread(talk)


@contextlib.asynccontextmanager
async def world(
    folder: Path,
    *,
    schedule: Schedule | None = None,
    names: Names | None = None,
    harbour: Policy = HARBOUR,
    island: Policy = ISLAND,
    island_plan: Mapping[str, Any] | None = None,
    harbour_plan: Mapping[str, Any] | None = None,
) -> AsyncIterator[World]:
    """Start both."""
    names = names or island_names()
    endpoints: dict[str, Endpoint] = {}
    there = replace(Plan(folder / "island", policy=island), **(island_plan or {}))
    transcript = Transcript()
    clock = WorldClock(transcript.record)
    async with Lab(there, clock=clock) as island_lab:
        endpoints[ISLAND_ADDRESS] = Endpoint(*island_lab.address, is_tapped=False)
        outside = Outside(
            names,
            Roads(endpoints),
            frozenset({HARBOUR_ADDRESS}),
            schedule=schedule or Schedule(),
            chance=random.Random(1),
        )
        here = replace(Plan(folder / "harbour", policy=harbour), **(harbour_plan or {}))
        async with Lab(here, transcript, clock=clock, outside=outside) as lab:
            endpoints[HARBOUR_ADDRESS] = Endpoint(*lab.address)
            yield World(lab, island_lab, names, endpoints, clock)
