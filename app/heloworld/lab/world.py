"""The world: servers, their mailboxes and one transcript, as an async context manager."""

from __future__ import annotations

import asyncio
import itertools
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from heloworld.errors import ConnectError, HeloError
from heloworld.lab import certificates, mail_folder
from heloworld.lab.delivery.batch import LINGER
from heloworld.lab.doors import FRONT, HARBOUR, door_of
from heloworld.lab.hosts.addresses import Addresses
from heloworld.lab.hosts.host_table import NAME_SERVER
from heloworld.lab.hosts.listening import Listening
from heloworld.lab.hosts.mail_host import Common, MailHost, mend, set_aside, shares_folder
from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.internet.surroundings import Surroundings
from heloworld.lab.internet.traffic import Traffic
from heloworld.lab.internet.way_out import WayOut
from heloworld.lab.maildrops.maildrop import Maildrop
from heloworld.lab.plan import Plan
from heloworld.wire import client
from heloworld.wire.events import Address, Event
from heloworld.wire.transcript import Transcript

if TYPE_CHECKING:
    from heloworld.lab.internet.outside import Outside

LOCK_PATIENCE = 5.0
"""Seconds that a mail waits for a locked mailbox."""

_SHARED: Final = (
    "Another program serves the same files: letters for other servers wait in a queue of their own here, {folder}."
)
"""What is said of a world that shares its folder with another program's."""


