"""The world: a server, its mailboxes and one transcript, as an async context manager."""

from __future__ import annotations

import asyncio
import itertools
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from heloworld.errors import ConnectError, HeloError, ListenError
from heloworld.lab import certificates, mail_folder
from heloworld.lab.delivery.batch import LINGER
from heloworld.lab.delivery.deliver import Delivery
from heloworld.lab.doors import FRONT, door_of
from heloworld.lab.lock_holder import LockHolder, remove_leftover
from heloworld.lab.maildrops.household import Household
from heloworld.lab.maildrops.maildrop import Maildrop
from heloworld.lab.maildrops.maildrops import Maildrops
from heloworld.lab.maildrops.servers import PullServers
from heloworld.lab.plan import Plan
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.recovery import recover_folder
from heloworld.smtp import wording
from heloworld.smtp.listener import Listener
from heloworld.smtp.service import Service
from heloworld.wire import client
from heloworld.wire.events import Address, Event
from heloworld.wire.transcript import Transcript

SETTLING = 0.5
"""Seconds that deliveries under way are waited for."""

LOCK_PATIENCE = 5.0
"""Seconds that a mail waits for a locked mailbox."""

SHORT_PATIENCE = 0.15
"""The same where it is part of the plan that it waits in vain."""


class Lab:
    """A running world.

    Attributes:
        plan: What it was made from.
        transcript: Everything that happened since the start or the last reset.
        doors: Where it listens: the name of each open door → its address.

    Args:
        plan: What the world is to be like.
        transcript: Where to record; a transcript of its own where none is given.
        lock_patience: Seconds that a mail waits for a locked mailbox, unless it is part of the plan that it is locked.
        linger: Seconds that a mail waits for others to be written with, at most.
    """

    def __init__(
        self,
        plan: Plan,
        transcript: Transcript | None = None,
        *,
        lock_patience: float = LOCK_PATIENCE,
        linger: float = LINGER,
    ) -> None:
        self.plan = plan
        self.transcript = Transcript() if transcript is None else transcript
        self.doors: dict[str, Address] = {}
        self._host = plan.host
        self._lock_patience, self._linger = lock_patience, linger
        self._making = threading.Lock()
        self._authority: certificates.Authority | None = None
        self._context: ssl.SSLContext | None = None
        self._writers: dict[float, MailboxWriter] = {}
        self._holder = LockHolder(())
        self._connections = itertools.count(1)
        self._maildrops = Maildrops(self._writer(), self.transcript.record)
        self._listener = Listener(self._service())
        self._pull = PullServers(self._household())

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            ListenError: A port is not to be had.
            HeloError: The folder cannot be made, or not written to; or a seed cannot be read.
        """
        try:
            contents = mail_folder.read_seeds(self.plan.seeds)
            with mail_folder.about(self.plan.mail):
                mail_folder.make(self.plan.mail)
                await _mend(self.plan)
                self._furnish(contents)
            self.doors[FRONT] = await self._open(FRONT, self.plan.port)
            await self._open_others()
        except HeloError:
            await self._shut()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, within a second, whoever is connected; what was accepted is delivered first."""
        await self._shut()

    def mailbox(self, user: str) -> Path:
        """The file of a user's mail; it may not exist yet."""
        return self.plan.mail / f"{user}.mbox"

    def maildrop(self, user: str) -> Maildrop:
        """A user's mailbox as POP3 and IMAP serve it, the same for all sessions; from this world's event loop."""
        return self._maildrops.of(self.plan.mailbox(user), self.plan.dialect_of(user))

    @property
    def address(self) -> Address:
        """Where it takes SMTP."""
        return self.doors[FRONT]

    @property
    def authority(self) -> certificates.Authority:
        """Who signs this world's certificates; made when first asked for, from whatever thread."""
        with self._making:
            if self._authority is None:
                self._authority = certificates.Authority()
            return self._authority

    def trust(self) -> tuple[ssl.SSLContext, str]:
        """What a client needs to believe this world's server, and the name it has to ask for; from whatever thread."""
        return certificates.client_context(self.authority), self.plan.policy.hostname

    async def call(
        self, door: str = FRONT, *, record: Callable[[Event], None] | None = None, conn: int = 1
    ) -> client.Client:
        """A connection to it.

        Args:
            door: At which door.
            record: Receives what happens on the connection, as seen from the client's side.
            conn: The number of the connection in those events.

        Raises:
            ConnectError: It cannot be had; there may be no such door.
        """
        if door not in self.doors:
            raise ConnectError(f"This server does not listen for {door}.", f"Its doors are {', '.join(self.doors)}.")
        protocol, implicit_tls = door_of(door).protocol, door_of(door).implicit_tls
        context, name = await asyncio.to_thread(self.trust) if implicit_tls else (None, None)
        return await client.connect(
            *self.doors[door], tls=context, server_name=name, record=record, conn=conn, protocol=protocol
        )

    async def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Path | None:
        """A new server, new mailboxes, an empty transcript; ports stay.

        Args:
            plan: What the world is to be like from now on; as before where none is given. Its host and ports are not
                looked at, but that doors are opened which it wants and which are not open yet.
            keep: Set mailboxes in which there is mail aside; else they are deleted.

        Returns:
            The folder that now holds the old mailboxes; None where there was no mail, or none was kept.

        Raises:
            HeloError: The mailboxes cannot be set aside, or a seed cannot be read; then nothing but the sessions is
                gone.
            ListenError: There is no port to be had for a door that is not open yet.
        """
        new, before = self.plan if plan is None else plan, self._listener.service
        if not self._shares_folder(new):
            await _mend(new)
        _dismiss(before)
        await _settle(before)
        await self._pull.rest()
        await self._maildrops.close()
        contents = mail_folder.read_seeds(new.seeds)
        with mail_folder.about(new.mail):
            mail_folder.make(new.mail)
            aside = self._clear(new, keep=keep)
            self._begin(new, contents)
        _abort(before)
        await self._open_others()
        return aside

    def _clear(self, new: Plan, *, keep: bool) -> Path | None:
        """Have no mail in the mailboxes of a plan, and of the old one where it has the same folder."""
        same = [self.plan] if self._shares_folder(new) else []
        mailboxes = dict.fromkeys(new.mailbox(user) for each in [new, *same] for user in each.policy.users)
        if keep:
            return mail_folder.set_aside(mailboxes, new.mail)
        mail_folder.delete(mailboxes, new.mail)
        return None

    def _shares_folder(self, new: Plan) -> bool:
        return self.plan.mail.absolute() == new.mail.absolute()

    def _begin(self, new: Plan, contents: dict[str, bytes]) -> None:
        """Put a new server in the place of the old one."""
        self._holder.leave()
        with self._making:
            if new.policy.hostname != self.plan.policy.hostname or new.policy.domain != self.plan.policy.domain:
                self._context = None
            self.plan = new
        self.transcript, self._connections = Transcript(), itertools.count(1)
        self._maildrops = Maildrops(self._writer(), self.transcript.record)
        self._listener.service = self._service()
        self._pull.serve(self._household())
        _unlock(new)
        self._furnish(contents)

    def _furnish(self, contents: dict[str, bytes]) -> None:
        """Mailboxes as the plan has them: with their first mail, and locked."""
        for user, content in contents.items():
            mail_folder.sow(self.plan.mailbox(user), content)
        self._holder.take()

    def _service(self) -> Service:
        plan, record = self.plan, self.transcript.record
        self._holder = LockHolder(plan.mailbox(user) for user in plan.locked)
        deliver = Delivery(plan, self._writer(), self._holder, record, self._linger)
        return Service(plan.policy, record, deliver, self._tls_context, connections=self._connections)

    def _household(self) -> Household:
        return Household(self.plan, self.transcript.record, self._tls_context, self._connections, self._maildrops)

    def _writer(self) -> MailboxWriter:
        patience = SHORT_PATIENCE if self.plan.locked else self._lock_patience
        if patience not in self._writers:
            self._writers[patience] = MailboxWriter(lock_patience=patience)
        return self._writers[patience]

    def _tls_context(self) -> ssl.SSLContext:
        authority = self.authority
        with self._making:
            if self._context is None:
                policy = self.plan.policy
                names = [policy.hostname, policy.domain, "localhost", "127.0.0.1", "::1"]
                names += [self.plan.host] if self.plan.host not in names else []
                self._context = certificates.server_context(authority, names)
            return self._context

    async def _open(self, name: str, port: int) -> Address:
        """Open a door; at any other port, where that one is not to be had and any will do."""
        try:
            return await self._open_at(name, port)
        except ListenError:
            if not (self.plan.any_port if name == FRONT else self.plan.any_door):
                raise
            return await self._open_at(name, 0)

    async def _open_others(self) -> None:
        """Open the doors that are wanted and not open yet."""
        for name, port in self.plan.doors.items():
            if name not in self.doors:
                self.doors[name] = await self._open(name, port)

    async def _open_at(self, name: str, port: int) -> Address:
        if door_of(name).protocol != FRONT:
            return await self._pull.open(name, self._host, port)
        return await self._listener.open(self._host, port, implicit_tls=door_of(name).implicit_tls)

    async def _shut(self) -> None:
        await self._pull.close()
        await self._listener.close()
        await self._maildrops.close()
        for writer in self._writers.values():
            await asyncio.to_thread(writer.close)
        self._holder.leave()
        await _settle(self._listener.service)


async def _mend(plan: Plan) -> None:
    """Undo what a killed world has left in the folder of a plan, before anybody looks at its mailboxes."""
    _unlock(plan)
    await asyncio.to_thread(recover_folder, plan.mail)  # there may be much to read and to sync


def _unlock(plan: Plan) -> None:
    """Remove the locks of a killed world's lessons."""
    for user in plan.policy.users:
        remove_leftover(plan.mailbox(user))


def _dismiss(service: Service) -> None:
    """End all sessions with a last word (RFC 5321 §3.8), but for those whose mail is on its way: they are cut."""
    for session in list(service.sessions):
        if session.is_delivering:
            session.abort()
        else:
            session.hang_up(wording.SHUTTING_DOWN, "shutdown")


def _abort(service: Service) -> None:
    """Cut all sessions."""
    for session in list(service.sessions):
        session.abort()


async def _settle(service: Service) -> None:
    """Wait for deliveries under way, and give up those that take too long; they are not in the mailbox then."""
    if service.deliveries:
        _, late = await asyncio.wait(service.deliveries, timeout=SETTLING)
        for delivery in late:
            delivery.cancel()
