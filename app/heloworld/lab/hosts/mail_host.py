"""One server of a world: its doors, its mailboxes, its certificates."""

from __future__ import annotations

import asyncio
import itertools
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from heloworld.lab import certificates, mail_folder
from heloworld.lab.delivery.deliver import Delivery
from heloworld.lab.doors import FRONT, door_of, option_of
from heloworld.lab.hosts.addresses import Addresses
from heloworld.lab.hosts.host_table import NAME_SERVER
from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.internet.way_out import WayOut
from heloworld.lab.judging.judging import judging
from heloworld.lab.lock_holder import LockHolder, remove_leftover
from heloworld.lab.maildrops.household import Household
from heloworld.lab.maildrops.maildrops import Maildrops
from heloworld.lab.maildrops.servers import PullServers
from heloworld.lab.plan import Plan
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.recovery import recover_folder
from heloworld.smtp import wording
from heloworld.smtp.listener import Listener
from heloworld.smtp.service import Service
from heloworld.wire.events import Address, Delivered, Event, Handled, Judged, Opened, Queued, Rewritten
from heloworld.wire.sasl import Passwords
from heloworld.wire.transcript import Transcript

if TYPE_CHECKING:
    from heloworld.lab.internet.outside import Outside

SETTLING = 0.5
"""Seconds that deliveries under way are waited for."""

SHORT_PATIENCE = 0.15
"""Seconds that a mail waits for a locked mailbox where it is part of the plan that it waits in vain."""


@dataclass(frozen=True)
class Common:
    """What the servers of a world share until it is made anew.

    Attributes:
        connections: Numbers the connections of all of them.
        letters: Counts the letters of all of them.
        addresses: Who is where.
        authority: Who signs their certificates.
        transcript: Where all of them record.
        clock: The world's clock.
        outside: The world beyond a server; None where it is alone.
    """

    connections: itertools.count[int]
    letters: itertools.count[int]
    addresses: Addresses
    authority: Callable[[], certificates.Authority]
    transcript: Transcript
    clock: WorldClock
    outside: Callable[[Plan], Outside | None]


class MailHost:
    """A server of a world; its doors stay open when the world is made anew.

    Args:
        plan: What the server is to be like.
        common: What it shares with the others.
        lock_patience: Seconds that a mail waits for a locked mailbox, unless it is part of the plan that it is locked.
        linger: Seconds that a mail waits for others to be written with, at most.
    """

    def __init__(self, plan: Plan, common: Common, *, lock_patience: float, linger: float) -> None:
        self.plan = plan
        self._common = common
        self._lock_patience, self._linger = lock_patience, linger
        self._making = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._writers: dict[float, MailboxWriter] = {}
        self._holder = LockHolder(())
        self.way_out = WayOut(common.clock, common.outside(plan))
        self.maildrops = Maildrops(self._writer(), self._record)
        self._listener = Listener(self._service())
        self._before = self._listener.service
        self._pull = PullServers(self._household())

    # A world begins, is made anew, and ends

    def furnish(self, contents: dict[str, bytes]) -> None:
        """Mailboxes as the plan has them: with their first mail, and locked."""
        for user, content in contents.items():
            mail_folder.sow(self.plan.mailbox(user), content)
        self._holder.take()

    async def take_up_queue(self) -> None:
        """Take up the letters that wait for other servers.

        Raises:
            QueueError: Their folder cannot be used.
        """
        common = self._common
        await self.way_out.open(self.plan, self._listener.service, common.transcript, common.connections)

    @property
    def queue_elsewhere(self) -> Path | None:
        """Where its letters for other servers wait, if another program serves the same files; else None."""
        queue = self.way_out.queue
        return None if queue is None or queue.folder == self.plan.queue else queue.folder

    async def open(self, door: str, host: str, port: int) -> Address:
        """Listen at one more door.

        Args:
            door: What is spoken there: a door's name, without that of the host.
            host: The address.
            port: The port; 0 for any.

        Raises:
            ListenError: It is not to be had.
        """
        if door_of(door).protocol != FRONT:
            return await self._pull.open(door, host, port)
        kind, option = door_of(door), option_of(door)
        return await self._listener.open(
            host, port, implicit_tls=kind.implicit_tls, is_submission=kind.is_submission, option=option
        )

    def fall_asleep(self) -> None:
        """Take no connections, as if it were switched off; the ports stay its own."""
        self._listener.fall_asleep()

    def wake_up(self) -> None:
        """Take connections again."""
        self._listener.wake_up()

    async def rest(self) -> None:
        """End all sessions, and forget the queue; what was accepted for mailboxes here is delivered first."""
        self._before = self._listener.service
        _dismiss(self._before)
        await _settle(self._before)
        await self._pull.rest()
        await self.maildrops.close()
        await self.way_out.clear()

    def begin(self, plan: Plan, common: Common) -> None:
        """Put a new server in the place of the old one."""
        self._holder.leave()
        with self._making:
            if (plan.policy.hostname, plan.policy.domain) != (self.plan.policy.hostname, self.plan.policy.domain):
                self._context = None
            self.plan, self._common = plan, common
        self.way_out = WayOut(common.clock, common.outside(plan))
        self.maildrops = Maildrops(self._writer(), self._record)
        self._listener.service = self._service()
        self._pull.serve(self._household())
        unlock(plan)

    def publish(self, plan: Plan) -> None:
        """Have the name server answer by the zones of another plan, which is the same otherwise."""
        self.plan = plan
        self._pull.serve_at(NAME_SERVER, self._household())

    def cut(self) -> None:
        """Cut the sessions that were there before the new beginning."""
        for session in list(self._before.sessions):
            session.abort()

    async def close(self) -> None:
        """Listen no more, and end all sessions; what was accepted is delivered first."""
        await self._pull.close()
        await self._listener.close()
        await self.way_out.close()
        await self.maildrops.close()
        for writer in self._writers.values():
            await asyncio.to_thread(writer.close)
        self._holder.leave()
        await _settle(self._listener.service)

    # What it is made of

    def _service(self) -> Service:
        plan, common = self.plan, self._common
        does = judging(plan, self.way_out.names, common.clock.now, self._record, common.transcript)
        self._holder = LockHolder(plan.mailbox(user) for user in plan.locked)
        deliver = Delivery(plan, self._writer(), self._holder, self._record, self._linger, peer=common.addresses.peer)
        return Service(
            plan.policy,
            self._record,
            self.way_out.accept(plan, deliver, common.addresses.peer, does),
            self._tls_context,
            connections=common.connections,
            letters=common.letters,
            screen=self.way_out.screen(plan),
            inquire=does.inquire,
            now=common.clock.now,
            seen_at=lambda conn, client: common.addresses.peer(conn, client[0])[1],
            passwords=Passwords(plan.accounts, {plan.policy.domain, plan.policy.hostname}),
        )

    def _household(self) -> Household:
        return Household(self.plan, self._record, self._tls_context, self._common.connections, self.maildrops)

    def _writer(self) -> MailboxWriter:
        patience = SHORT_PATIENCE if self.plan.locked else self._lock_patience
        if patience not in self._writers:
            self._writers[patience] = MailboxWriter(lock_patience=patience)
        return self._writers[patience]

    @property
    def _record(self) -> Callable[[Event], None]:
        """Takes the events, and says in a world of several hosts whose they are."""
        common, server = self._common, self.plan.server
        tell = common.transcript.record
        if common.addresses.is_alone:
            return tell

        def record(event: Event) -> None:
            match event:
                case Opened(conn=conn, client=client, protocol=protocol):
                    name = common.addresses.caller(conn, client)
                    called = NAME_SERVER if protocol == NAME_SERVER else server
                    tell(replace(event, client_name=name, server_name=called))
                case Delivered() | Rewritten() | Queued() | Handled() | Judged():
                    tell(replace(event, server=server))
                case _:
                    tell(event)

        return record

    def _tls_context(self) -> ssl.SSLContext:
        authority = self._common.authority()
        with self._making:
            if self._context is None:
                self._context = certificates.server_context(authority, _names(self.plan))
            return self._context


