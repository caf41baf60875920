"""POP3 in a world: the very mailbox into which SMTP delivers, fetched and deleted from by a real client."""

from __future__ import annotations

import asyncio
import contextlib
import poplib
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from heloworld.lab.plan import Plan, with_accounts, with_client_limit
from heloworld.lab.world import Lab
from heloworld.mbox.writing import rewrite
from heloworld.wire.events import Closed, Delivered, Opened, Rewritten
from lab.conftest import Start, happened, send
from patience import PATIENCE

Result = TypeVar("Result")
LETTER = b"Subject: three\r\n\r\n>From here\r\nFrom now on\r\n..\r\n"


@pytest.fixture
async def lab(start: Start, mail: Path) -> Lab:
    return await start(with_accounts(Plan(mail, doors={"pop3": 0, "pop3s": 0})))


@contextlib.contextmanager
def login(lab: Lab, user: str = "ana", *, tls: bool = False) -> Iterator[poplib.POP3]:
    """Somebody who is logged in; who does not say QUIT hangs up at the end."""
    if tls:
        context = ssl.create_default_context(cadata=lab.authority.certificate_pem.decode())
        client: poplib.POP3 = poplib.POP3_SSL(*lab.doors["pop3s"], timeout=PATIENCE, context=context)
    else:
        client = poplib.POP3(*lab.doors["pop3"], timeout=PATIENCE)
    try:
        client.user(user)
        client.pass_("sesame")
        yield client
    finally:
        client.close()


async def done(call: Callable[[], Result]) -> Result:
    return await asyncio.to_thread(call)


@pytest.mark.parametrize("tls", [False, True])
async def test_what_was_delivered_is_fetched_as_it_was_sent(lab: Lab, tls: bool) -> None:
    await send(lab, LETTER)

    def fetch() -> tuple[bytes, int, list[bytes]]:
        with login(lab, tls=tls) as client:
            _, sizes, _ = client.list()
            _, lines, size = client.retr(1)
            assert client.quit() == b"+OK Logging out."
            return sizes[0], size, lines

    listed, size, lines = await done(fetch)
    assert listed == b"1 %d" % size
    assert lines[-3:] == LETTER.split(b"\r\n")[2:5]
    assert lines[0] == b"Return-Path: <dora@island.test>"


async def test_only_quit_deletes_and_the_transcript_says_which_session(lab: Lab) -> None:
    for word in (b"one", b"two", b"three"):
        await send(lab, b"Subject: %s\r\n\r\n%s\r\n" % (word, word))
    path = lab.mailbox("ana")
    whole = path.read_bytes()

    def mark(*, says_quit: bool) -> bytes:
        with login(lab) as client:
            client.dele(2)
            return client.quit() if says_quit else b""

    await done(lambda: mark(says_quit=False))
    assert path.read_bytes() == whole
    assert await done(lambda: mark(says_quit=True)) == b"+OK Logging out, messages deleted."
    second = [event for event in happened(lab) if isinstance(event, Delivered)][1]
    kept = whole[: second.offset] + whole[second.offset + second.length :]
    assert path.read_bytes() == kept
    (rewritten,) = [event for event in happened(lab) if isinstance(event, Rewritten)]
    assert (rewritten.why, rewritten.edits) == ("QUIT", ((second.offset, second.length, 0),))
    conns = [event.conn for event in happened(lab) if isinstance(event, Opened) and event.protocol == "pop3"]
    assert rewritten.conn == conns[-1] == 5


async def test_a_paragraph_that_starts_with_from_stays_with_its_letter(lab: Lab) -> None:
    await send(lab, b"Subject: one\r\n\r\nDear Ana,\r\n\r\nFrom Bonn to Mainz.\r\n")
    path = lab.mailbox("ana")
    first = path.read_bytes().replace(b"\n>From", b"\nFrom")
    path.write_bytes(first)
    await send(lab, b"Subject: two\r\n\r\ntwo\r\n")

    def delete() -> int:
        with login(lab) as client:
            count, _ = client.stat()
            client.dele(2)
            client.quit()
            return count

    assert await done(delete) == 2
    assert path.read_bytes() == first


