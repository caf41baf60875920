"""A server on loopback, in the loop of the test, and callers that say exactly what a test wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from typing import Protocol

import pytest

import loopback
from heloworld.smtp.letter import Deliver, Letter
from heloworld.smtp.listener import Listener
from heloworld.smtp.policy import Policy
from heloworld.smtp.service import CLOSE_PATIENCE, TLS_PATIENCE, Service
from heloworld.wire.sasl import Passwords
from loopback import authority, client_tls, nothing_goes_wrong_unseen, opener, server_tls
from patience import PATIENCE

__all__ = ["authority", "client_tls", "nothing_goes_wrong_unseen", "server_tls"]

GREETING = "220 mail.harbour.test ESMTP"


class Caller(loopback.Caller):
    """A client of SMTP: lines out, replies in."""

    async def reply(self) -> list[str]:
        """The lines of the next reply."""
        lines: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while not lines or lines[-1][3:4] == "-":
                line = await self.reader.readuntil(b"\r\n")
                lines.append(line[:-2].decode())
        return lines

    async def say(self, *lines: str) -> list[str]:
        """Send lines, each after the reply to the one before; the last line of each reply."""
        replies = []
        for line in lines:
            self.writer.write(f"{line}\r\n".encode())
            replies.append((await self.reply())[-1])
        return replies

    async def begin(self, hello: str = "EHLO client.test") -> None:
        """Say hello."""
        assert await self.reply() == [GREETING]
        assert (await self.say(hello))[0].startswith("250")

    async def ask_to_send(self, *recipients: str, sender: str = "dora@island.test") -> None:
        """Everything up to the 354."""
        envelope = [f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{each}>" for each in recipients or ["ana@harbour.test"])]
        replies = await self.say(*envelope, "DATA")
        assert [reply[:3] for reply in replies] == ["250"] * len(envelope) + ["354"]


class House(loopback.House[Caller, Listener]):
    """A server of SMTP, and the letters that it took."""

    def __init__(
        self,
        policy: Policy | None = None,
        deliver: Deliver | None = None,
        tls: ssl.SSLContext | None = None,
        *,
        tls_patience: float = TLS_PATIENCE,
        close_patience: float = CLOSE_PATIENCE,
        passwords: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(Caller, tls)
        self.letters: list[Letter] = []
        self.submission_port = 0
        usual = policy or Policy()
        service = Service(usual, self.record, deliver or self._keep, self.make_tls(), tls_patience, close_patience)
        service.passwords = Passwords(passwords or {}, {usual.domain})
        self.listener = Listener(service)

    async def open(self) -> None:
        await super().open()
        if self._tls is not None:
            _, self.submission_port = await self.listener.open("127.0.0.1", 0, is_submission=True)

    async def _keep(self, letter: Letter) -> None:
        self.letters.append(letter)

    @property
    def contents(self) -> list[bytes]:
        """The text of each letter that was delivered."""
        return [letter.content for letter in self.letters]

    async def is_well(self) -> bool:
        """Whether a mail still goes through."""
        before = len(self.letters)
        caller = await self.call()
        await caller.begin()
        await caller.ask_to_send()
        replies = await caller.say("still here?\r\n.", "QUIT")
        return replies[0].startswith("250 2.0.0 Ok: queued as") and len(self.letters) == before + 1


class Open(Protocol):
    """Starts a server."""

    async def __call__(
        self,
        policy: Policy = ...,
        deliver: Deliver | None = ...,
        tls: ssl.SSLContext | None = ...,
        *,
        tls_patience: float = ...,
        close_patience: float = ...,
        passwords: Mapping[str, str] | None = ...,
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