def _names(plan: Plan) -> list[str]:
    """What a server's certificate is for."""
    policy = plan.policy
    names = [policy.hostname, policy.domain, "localhost", "127.0.0.1", "::1", plan.host, plan.address]
    return list(dict.fromkeys(filter(None, names)))


async def mend(plan: Plan) -> None:
    """Undo what a killed world has left in the folder of a plan, before anybody looks at its mailboxes."""
    unlock(plan)
    await asyncio.to_thread(recover_folder, plan.mail)  # there may be much to read and to sync


def unlock(plan: Plan) -> None:
    """Remove the locks of a killed world's lessons."""
    for user in plan.policy.users:
        remove_leftover(plan.mailbox(user))


def shares_folder(plan: Plan, others: Iterable[Plan]) -> bool:
    """Whether one of these servers has its mailboxes in the same folder."""
    return any(plan.mail.absolute() == each.mail.absolute() for each in others)


def set_aside(new: Plan, before: Plan, *, keep: bool) -> Path | None:
    """Have no mail in the mailboxes of a server, and in those that lay in the same folder until now.

    Args:
        new: The plan of the server.
        before: The world until now.
        keep: Whether mail is kept elsewhere in the folder.

    Returns:
        Where it lies now; None where there was none, or none was kept.
    """
    same = [each for each in before.servers if shares_folder(each, [new])]
    users = [(each, user) for each in [new, *same] for user in each.policy.users]
    mailboxes = dict.fromkeys(place(user) for each, user in users for place in (each.mailbox, each.spam_folder))
    if keep:
        return mail_folder.set_aside(mailboxes, new.mail)
    mail_folder.delete(mailboxes, new.mail)
    return None


def _dismiss(service: Service) -> None:
    """End all sessions with a last word (RFC 5321 §3.8), but for those whose mail is on its way: they are cut."""
    for session in list(service.sessions):
        if session.is_delivering:
            session.abort()
        else:
            session.hang_up(wording.SHUTTING_DOWN, "shutdown")


async def _settle(service: Service) -> None:
    """Wait for deliveries under way, and give up those that take too long; they are not in the mailbox then."""
    if service.deliveries:
        _, late = await asyncio.wait(service.deliveries, timeout=SETTLING)
        for delivery in late:
            delivery.cancel()