async def test_a_mailbox_that_is_too_large_to_be_changed_says_so(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await send(lab)
    monkeypatch.setattr(rewrite, "LARGEST_TAIL", 10)

    def delete() -> str:
        with login(lab) as client:
            client.dele(1)
            with pytest.raises(poplib.error_proto) as refused:
                client.quit()
        return str(refused.value)

    assert "-ERR [SYS/PERM] Mailbox is too large to be changed here, no message was deleted." in await done(delete)
    assert "QUIT: " in caplog.text
    assert "bytes would have to be moved" in caplog.text
    assert "Delete from it with a mail program that writes a new file." in caplog.text


async def test_one_address_may_have_as_many_sessions_as_the_plan_says(start: Start, mail: Path) -> None:
    doors = {"pop3": 0, "imap": 0, "dns": 0}
    lab = await start(with_client_limit(with_accounts(Plan(mail, doors=doors)), 1))

    async def second(door: str) -> bytes:
        _, first = await asyncio.open_connection(*lab.doors[door])
        reader, writer = await asyncio.open_connection(*lab.doors[door])
        async with asyncio.timeout(PATIENCE):
            said = await reader.read()
        first.close()
        writer.close()
        return said

    assert await second("pop3") == b"-ERR [SYS/TEMP] Too many connections from 127.0.0.1.\r\n"
    assert await second("imap") == b"* BYE [UNAVAILABLE] Too many connections from 127.0.0.1.\r\n"
    assert await second("dns") == b""


async def test_a_mailbox_is_for_one_session_at_a_time(lab: Lab) -> None:
    await send(lab)

    def try_twice() -> str:
        with login(lab), pytest.raises(poplib.error_proto, match="IN-USE") as refused, login(lab):
            pass
        with login(lab) as client:
            assert client.stat()[0] == 1
        return str(refused.value)

    await done(try_twice)


async def test_names_of_letters_stay_and_numbers_do_not(lab: Lab) -> None:
    for word in (b"one", b"two"):
        await send(lab, b"Subject: %s\r\n\r\n%s\r\n" % (word, word))

    def names(delete: int = 0) -> list[bytes]:
        with login(lab) as client:
            found = client.uidl()[1]
            if delete:
                client.dele(delete)
            client.quit()
            return [line.split()[1] for line in found]

    before = await done(lambda: names(delete=1))
    await send(lab, b"Subject: three\r\n\r\nthree\r\n")
    after = await done(names)
    assert after[0] == before[1]
    assert len({*before, *after}) == 3


async def test_who_is_not_known_and_who_has_no_password_stay_outside(start: Start, mail: Path) -> None:
    lab = await start(with_accounts(Plan(mail, doors={"pop3": 0}), ["ANA:open:sesame"]))

    def attempt(user: str, password: str) -> None:
        client = poplib.POP3(*lab.doors["pop3"], timeout=PATIENCE)
        with contextlib.closing(client):
            client.user(user)
            client.pass_(password)

    await done(lambda: attempt("ANA", "open:sesame"))
    for user, password in (("ana", "open"), ("ben", "sesame"), ("../ana", "open:sesame")):
        with pytest.raises(poplib.error_proto, match="AUTH"):
            await done(partial(attempt, user, password))


async def test_a_reset_ends_sessions_and_gives_fresh_mailboxes(lab: Lab) -> None:
    await send(lab)
    client = await done(lambda: poplib.POP3(*lab.doors["pop3"], timeout=PATIENCE))
    before = dict(lab.doors)
    await lab.reset(keep=False)
    assert lab.doors == before
    with contextlib.closing(client), pytest.raises((poplib.error_proto, OSError)):
        await done(client.noop)

    def count() -> int:
        with login(lab) as again:
            return again.stat()[0]

    assert await done(count) == 0
    opened = [event for event in happened(lab) if isinstance(event, Opened | Closed)]
    assert opened[0].conn == 1


async def test_why_a_mailbox_is_not_to_be_had_is_told_to_whoever_runs_the_server(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    path = lab.mailbox("ana")
    path.mkdir()

    def refused() -> str:
        with pytest.raises(poplib.error_proto) as error, login(lab):
            raise AssertionError("a folder was opened")
        return str(error.value)

    assert "[SYS/TEMP] Mailbox cannot be read now." in await done(refused)
    [said] = [record.getMessage() for record in caplog.records]
    assert said.startswith("Connection 1: ")
    assert str(path) in said
    assert len(said.split(". ")) > 1, "there is a remedy"
    caplog.clear()


async def test_a_letter_that_cannot_be_read_is_told_with_its_reason(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    await send(lab, LETTER)

    def break_it() -> str:
        with login(lab) as client:
            lab.mailbox("ana").rename(lab.mailbox("ana").with_name("away"))
            lab.mailbox("ana").mkdir()
            with pytest.raises(poplib.error_proto) as error:
                client.retr(1)
            return str(error.value)

    assert "-ERR" in await done(break_it)
    assert any(str(lab.mailbox("ana")) in record.getMessage() for record in caplog.records), caplog.records
    caplog.clear()
