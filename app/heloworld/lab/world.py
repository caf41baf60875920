"""The world: a server, its mailboxes and one transcript, as an async context manager."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from heloworld.errors import HeloError, ListenError
from heloworld.lab.delivery import Delivery
from heloworld.mbox.append import MailboxWriter
from heloworld.mbox.dialects import Dialect
from heloworld.smtp import certificates
from heloworld.smtp.listener import Listener
from heloworld.smtp.policy import Policy
from heloworld.smtp.service import Service
from heloworld.wire.events import Address
from heloworld.wire.transcript import Transcript

EARLIER = "earlier"
"""The folder in which a reset sets mailboxes aside."""

SETTLING = 0.5
"""Seconds that deliveries under way are waited for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a world is to be like.

    Attributes:
        mail: The folder of its mailboxes; made when it is missing.
        host: The address to listen on.
        port: The port of SMTP; 0 for any.
        any_port: Take any other port where that one is taken.
        tls_port: The port on which TLS is spoken from the first byte; None for no such port.
        policy: What the server allows.
        dialect: How the mailboxes quote.
    """

    mail: Path
    host: str = "127.0.0.1"
    port: int = 0
    any_port: bool = False
    tls_port: int | None = None
    policy: Policy = field(default_factory=Policy)
    dialect: Dialect = Dialect.MBOXRD


class Lab:
    """A running world.

    Attributes:
        plan: What it was made from.
        transcript: Everything that happened since the start or the last reset.
        address: Where it takes SMTP.
        tls_address: Where it takes SMTP under TLS from the first byte, if it does.

    Args:
        plan: What the world is to be like.
        transcript: Where to record; a transcript of its own where none is given.
    """

    def __init__(self, plan: Plan, transcript: Transcript | None = None) -> None:
        self.plan = plan
        self.transcript = Transcript() if transcript is None else transcript
        self.address: Address = ("", 0)
        self.tls_address: Address | None = None
        self._making = threading.Lock()
        self._authority: certificates.Authority | None = None
        self._context: ssl.SSLContext | None = None
        self._writer = MailboxWriter()
        self._listener = Listener(self._service())

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            ListenError: A port is not to be had.
            HeloError: The folder cannot be made, or not written to.
        """
        plan = self.plan
        try:
            with _about(plan.mail):
                plan.mail.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not os.access(plan.mail, os.W_OK | os.X_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            self.address = await self._open()
            if plan.tls_port is not None:
                self.tls_address = await self._listener.open(plan.host, plan.tls_port, implicit_tls=True)
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

    @property
    def authority(self) -> certificates.Authority:
        """Who signs this world's certificates; made when first asked for, from whatever thread."""
        with self._making:
            if self._authority is None:
                self._authority = certificates.Authority()
            return self._authority

    async def _open(self) -> Address:
        try:
            return await self._listener.open(self.plan.host, self.plan.port)
        except ListenError:
            if not self.plan.any_port:
                raise
            return await self._listener.open(self.plan.host, 0)

    async def reset(self) -> Path | None:
        """A new server, empty mailboxes, an empty transcript; ports stay. Old mailboxes are set aside, not deleted.

        Returns:
            The folder that now holds the old mailboxes; None where there was no mail.

        Raises:
            HeloError: The mailboxes cannot be set aside; then nothing but the sessions is gone.
        """
        before = self._listener.service
        _abort(before)
        await _settle(before)
        with _about(self.plan.mail):
            aside = self._set_aside()
        self.transcript = Transcript()
        self._listener.service = self._service()
        _abort(before)
        return aside

    def _service(self) -> Service:
        plan, transcript = self.plan, self.transcript
        deliver = Delivery(plan.mail, self._writer, transcript.record, plan.policy.hostname, plan.dialect)
        return Service(plan.policy, transcript.record, deliver, self._tls_context)

    def _tls_context(self) -> ssl.SSLContext:
        authority = self.authority
        with self._making:
            if self._context is None:
                names = [self.plan.policy.hostname, self.plan.policy.domain, "localhost", "127.0.0.1", "::1"]
                self._context = certificates.server_context(authority, names)
            return self._context

    def _set_aside(self) -> Path | None:
        mailboxes = [self.mailbox(user) for user in self.plan.policy.users]
        filled = [mailbox for mailbox in mailboxes if mailbox.exists() and mailbox.stat().st_size]
        if not filled:
            return None
        aside = self.plan.mail / EARLIER / time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
        aside.mkdir(parents=True, exist_ok=True)
        for mailbox in filled:
            mailbox.rename(_free_name(aside / mailbox.name))
        return aside

    async def _shut(self) -> None:
        await self._listener.close()
        await asyncio.to_thread(self._writer.close)
        await _settle(self._listener.service)


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


@contextlib.contextmanager
def _about(mail: Path) -> Iterator[None]:
    """Say it in words for the user where something is wrong with the folder."""
    try:
        yield
    except OSError as error:
        why = error.strerror or "it cannot be used"
        raise HeloError(f"The folder {mail} cannot hold mailboxes: {why}.", "Name another with --mail.") from error


def _free_name(path: Path) -> Path:
    """A path that does not exist yet: two resets in one second must not overwrite each other."""
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{path.stem.partition('~')[0]}~{number}{path.suffix}")
    return path
