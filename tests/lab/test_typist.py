"""The hands at the keyboard, typing to a server of our own and to servers that do not behave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from heloworld.lab import certificates
from heloworld.lab.world import Lab
from heloworld.wire.events import Bytes, Opened, TlsStarted
from patience import PATIENCE
from talking import Serve

from .conftest import delivered, ends_with, happened, until
from .hands import Hands

MAIL = b"""\
HELO client.test
MAIL FROM:<dora@island.test>
RCPT TO:<ana@harbour.test>
DATA
Subject: hi

..
QUIT
.
QUIT""".split(b"\n")


@pytest.fixture
async def hands(lab: Lab) -> AsyncIterator[Hands]:
    hands = Hands(lab.address, lambda _door: (certificates.client_context(lab.authority), "mail.harbour.test"))
    yield hands
    await hands.stop()


def crossed(lab: Lab) -> list[tuple[str, bytes]]:
    return [(event.source, event.data) for event in happened(lab) if isinstance(event, Bytes)]


async def test_a_pasted_mail_is_sent_line_by_line(lab: Lab, hands: Hands) -> None:
    hands.type(*MAIL)
    await until(lab, ends_with(b"221 2.0.0 Bye\r\n"))
    sides = [side for side, _ in crossed(lab)]
    assert sides[:9] == ["server", *["client", "server"] * 4]
    assert b"".join(data for side, data in crossed(lab) if side == "client") == b"".join(
        line + b"\r\n" for line in MAIL
    )
    assert len(delivered(lab)) == 1
    assert b"\n\n.\nQUIT\n\n" in lab.mailbox("ana").read_bytes()
    assert hands.errors == []


async def test_a_line_waits_for_the_reply_to_the_one_before(lab: Lab, hands: Hands) -> None:
    hands.type(*[b"NOOP"] * 5)
    await until(lab, lambda _: len(crossed(lab)) == 11)
    assert [side for side, _ in crossed(lab)] == ["server", *["client", "server"] * 5]


async def test_after_goodbye_the_next_line_is_for_a_new_connection(lab: Lab, hands: Hands) -> None:
    hands.type(b"QUIT", b"NOOP")
    await until(lab, ends_with(b"250 2.0.0 Ok\r\n"))
    assert [event.conn for event in happened(lab) if isinstance(event, Opened)] == [1, 2]


async def test_an_empty_line_only_connects(lab: Lab, hands: Hands) -> None:
    assert hands.typist.client is None
    hands.type(b"", None)
    await until(lab, ends_with(b"220 mail.harbour.test ESMTP\r\n"))
    hands.type(b"")
    await until(lab, ends_with(b"500 5.5.2 Error: bad syntax\r\n"))
    assert len([event for event in happened(lab) if isinstance(event, Opened)]) == 1
    assert hands.typist.client is not None


async def test_starttls_is_carried_out(lab: Lab, hands: Hands) -> None:
    hands.type(b"EHLO client.test", b"starttls", b"EHLO client.test", b"QUIT")
    await until(lab, ends_with(b"221 2.0.0 Bye\r\n"))
    assert len([event for event in happened(lab) if isinstance(event, TlsStarted)]) == 1
    last = [event for event in happened(lab) if isinstance(event, Bytes)][-1]
    assert last.tls
    assert hands.errors == []


# Servers that do not behave


async def test_a_server_that_is_not_there_is_told_once(serve: Serve) -> None:
    async def nobody(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    address = await serve(nobody)
    host, _ = address
    hands = Hands((host, 1))
    hands.type(*MAIL)
    await hands.until_told()
    hands.type(None)
    await hands.until_told(2)
    assert len(hands.errors) == 2
    assert "1" in hands.errors[0].sentence
    await hands.stop()


async def test_silence_does_not_hold_up_the_next_line(serve: Serve) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hi\r\n")
        while line := await reader.readline():
            heard.put_nowait(line)
        writer.close()

    hands = Hands(await serve(silent), patience=0.02)
    hands.type(b"one", b"two")
    async with asyncio.timeout(PATIENCE):
        assert [await heard.get(), await heard.get()] == [b"one\r\n", b"two\r\n"]
    await hands.stop()
