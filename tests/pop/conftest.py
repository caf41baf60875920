"""A POP3 server on loopback, in the loop of the test, over mailboxes in memory."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import Protocol

import pytest

import loopback
from heloworld.pop.maildrop import Maildrop
from heloworld.pop.policy import Policy
from heloworld.pop.server import SPEECH, PopService
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.listener import Listener
from heloworld.wire.serving.server_end import Patience
from loopback import authority, client_tls, nothing_goes_wrong_unseen, opener, server_tls
from patience import PATIENCE
from pop.mailbox import PASSWORDS, Mailbox

__all__ = ["authority", "client_tls", "nothing_goes_wrong_unseen", "server_tls"]

GREETING = "+OK mail.harbour.test POP3 ready."


class Caller(loopback.Caller):
    """A client of POP3: lines out, replies in."""

    async def reply(self) -> str:
        """The next line."""
        async with asyncio.timeout(PATIENCE):
            return (await self.reader.readuntil(b"\r\n"))[:-2].decode()

    async def listing(self) -> list[str]:
        """The next lines, up to a lone dot, dots undone."""
        lines: list[str] = []
        while (line := await self.reply()) != ".":
            lines.append(line.removeprefix("."))
        return lines

    async def say(self, *lines: str) -> list[str]:
        """Send lines, each after the first line of the reply to the one before; those."""
        replies = []
        for line in lines:
            self.writer.write(f"{line}\r\n".encode())
            replies.append(await self.reply())
        return replies

    async def begin(self) -> None:
        assert await self.reply() == GREETING

    async def log_in(self, user: str = "ana") -> None:
        await self.begin()
        assert await self.say(f"USER {user}", "PASS harbour") == ["+OK", "+OK Logged in."]


class House(loopback.House[Caller, Listener[Policy, Maildrop]]):
    """A server of POP3, and the mail that it gives out."""

    def __init__(
        self, policy: Policy | None = None, tls: ssl.SSLContext | None = None, patience: Patience | None = None
    ) -> None:
        super().__init__(Caller, tls)
        self.mailboxes = {"ana": Mailbox.of(), "ben": Mailbox.of([])}
        self.ana.is_served = True
        passwords = Passwords(PASSWORDS)
        self.service = PopService(
            policy or Policy(), self.record, passwords, self._open, self.make_tls(), patience=patience
        )
        self.listener = Listener(SPEECH, self.service)

    @property
    def ana(self) -> Mailbox:
        return self.mailboxes["ana"]

    async def _open(self, user: str, _conn: int) -> Maildrop:
        return self.mailboxes[user].open()

    async def is_well(self) -> bool:
        """Whether mail can still be fetched."""
        caller = await self.call()
        await caller.log_in("ben")
        return await caller.say("STAT", "QUIT") == ["+OK 0 0", "+OK Logging out."]

    async def close(self) -> None:
        await super().close()
        assert [mailbox.users for mailbox in self.mailboxes.values()] == [0, 0]


class Open(Protocol):
    """Starts a server."""

    async def __call__(
        self, policy: Policy = ..., tls: ssl.SSLContext | None = ..., patience: Patience | None = ...
    ) -> House: ...


@pytest.fixture
async def opened(nothing_goes_wrong_unseen: None) -> AsyncIterator[Open]:
    """Starts servers, and ends them."""
    async with opener(House) as start:
        yield start


@pytest.fixture
async def house(opened: Open) -> House:
    """A server with the usual policy, without TLS."""
    return await opened()


@pytest.fixture
async def safe_house(opened: Open, server_tls: ssl.SSLContext) -> House:
    """A server with TLS on both ports."""
    return await opened(tls=server_tls)
