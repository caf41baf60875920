"""Other programs rewrite, replace or empty a mailbox that is open: sessions are told, and get no wrong letter."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

import pytest

from heloworld.lab.plan import Plan, with_accounts
from heloworld.lab.world import Lab
from lab.conftest import Start
from loopback import Caller

HEAD = b"From dora@island.test Sat Jan  3 01:05:34 2026\n"
LARGE = 30_000_000
"""Bytes that no connection takes in without somebody who reads them."""


def letter(word: str, size: int = 0) -> bytes:
    """A letter as it stands in a mailbox, with the empty line behind it."""
    line = f"{word} " * 15
    return HEAD + f"Subject: {word}\n\n{word}\n".encode() + (line.encode() + b"\n") * (size // len(line)) + b"\n"


def crossing(record: bytes) -> bytes:
    """A letter as it crosses."""
    return record.partition(b"\n")[2].removesuffix(b"\n").replace(b"\n", b"\r\n")


def replace(path: Path, content: bytes) -> None:
    """Put another file in the place of a mailbox, in one step."""
    fresh = path.with_name("fresh")
    fresh.write_bytes(content)
    fresh.replace(path)


def write_over(path: Path, content: bytes) -> None:
    """Give the same file another content, as mutt does."""
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()


CHANGES = pytest.mark.parametrize("change", [replace, write_over])
Change = Callable[[Path, bytes], None]


class Talker:
    """A session that types lines and reads what comes back."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    async def until(self, end: bytes) -> bytes:
        """What comes up to the line that starts in a certain way, that line too."""
        found = b""
        async with asyncio.timeout(20):
            while True:
                line = await self.caller.reader.readline()
                found += line
                assert line, found[-500:]
                if line.startswith(end):
                    return found

    async def pop(self, line: str, end: bytes = b"") -> bytes:
        """The answer to a command of POP3, of one line unless another end is given; a refusal has one line."""
        await self.caller.send(line.encode() + b"\r\n")
        first = await self.until(b"")
        return first if first.startswith(b"-") or not end else first + await self.until(end)

    async def imap(self, line: str) -> bytes:
        """The answer to a command of IMAP, up to the tagged one."""
        await self.caller.send(b"t " + line.encode() + b"\r\n")
        return await self.until(b"t ")


class Connect(Protocol):
    """Logs in, and chooses INBOX where that is to be done."""

    async def __call__(self, lab: Lab, door: str) -> Talker: ...


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    talkers: list[Talker] = []

    async def log_in(lab: Lab, door: str) -> Talker:
        talker = Talker(Caller(*await asyncio.open_connection(*lab.doors[door])))
        talkers.append(talker)
        await talker.until(b"")
        if door == "pop3":
            assert await talker.pop("USER ana")
            assert b"+OK" in await talker.pop("PASS sesame")
        else:
            assert b"t OK" in await talker.imap("LOGIN ana sesame")
            assert b"t OK" in await talker.imap("SELECT INBOX")
        return talker

    yield log_in
    for talker in talkers:
        talker.caller.writer.close()
        with contextlib.suppress(ConnectionError):
            await talker.caller.writer.wait_closed()


@pytest.fixture
async def lab(start: Start, mail: Path) -> Lab:
    mail.mkdir()
    (mail / "ana.mbox").write_bytes(b"".join(letter(word) for word in ("one", "two", "three")))
    return await start(with_accounts(Plan(mail, doors={"imap": 0, "pop3": 0})))


@CHANGES
async def test_pop_gives_the_right_letter_or_none(lab: Lab, connect: Connect, change: Change) -> None:
    session = await connect(lab, "pop3")
    change(lab.mailbox("ana"), letter("two") + letter("three") + letter("four"))
    assert (await session.pop("RETR 1", b".")).startswith(b"-ERR Message is deleted")
    assert crossing(letter("two")) in await session.pop("RETR 2", b".")
    assert b"-ERR There's no message 4" in await session.pop("RETR 4", b".")
    assert b"+OK" in await session.pop("DELE 3")
    assert b"+OK Logging out, messages deleted." in await session.pop("QUIT")
    assert lab.mailbox("ana").read_bytes() == letter("two") + letter("four")


@CHANGES
async def test_pop_deletes_nothing_of_another_mailbox(lab: Lab, connect: Connect, change: Change) -> None:
    session = await connect(lab, "pop3")
    assert b"+OK" in await session.pop("DELE 1")
    other = letter("five") + letter("six")
    change(lab.mailbox("ana"), other)
    assert b"-ERR" in await session.pop("RETR 2", b".")
    await session.pop("QUIT")
    assert lab.mailbox("ana").read_bytes() == other


