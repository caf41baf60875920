"""Delivery: what is added to a mail, who gets it, and what happens when nobody can have it."""

from __future__ import annotations

import asyncio
import contextlib
import mailbox
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.delivery.batch import DeliveryBatch
from heloworld.lab.delivery.deliver import trace
from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab
from heloworld.mbox.dialects import Dialect
from heloworld.smtp.letter import Letter
from patience import PATIENCE

from .conftest import HELLO, delivered, locked, send

if TYPE_CHECKING:
    from .conftest import Start

AT = 1767402334.0
"""Sat, 3 Jan 2026 01:05:34 UTC."""


def letter(*recipients: str, **changes: object) -> Letter:
    envelope = tuple((path, path.partition("@")[0]) for path in recipients or ("ana@harbour.test",))
    fields = {
        "conn": 1,
        "queue_id": "7DCB64A55D",
        "at": AT,
        "client": "127.0.0.1",
        "helo": "client.test",
        "protocol": "ESMTP",
        "sender": "dora@island.test",
        "recipients": envelope,
        "content": HELLO,
    }
    return Letter(**(fields | changes))  # type: ignore[arg-type]


# Trace fields


def test_the_fields_are_postfixs() -> None:
    assert trace(letter(), "ana@harbour.test", "mail.harbour.test") == (
        b"Return-Path: <dora@island.test>\n"
        b"Delivered-To: ana@harbour.test\n"
        b"Received: from client.test (localhost [127.0.0.1])\n"
        b"\tby mail.harbour.test (HELO World) with ESMTP id 7DCB64A55D\n"
        b"\tfor <ana@harbour.test>; Sat, 03 Jan 2026 01:05:34 +0000 (UTC)\n"
    )


def test_nobody_learns_of_another_recipient() -> None:
    text = trace(letter("ana@harbour.test", "ben@harbour.test"), "ana@harbour.test", "mail.harbour.test")
    assert b"ben" not in text
    assert text.endswith(b" with ESMTP id 7DCB64A55D;\n\tSat, 03 Jan 2026 01:05:34 +0000 (UTC)\n")


def test_the_null_sender() -> None:
    assert trace(letter(sender=""), "ana@harbour.test", "x").startswith(b"Return-Path: <>\n")


@pytest.mark.parametrize(
    ("client", "shown"),
    [
        ("127.0.0.2", "localhost [127.0.0.2]"),
        ("::1", "localhost [IPv6:::1]"),
        ("192.0.2.7", "unknown [192.0.2.7]"),
        ("2001:db8::7", "unknown [IPv6:2001:db8::7]"),
    ],
)
def test_where_it_came_from(client: str, shown: str) -> None:
    assert f"({shown})\n".encode() in trace(letter(client=client), "ana@harbour.test", "x")


def test_a_hello_cannot_write_fields_of_its_own() -> None:
    text = trace(letter(helo="a\r\nBcc: x\x1b[2J\udcff é"), "ana@harbour.test", "x")
    assert b"Received: from a??Bcc:?x?[2J??? (localhost" in text
    assert text.count(b"\n") == 5


async def test_the_file_holds_the_mail_as_local_delivery_writes_it(lab: Lab) -> None:
    await send(lab, b"From: dora@island.test\r\nSubject: hi\r\n\r\nFrom here on\r\n..\r\n>From afar\r\n")
    text = lab.mailbox("ana").read_bytes()
    assert re.fullmatch(
        rb"From dora@island\.test \w{3} \w{3} [ 123]\d \d\d:\d\d:\d\d \d{4}\n"
        rb"Return-Path: <dora@island\.test>\n"
        rb"Delivered-To: ana@harbour\.test\n"
        rb"Received: from client\.test \(localhost \[127\.0\.0\.1\]\)\n"
        rb"\tby mail\.harbour\.test \(HELO World\) with ESMTP id [0-9A-F]{10}\n"
        rb"\tfor <ana@harbour\.test>; \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000 \(UTC\)\n"
        rb"From: dora@island\.test\nSubject: hi\n\n>From here on\n\.\.\n>>From afar\n\n",
        text,
    ), text


async def test_the_dialect_of_the_plan(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, dialect=Dialect.MBOXCL2))
    await send(lab, b"Subject: hi\r\n\r\nFrom here on\r\n")
    assert b"\nContent-Length: 13\n\nFrom here on\n\n" in lab.mailbox("ana").read_bytes()


async def test_a_bounce_is_from_the_mailer_daemon(lab: Lab) -> None:
    await send(lab, sender="")
    assert lab.mailbox("ana").read_bytes().startswith(b"From MAILER-DAEMON ")


# Recipients


async def test_each_recipient_gets_a_copy(lab: Lab) -> None:
    await send(lab, HELLO, "ana@harbour.test", "Ben@harbour.test", "postmaster")
    for user, path in [("ana", "ana@"), ("ben", "Ben@"), ("postmaster", "postmaster@")]:
        text = lab.mailbox(user).read_bytes()
        assert f"Delivered-To: {path}harbour.test\n".encode() in text
        assert b"\tfor <" not in text
    assert [event.recipient for event in delivered(lab)] == [
        "ana@harbour.test",
        "Ben@harbour.test",
        "postmaster@harbour.test",
    ]


