"""The server over real sockets: mail goes through as it was sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy
from heloworld.wire.events import Bytes, Closed, Opened

if TYPE_CHECKING:
    from heloworld.smtp.letter import Letter

    from .conftest import House, Open

ENVELOPE = b"EHLO client.test\r\nMAIL FROM:<dora@island.test>\r\nRCPT TO:<ana@harbour.test>\r\nDATA\r\n"


async def test_eight_lines_make_a_mail(house: House) -> None:
    caller = await house.call()
    assert await caller.reply() == ["220 mail.harbour.test ESMTP"]
    replies = await caller.say("HELO client.test", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA")
    queued, bye = await caller.say("Subject: hello\r\n\r\nHello, ana!\r\n.", "QUIT")
    assert replies == [
        "250 mail.harbour.test",
        "250 2.1.0 Ok",
        "250 2.1.5 Ok",
        "354 End data with <CR><LF>.<CR><LF>",
    ]
    [letter] = house.letters
    assert queued == f"250 2.0.0 Ok: queued as {letter.queue_id}"
    assert bye == "221 2.0.0 Bye"
    assert await caller.rest() == b""
    assert (letter.helo, letter.protocol, letter.client) == ("client.test", "SMTP", "127.0.0.1")
    assert (letter.sender, letter.recipients) == ("dora@island.test", (("ana@harbour.test", "ana"),))
    assert letter.content == b"Subject: hello\r\n\r\nHello, ana!\r\n"


async def test_the_tap_sees_every_byte_and_nothing_else(house: House) -> None:
    caller = await house.call()
    said = ENVELOPE + b"\x00\xff\r\n.\r\nQUIT\r\n"
    await caller.send(said)
    heard = await caller.rest()
    await house.until_closed()
    assert house.crossed("client") == said
    assert house.crossed("server") == heard
    assert isinstance(house.events[0], Opened)
    assert house.events[0].client == caller.writer.get_extra_info("sockname")[:2]
    assert house.events[-1] == Closed(1, house.events[-1].at, "")


async def test_several_mails_in_one_session(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    for number in range(3):
        await caller.ask_to_send()
        assert (await caller.say(f"{number}\r\n."))[0].startswith("250 2.0.0")
    assert house.contents == [b"0\r\n", b"1\r\n", b"2\r\n"]
    assert len({letter.queue_id for letter in house.letters}) == 3


async def test_an_empty_mail(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    assert (await caller.say("."))[0].startswith("250 2.0.0")
    assert house.contents == [b""]


async def test_the_null_sender(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send(sender="")
    await caller.say(".")
    assert house.letters[0].sender == ""


async def test_each_mailbox_gets_one_copy(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send("ana@harbour.test", "ben@harbour.test", "ANA@Harbour.Test", "postmaster")
    await caller.say(".")
    assert house.letters[0].recipients == (
        ("ana@harbour.test", "ana"),
        ("ben@harbour.test", "ben"),
        ("postmaster@harbour.test", "postmaster"),
    )


@pytest.mark.parametrize(
    ("hello", "option", "protocol"),
    [("HELO x", "", "SMTP"), ("EHLO x", "", "ESMTP"), ("EHLO x", " SMTPUTF8", "UTF8SMTP")],
)
async def test_the_letter_says_which_protocol_it_came_by(house: House, hello: str, option: str, protocol: str) -> None:
    caller = await house.call()
    await caller.begin(hello)
    await caller.say(f"MAIL FROM:<dora@island.test>{option}", "RCPT TO:<ana@harbour.test>", "DATA", ".")
    assert house.letters[0].protocol == protocol


async def test_addresses_and_text_beyond_ascii(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    replies = await caller.say(
        "MAIL FROM:<zoë@island.test> SMTPUTF8 BODY=8BITMIME", "RCPT TO:<ana@harbour.test>", "DATA"
    )
    assert [reply[:3] for reply in replies] == ["250", "250", "354"]
    await caller.say("Subject: grüße\r\n\r\nöl\r\n.")
    assert house.letters[0].sender == "zoë@island.test"
    assert house.contents == ["Subject: grüße\r\n\r\nöl\r\n".encode()]


# Transparency (RFC 5321 §4.5.2)


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (b"..\r\n", b".\r\n"),
        (b"...\r\n", b"..\r\n"),
        (b"..a\r\na.\r\n.b\r\n", b".a\r\na.\r\nb\r\n"),
        (b"a\r\n..\r\n..\r\nb\r\n", b"a\r\n.\r\n.\r\nb\r\n"),
        (b"a ..b\r\n", b"a ..b\r\n"),
        (b"a\n..b\r\n", b"a\n..b\r\n"),
    ],
)
async def test_dots_are_unstuffed(house: House, sent: bytes, meant: bytes) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(sent + b".\r\n")
    assert (await caller.reply())[0].startswith("250 2.0.0")
    assert house.contents == [meant]


# Pipelining (RFC 2920), and clients that close early


async def test_a_whole_session_in_one_segment(house: House) -> None:
    caller = await house.call()
    await caller.send(ENVELOPE + b"one\r\n.\r\n" + ENVELOPE.partition(b"\r\n")[2] + b"two\r\n.\r\nQUIT\r\n")
    codes = [line[:3] for line in (await caller.rest()).split(b"\r\n") if line[3:4] == b" "]
    assert codes == [b"220", b"250", b"250", b"250", b"354", b"250", b"250", b"250", b"354", b"250", b"221"]
    assert house.contents == [b"one\r\n", b"two\r\n"]


async def test_one_byte_at_a_time(house: House) -> None:
    caller = await house.call()
    for byte in ENVELOPE + b"..\r\n.\r\nQUIT\r\n":
        await caller.send(bytes([byte]))
        await house.until(lambda: not caller.writer.transport.get_write_buffer_size())
    assert (await caller.rest()).endswith(b"221 2.0.0 Bye\r\n")
    assert house.contents == [b".\r\n"]


async def test_replies_to_a_batch_leave_together(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    before = len(house.events)
    await caller.send(b"NOOP\r\n" * 20)
    for _ in range(20):
        await caller.reply()
    spoken = [event for event in house.events[before:] if isinstance(event, Bytes) and event.source == "server"]
    assert len(spoken) < 20


async def test_a_half_closed_client_gets_all_its_replies(house: House) -> None:
    caller = await house.call()
    await caller.send(ENVELOPE + b"hello\r\n.\r\nNOOP\r\nQUIT\r\n")
    caller.half_close()
    rest = await caller.rest()
    assert [line[:3] for line in rest.split(b"\r\n")[-4:]] == [b"250", b"250", b"221", b""]
    assert house.contents == [b"hello\r\n"]


async def test_a_half_closed_client_need_not_quit(house: House) -> None:
    caller = await house.call()
    await caller.send(ENVELOPE + b"hello\r\n.\r\nNOOP")
    caller.half_close()
    assert b"queued as" in (await caller.rest()).splitlines()[-1]
    assert (await house.until_closed()).reason == ""


async def test_an_unfinished_mail_is_not_delivered(house: House) -> None:
    caller = await house.call()
    await caller.send(ENVELOPE + b"half a mail\r\n.\r")
    caller.half_close()
    assert (await caller.rest()).endswith(b"354 End data with <CR><LF>.<CR><LF>\r\n")
    await house.until_closed()
    assert house.letters == []


async def test_what_comes_while_a_mail_is_delivered_waits_its_turn(opened: Open) -> None:
    gate = asyncio.Event()
    started = asyncio.Event()

    async def deliver(_: Letter) -> None:
        started.set()
        await gate.wait()

    house = await opened(deliver=deliver)
    caller = await house.call()
    await caller.begin()
    await caller.send(ENVELOPE + b"hello\r\n.\r\n")
    await started.wait()
    await caller.send(b"NOOP\r\nQUIT\r\n")
    await house.until(lambda: house.crossed("client").endswith(b"QUIT\r\n"))
    assert house.crossed("server").endswith(b"354 End data with <CR><LF>.<CR><LF>\r\n")
    gate.set()
    assert (await caller.rest()).count(b"\r\n250 ") >= 2
    assert house.crossed("server").endswith(b"250 2.0.0 Ok\r\n221 2.0.0 Bye\r\n")


async def test_two_hundred_at_once(house: House) -> None:
    async def send(number: int) -> str:
        caller = await house.call()
        await caller.begin()
        await caller.ask_to_send()
        queued, _ = await caller.say(f"mail {number}\r\n.", "QUIT")
        return queued

    replies = await asyncio.gather(*map(send, range(200)))
    assert all(reply.startswith("250 2.0.0 Ok: queued as ") for reply in replies)
    assert sorted(house.contents) == sorted(b"mail %d\r\n" % number for number in range(200))
    assert len({letter.queue_id for letter in house.letters}) == 200


async def test_one_too_many_is_told(opened: Open) -> None:
    house = await opened(Policy(connection_limit=2))
    callers = [await house.call() for _ in range(3)]
    replies = [(await caller.reply())[0] for caller in callers]
    assert [reply[:3] for reply in replies] == ["220", "220", "421"]
    assert replies[2] == "421 4.7.0 mail.harbour.test Error: too many connections"
    assert (await house.until_closed()).reason == "too many connections"