@CHANGES
async def test_imap_is_told_which_numbers_are_gone(lab: Lab, connect: Connect, change: Change) -> None:
    session = await connect(lab, "imap")
    change(lab.mailbox("ana"), letter("one") + letter("three") + letter("four"))
    told = await session.imap("NOOP")
    assert re.findall(rb"\* (\d+ (?:EXPUNGE|EXISTS))", told) == [b"2 EXPUNGE", b"3 EXISTS"]
    assert crossing(letter("three")) in await session.imap("FETCH 2 (UID BODY.PEEK[])")
    assert b"UID 3 " in await session.imap("FETCH 2 (UID FLAGS)")
    assert b"UID 4 " in await session.imap("FETCH 3 (UID FLAGS)")


@CHANGES
@pytest.mark.parametrize("content", [b"", letter("five") + letter("six")], ids=["empty", "another"])
async def test_imap_is_told_that_all_are_gone(lab: Lab, connect: Connect, change: Change, content: bytes) -> None:
    session = await connect(lab, "imap")
    assert b"t OK" in await session.imap(r"STORE 2 +FLAGS (\Deleted)")
    change(lab.mailbox("ana"), content)
    told = await session.imap("FETCH 1:3 (BODY.PEEK[])")
    assert told.count(b"BODY[] NIL") == 3
    assert b"t OK [EXPUNGEISSUED]" in told
    told += await session.imap("NOOP")
    assert b"EXPUNGE" not in await session.imap("EXPUNGE")
    assert lab.mailbox("ana").read_bytes() == content
    assert told.count(b" EXPUNGE\r\n") == 3
    listed = await session.imap("UID FETCH 1:* (FLAGS)")
    found = [int(uid) for uid in re.findall(rb"UID (\d+)", listed)]
    assert found == ([] if not content else [4, 5])


async def test_a_mailbox_that_is_taken_away_and_comes_back(lab: Lab, connect: Connect) -> None:
    session, path = await connect(lab, "imap"), lab.mailbox("ana")
    content = path.read_bytes()
    path.unlink()
    told = await session.imap("NOOP")
    assert told.count(b" EXPUNGE\r\n") == 3
    path.write_bytes(content)
    assert b"* 3 EXISTS" in await session.imap("NOOP")
    assert re.findall(rb"UID (\d+)", await session.imap("FETCH 1:* (UID)")) == [b"4", b"5", b"6"]


async def test_flags_of_others_are_told_and_ours_do_not_undo_them(lab: Lab, connect: Connect) -> None:
    session, path = await connect(lab, "imap"), lab.mailbox("ana")
    write_over(path, path.read_bytes().replace(b"Subject: two\n", b"Subject: two\nStatus: RO\nX-Status: A\n"))
    told = await session.imap(r"STORE 2 +FLAGS (\Flagged)")
    flags = [imaplib.ParseFlags(line) for line in told.split(b"\r\n") if line.startswith(b"* 2 FETCH")]
    assert {flag for flag in flags[-1] if flag != rb"\Recent"} == {rb"\Answered", rb"\Seen", rb"\Flagged"}
    assert path.read_bytes().count(b"Status: ") == 2


@CHANGES
@pytest.mark.parametrize("door", ["pop3", "imap"])
async def test_a_letter_that_goes_while_it_crosses_is_no_other_one(
    start: Start, connect: Connect, mail: Path, door: str, change: Change
) -> None:
    """What has crossed is the beginning of the letter, and then the connection is closed."""
    mail.mkdir()
    path = mail / "ana.mbox"
    path.write_bytes(letter("one", LARGE))
    lab = await start(with_accounts(Plan(mail, doors={door: 0})))
    session = await connect(lab, door)
    await session.caller.send(b"RETR 1\r\n" if door == "pop3" else b"t FETCH 1 BODY.PEEK[]\r\n")
    await session.until(b"")
    session.caller.stop_reading()
    change(path, letter("two", LARGE))
    session.caller.read_on()
    rest = await session.caller.rest()
    whole = crossing(letter("one", LARGE))
    assert len(rest) < len(whole)
    assert whole.startswith(rest)


@CHANGES
@pytest.mark.parametrize("door", ["pop3", "imap"])
async def test_a_letter_that_moves_while_it_crosses_comes_whole(
    start: Start, connect: Connect, mail: Path, door: str, change: Change
) -> None:
    mail.mkdir()
    path = mail / "ana.mbox"
    path.write_bytes(letter("one") + letter("two", LARGE))
    lab = await start(with_accounts(Plan(mail, doors={door: 0})))
    session = await connect(lab, door)
    await session.caller.send(b"RETR 2\r\nQUIT\r\n" if door == "pop3" else b"t FETCH 2 BODY.PEEK[]\r\nu LOGOUT\r\n")
    await session.until(b"")
    session.caller.stop_reading()
    change(path, letter("two", LARGE))
    session.caller.read_on()
    rest = await session.caller.rest()
    assert rest.startswith(crossing(letter("two", LARGE)))
    assert b"Logging out" in rest[-100:]
