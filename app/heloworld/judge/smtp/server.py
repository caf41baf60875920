"""The server on trial: started with a port of its own, and reached as soon as it listens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from heloworld.judge.failure import Failed, Failure
from heloworld.judge.program.command import Command
from heloworld.judge.program.process import Program
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.conversation import Conversation
from heloworld.judge.smtp.mailbox import Contents, check
from heloworld.judge.smtp.reaching import free_port, reach
from heloworld.judge.trial import Trial
from heloworld.wire.events import Address

_AGAIN: Final = 0.02
"""Seconds between two looks at the mailbox."""

DELIVERY_SECONDS: Final = 2.0
"""How long after its 250 a letter may come into the mailbox."""


class Server:
    """The server of one trial; the first connection starts it.

    Args:
        trial: The trial.

    Attributes:
        trial: The trial.
        values: Its random values.
        mailbox: Ana's mailbox file; it may not exist.
        password: The password of ana and ben.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.values = trial.values
        self.mailbox: Path = trial.folder / "ana.mbox"
        self.password = self.values.token()
        self._program: Program | None = None
        self._has_listened = False
        self._address: Address = ("127.0.0.1", 0)

    @property
    def has_file(self) -> bool:
        """Whether ana's mailbox can be looked at."""
        return isinstance(self.trial.subject, Command)

    @property
    def knows_password(self) -> bool:
        """Whether the server was told the password: its command asks for it."""
        return self._asks_for("password")

    async def connect(self) -> Conversation:
        """A connection; the server is started if it does not run, and waited for until it listens.

        Raises:
            Failed: It does not run, or does not listen.
        """
        if not isinstance(self.trial.subject, Command):
            self._address = self.trial.subject
        elif self._program is None:
            self.start()
        conn = self.trial.next_conn()
        try:
            client = await reach(self.trial, self._address, self._program, conn)
        except Failed as failed:
            if self._has_listened and self._program is not None and self._program.status is not None:
                expected = "A server that is there for the next client."
                raise Failed(Failure(self._program.end, expected, SmtpCause.ENDS_WITH_CLIENT)) from failed
            raise
        self._has_listened = True
        self.trial.at_end_close(client)
        return Conversation(self.trial, client, conn)

    async def greeted(self) -> Conversation:
        """A connection on which the server has greeted."""
        talk = await self.connect()
        await talk.expect("220", silent=SmtpCause.NO_GREETING)
        return talk

    async def introduced(self) -> Conversation:
        """A connection on which both have said hello."""
        talk = await self.greeted()
        await talk.hello()
        return talk

    async def holds(self, contents: Contents, seconds: float = DELIVERY_SECONDS) -> None:
        """Make sure of ana's mailbox, where it can be looked at; a server that queues is given a moment.

        Args:
            contents: What must be in it.
            seconds: How long is waited for it.

        Raises:
            Failed: Something is not so.
        """
        if not self.has_file:
            return None
        until = time.monotonic() + seconds
        while True:
            try:
                return check(self.mailbox, contents)
            except Failed:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(_AGAIN)

    def start(self) -> None:
        """Start it on a port of its own."""
        self._has_listened = False
        self._address = ("127.0.0.1", free_port())
        places = {"port": str(self._address[1]), "mailbox": str(self.mailbox), "folder": str(self.trial.folder)}
        places["password"] = self.password
        if self._asks_for("certificate"):
            certificate = self.trial.folder / "certificate.pem"
            certificate.write_bytes(_certificate())
            places["certificate"] = str(certificate)
        self._program = self.trial.start(places)

    def kill(self) -> None:
        """End it in the middle of whatever it does (SIGKILL)."""
        assert self._program is not None
        self._program.kill()
        self._program = None

    def _asks_for(self, place: str) -> bool:
        """Whether the command names a place to be filled in."""
        subject = self.trial.subject
        return isinstance(subject, Command) and any(f"{{{place}}}" in word for word in subject.words)


def on_server(script: Callable[[Server], Awaitable[None]]) -> Callable[[Trial], Awaitable[None]]:
    """A stage's script that talks to a server."""

    async def play(trial: Trial) -> None:
        await script(Server(trial))

    return play


@lru_cache(maxsize=1)
def _certificate() -> bytes:
    """A key and a certificate for the server, made once."""
    from heloworld.lab.certificates import LAB_NAMES, Authority

    return Authority().issue(LAB_NAMES)