class Lab:
    """A running world.

    Attributes:
        plan: What it was made from.
        transcript: Everything that happened since the start or the last reset.
        addresses: Who is where.
        connections: Numbers the connections in the transcript, from whatever thread; new after each reset.
        traffic: What goes on between the hosts, and the world's clock; new after each reset.

    Args:
        plan: What the world is to be like.
        transcript: Where to record; a transcript of its own where none is given.
        lock_patience: Seconds that a mail waits for a locked mailbox, unless it is part of the plan that it is locked.
        linger: Seconds that a mail waits for others to be written with, at most.
        clock: The world's clock; one of its own where none is given.
        outside: The world beyond this server; None where there is none, and no mail can leave.
    """

    def __init__(
        self,
        plan: Plan,
        transcript: Transcript | None = None,
        *,
        lock_patience: float = LOCK_PATIENCE,
        linger: float = LINGER,
        clock: WorldClock | None = None,
        outside: Outside | None = None,
    ) -> None:
        self.plan = plan
        self.transcript = Transcript() if transcript is None else transcript
        self.addresses = Addresses(plan, plan.host)
        self._host = plan.host
        self._given_clock, self._given_outside = clock, outside
        self._lock_patience, self._linger = lock_patience, linger
        self._making = threading.Lock()
        self._authority: certificates.Authority | None = None
        self._letters = itertools.count(time.time_ns() // 1000)
        self._listening = Listening()
        self._hosts: dict[str, MailHost] = {}
        self._populate()

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            ListenError: A port is not to be had.
            HeloError: The folder cannot be made, or not written to; or a seed cannot be read.
        """
        try:
            contents = [mail_folder.read_seeds(each.seeds) for each in self.plan.servers]
            for host, content in zip(self._hosts.values(), contents, strict=True):
                with mail_folder.about(host.plan.mail):
                    mail_folder.make(host.plan.mail)
                    await mend(host.plan)
                    host.furnish(content)
            await self._go_to_work()
        except HeloError:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it, within a second, whoever is connected; what was accepted is delivered first."""
        for host in self._hosts.values():
            await host.close()

    def mailbox(self, user: str, server: str = HARBOUR) -> Path:
        """The file of a user's mail; it may not exist yet."""
        return self._hosts[server].plan.mail / f"{user}.mbox"

    def maildrop(self, user: str, server: str = HARBOUR) -> Maildrop:
        """A user's mailbox as POP3 and IMAP serve it, the same for all sessions; from this world's event loop."""
        host = self._hosts[server]
        return host.maildrops.of(host.plan.mailbox(user), host.plan.dialect_of(user))

    @property
    def doors(self) -> dict[str, Address]:
        """Where it listens: the name of each open door → its address."""
        return self._listening.doors

    @property
    def besides(self) -> dict[str, Address]:
        """Where else it listens: the name of an open door → the second address that it has."""
        return self._listening.besides

    @property
    def notice(self) -> str:
        """What keeps its doors from their addresses, and its queues from their folders, as sentences; else empty."""
        elsewhere = (host.queue_elsewhere for host in self._hosts.values())
        queue = next((_SHARED.format(folder=folder) for folder in elsewhere if folder is not None), "")
        return " ".join(filter(None, (self.addresses.notice, self._listening.notice, queue)))

    @property
    def address(self) -> Address:
        """Where harbour takes SMTP."""
        return self.doors[FRONT]

    @property
    def authority(self) -> certificates.Authority:
        """Who signs this world's certificates; made when first asked for, from whatever thread."""
        with self._making:
            if self._authority is None:
                self._authority = certificates.Authority()
            return self._authority

    def trust(self, door: str = FRONT) -> tuple[ssl.SSLContext, str]:
        """What a client needs to believe the server at a door, and the name it has to ask for; from whatever thread."""
        plan = self.plan.at(door_of(door).server) or self.plan
        return certificates.client_context(self.authority), plan.policy.hostname

    async def call(
        self, door: str = FRONT, *, record: Callable[[Event], None] | None = None, conn: int = 1, seat: str = ""
    ) -> client.Client:
        """A connection to it.

        Args:
            door: At which door.
            record: Receives what happens on the connection, as seen from the client's side.
            conn: The number of the connection in those events.
            seat: The host that calls; the plan's seat, where none is named.

        Raises:
            ConnectError: It cannot be had; there may be no such door.
        """
        if door not in self.doors:
            raise ConnectError(f"This server does not listen for {door}.", f"Its doors are {', '.join(self.doors)}.")
        protocol, implicit_tls = door_of(door).protocol, door_of(door).implicit_tls
        context, name = await asyncio.to_thread(self.trust, door) if implicit_tls else (None, None)
        addresses, caller = self.addresses, seat or self.plan.seat
        return await client.connect(
            *self.doors[door],
            tls=context,
            server_name=name,
            record=record,
            conn=conn,
            protocol=protocol,
            local=addresses.local(caller),
            bound=lambda local: addresses.claim(caller, local),
        )

    def endpoint(self, address: str, door: str = FRONT) -> Address | None:
        """Where whoever calls an address of our world finds its server; None where nobody of this world is there.

        Args:
            address: Numeric, as the world's DNS gives it.
            door: What is to be spoken there.
        """
        name = self.addresses.door(address, door)
        return None if name is None else self.doors.get(name)

    def fall_asleep(self, server: str) -> None:
        """Have a server take no connections, as if it were switched off."""
        self._hosts[server].fall_asleep()

    def wake_up(self, server: str) -> None:
        """Have it take connections again."""
        self._hosts[server].wake_up()

    async def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Path | None:
        """New servers, new mailboxes, an empty transcript; ports stay.

        Args:
            plan: What the world is to be like from now on; as before where none is given. Its host and ports are not
                looked at, but that doors are opened which it wants and which are not open yet.
            keep: Set mailboxes in which there is mail aside; else they are deleted.

        Returns:
            The folder that now holds the old mailboxes, harbour's where there are several; None where there was no
            mail, or none was kept.

        Raises:
            HeloError: The mailboxes cannot be set aside, or a seed cannot be read; then nothing but the sessions is
                gone.
            ListenError: There is no port to be had for a door that is not open yet.
        """
        new = self.plan if plan is None else plan
        for each in new.servers:
            if not shares_folder(each, self.plan.servers):
                await mend(each)
        before = list(self._hosts.values())
        await asyncio.gather(*(host.rest() for host in before))
        contents = [mail_folder.read_seeds(each.seeds) for each in new.servers]
        aside: list[Path | None] = []
        for each in new.servers:
            with mail_folder.about(each.mail):
                mail_folder.make(each.mail)
                aside.append(set_aside(each, self.plan, keep=keep))
        self.plan, self.transcript, self.addresses = new, Transcript(), Addresses(new, self._host)
        gone = self._populate()
        for host, content in zip(self._hosts.values(), contents, strict=True):
            with mail_folder.about(host.plan.mail):
                host.furnish(content)
        for host in before:
            host.cut()
        await asyncio.gather(*(host.close() for host in gone))
        await self._go_to_work()
        return next(filter(None, aside), None)

    def _populate(self) -> list[MailHost]:
        """Have a server for each plan; returns those that are there no more."""
        self.connections = itertools.count(1)
        clock = WorldClock(self.transcript.record) if self._given_clock is None else self._given_clock
        around = self._around = Surroundings(
            self.plan, self.addresses, clock, self.endpoint, lambda: self.doors[NAME_SERVER]
        )
        common = Common(
            self.connections,
            self._letters,
            self.addresses,
            lambda: self.authority,
            self.transcript,
            clock,
            lambda plan: around.outside(plan) or self._given_outside,
        )
        before, self._hosts = self._hosts, {}
        for plan in self.plan.servers:
            host = before.pop(plan.server, None)
            if host is None:
                host = MailHost(plan, common, lock_patience=self._lock_patience, linger=self._linger)
            else:
                host.begin(plan, common)
            self._hosts[plan.server] = host
        self.traffic = Traffic(self._hosts, clock)
        return list(before.values())

    async def _go_to_work(self) -> None:
        """Take up the queues, and open the doors that are wanted and not open yet; whoever is to sleep, sleeps."""
        for host in self._hosts.values():
            await host.take_up_queue()
        await self._listening.open(self.plan, self.addresses, self._hosts)
        self._around.ready.set()

    def publish(self, zones: Mapping[str, str]) -> None:
        """Have the name server answer by other zones from now on; nobody remembers what it said before.

        Args:
            zones: Origin → text, for those that change.
        """
        self.plan = replace(self.plan, zones={**self.plan.zones, **zones})
        self._hosts[HARBOUR].publish(self.plan)
        self._around.forget_names()

    @property
    def way_out(self) -> WayOut:
        """Harbour's way to the other hosts, and its queue."""
        return self.traffic.way_out()