async def test_a_hundred_mails_at_once(lab: Lab) -> None:
    replies = await asyncio.gather(*(send(lab, b"Subject: %d\r\n\r\n\r\n" % number) for number in range(100)))
    assert {code for code, _ in replies} == {250}
    with contextlib.closing(mailbox.mbox(lab.mailbox("ana"))) as box:
        subjects = [message["Subject"] for message in box]
    assert sorted(map(int, subjects)) == list(range(100))
    text = lab.mailbox("ana").read_bytes()
    for event in delivered(lab):
        record = text[event.offset : event.offset + event.length]
        assert record.startswith(b"From ")
        assert event.queue_id.encode() in record


# All, or none


async def test_a_locked_mailbox(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    lab = await start(lock_patience=0.05)
    await send(lab, HELLO, "ana@harbour.test", "ben@harbour.test")
    before = lab.mailbox("ana").read_bytes(), lab.mailbox("ben").read_bytes()
    with locked(lab.mailbox("ben")):
        assert await send(lab, HELLO, "ben@harbour.test") == (
            451,
            "4.2.0 <ben@harbour.test>: mailbox is locked by another program",
        )
        assert await send(lab, HELLO, "ana@harbour.test", "ben@harbour.test") == (
            451,
            "4.2.0 Error: a mailbox is locked by another program",
        )
        assert (lab.mailbox("ana").read_bytes(), lab.mailbox("ben").read_bytes()) == before
    assert (await send(lab, HELLO, "ana@harbour.test", "ben@harbour.test"))[0] == 250
    assert "is locked by another program" in caplog.text


async def test_a_folder_that_has_vanished(lab: Lab) -> None:
    shutil.rmtree(lab.plan.mail)
    assert await send(lab) == (451, "4.3.0 Error: mailbox write error")
    lab.plan.mail.mkdir()
    assert (await send(lab))[0] == 250


async def test_what_is_no_file(lab: Lab) -> None:
    lab.mailbox("ana").mkdir()
    assert await send(lab, HELLO, "ben@harbour.test", "ana@harbour.test") == (451, "4.3.0 Error: mailbox write error")
    assert not lab.mailbox("ben").exists() or lab.mailbox("ben").read_bytes() == b""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for little."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("no small file system can be mounted here (that takes root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_full_disk(small_disk: Path) -> None:
    async with Lab(Plan(small_disk / "mail")) as lab:
        assert (await send(lab))[0] == 250
        before = lab.mailbox("ana").read_bytes()
        large = b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 10_000
        assert await send(lab, large) == (452, "4.3.1 Insufficient system storage")
        assert lab.mailbox("ana").read_bytes() == before
        assert (await send(lab))[0] == 250


async def test_a_file_that_may_not_grow(lab: Lab) -> None:
    await send(lab)
    before = lab.mailbox("ana").read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
    try:
        large = b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 10_000
        assert await send(lab, large) == (452, "4.3.1 Insufficient system storage")
        assert lab.mailbox("ana").read_bytes() == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


# Company


async def test_who_comes_alone_does_not_wait() -> None:
    gathering = DeliveryBatch()
    for _ in range(3):
        arriving = asyncio.create_task(gathering.arrive())
        await asyncio.sleep(0)
        assert arriving.done()
        gathering.leave()


async def test_mails_that_come_one_by_one_do_not_wait(start: Start) -> None:
    lab = await start(linger=60.0)
    for _ in range(4):
        assert (await send(lab))[0] == 250


async def test_as_many_as_were_under_way_go_on_together() -> None:
    gathering = DeliveryBatch()
    first = [asyncio.create_task(gathering.arrive()) for _ in range(4)]
    await asyncio.wait(first)
    for _ in first:
        gathering.leave()
    second = [asyncio.create_task(gathering.arrive()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in second)
    await asyncio.gather(*second, gathering.arrive())


async def test_nobody_waits_for_long() -> None:
    gathering = DeliveryBatch(linger=0.001)
    await asyncio.wait([asyncio.create_task(gathering.arrive()) for _ in range(4)])
    for _ in range(4):
        gathering.leave()
    async with asyncio.timeout(PATIENCE):
        await gathering.arrive()
    gathering.leave()
    alone = asyncio.create_task(gathering.arrive())
    await asyncio.sleep(0)
    assert alone.done()


async def test_who_gives_up_while_waiting_holds_up_nobody() -> None:
    gathering = DeliveryBatch()
    await asyncio.wait([asyncio.create_task(gathering.arrive()) for _ in range(4)])
    for _ in range(4):
        gathering.leave()
    waiting = [asyncio.create_task(gathering.arrive()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*waiting[1:], gathering.arrive())
