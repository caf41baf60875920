"""An IMAP server on loopback, in the loop of the test, over mailboxes in memory."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import Protocol

import pytest

import loopback
from heloworld.imap.mailbox import Account
from heloworld.imap.policy import Policy
from heloworld.imap.server import SPEECH, ImapService
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.listener import Listener
from heloworld.wire.serving.server_end import Patience
from imap.memory import PASSWORDS, MemoryAccount, Store
from imap.memory import opened as open_account
from loopback import authority, client_tls, nothing_goes_wrong_unseen, opener, server_tls
from patience import PATIENCE

__all__ = ["authority", "client_tls", "nothing_goes_wrong_unseen", "server_tls"]

CAPABILITIES = "IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL+ NAMESPACE UNSELECT UIDPLUS MOVE CHILDREN SPECIAL-USE"
LOGGED_IN = f"[CAPABILITY {CAPABILITIES}] Logged in"


class Caller(loopback.Caller):
    """A client of IMAP: commands out, responses in."""

    async def reply(self) -> str:
        """The next line."""
        async with asyncio.timeout(PATIENCE):
            return (await self.reader.readuntil(b"\r\n"))[:-2].decode()

    async def until(self, tag: str) -> list[str]:
        """The next lines, up to the one with a tag."""
        lines = [await self.reply()]
        while not lines[-1].startswith(f"{tag} "):
            lines.append(await self.reply())
        return lines

    async def say(self, *lines: str) -> list[str]:
        """Send lines, each after the response to the one before with the same tag; all that came."""
        said: list[str] = []
        for line in lines:
            self.writer.write(f"{line}\r\n".encode())
            said += await self.until(line.partition(" ")[0])
        return said

    async def begin(self) -> None:
        assert (await self.reply()).startswith("* OK [CAPABILITY IMAP4rev1 ")

    async def log_in(self, user: str = "ana") -> None:
        await self.begin()
        assert await self.say(f"a0 LOGIN {user} harbour") == [f"a0 OK {LOGGED_IN}"]

    async def choose(self, user: str = "ana") -> None:
        await self.log_in(user)
        assert (await self.say("a00 SELECT INBOX"))[-1] == "a00 OK [READ-WRITE] Select completed."


class House(loopback.House[Caller, Listener[Policy, Account]]):
    """A server of IMAP, and the mail that it gives out."""

    def __init__(
        self, policy: Policy | None = None, tls: ssl.SSLContext | None = None, patience: Patience | None = None
    ) -> None:
        super().__init__(Caller, tls)
        self.accounts = {"ana": MemoryAccount(), "ben": MemoryAccount({"INBOX": Store.of([])})}
        passwords = Passwords(PASSWORDS)
        self.service = ImapService(
            policy or Policy(), self.record, passwords, self._open, self.make_tls(), patience=patience
        )
        self.listener = Listener(SPEECH, self.service)

    @property
    def ana(self) -> Store:
        return self.accounts["ana"].stores["INBOX"]

    async def _open(self, user: str, _conn: int) -> Account:
        return await open_account(self.accounts[user])

    async def is_well(self) -> bool:
        """Whether mail can still be fetched."""
        caller = await self.call()
        await caller.choose("ben")
        return await caller.say("a1 NOOP", "a2 LOGOUT") == [
            "a1 OK NOOP completed.",
            "* BYE Logging out",
            "a2 OK Logout completed.",
        ]

    async def close(self) -> None:
        await super().close()
        assert [account.users for account in self.accounts.values()] == [0, 0]
        stores = [store for account in self.accounts.values() for store in account.stores.values()]
        assert [(store.users, store.watchers) for store in stores] == [(0, [])] * len(stores)


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
