"""The server over real sockets: what strangers try."""

from __future__ import annotations

import asyncio
import random
import resource
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy
from heloworld.smtp.server import HIGH_WATER, TURN
from heloworld.wire.events import Bytes

if TYPE_CHECKING:
    from heloworld.smtp.letter import Letter
    from heloworld.smtp.path import Path

    from .conftest import House, Open

SMUGGLED = b"MAIL FROM:<admin@harbour.test>\r\nRCPT TO:<cleo@harbour.test>\r\nDATA\r\nsmuggled\r\n"

NOT_THE_END = {
    "LF.LF": b"\n.\n",
    "LF.CRLF": b"\n.\r\n",
    "CRLF.LF": b"\r\n.\n",
    "CR.CR": b"\r.\r",
    "CR.CRLF": b"\r.\r\n",
    "CRLF.CR": b"\r\n.\r",
    "CRLF CR.CRLF": b"\r\n\r.\r\n",
    "CRLF NUL.CRLF": b"\r\n\0.\r\n",
    "CRLF.NUL CRLF": b"\r\n.\0\r\n",
    "CRLF space.CRLF": b"\r\n .\r\n",
    "CRLF. CRLF": b"\r\n. \r\n",
    "CRLF..CRLF": b"\r\n..\r\n",
}


@pytest.mark.parametrize("sequence", NOT_THE_END.values(), ids=NOT_THE_END)
async def test_nothing_else_ends_a_mail(house: House, sequence: bytes) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b"first" + sequence + SMUGGLED)
    await caller.send(b".\r\nQUIT\r\n")
    replies = (await caller.rest()).splitlines()
    assert len(replies) == 2
    refused = b"\0" in sequence
    assert replies[0].startswith(b"554 5.6.0" if refused else b"250 2.0.0 Ok: queued")
    assert len(house.letters) == (0 if refused else 1)
    if not refused:
        text = b"first" + sequence + SMUGGLED
        assert house.contents == [text.replace(b"\r\n.", b"\r\n")]


async def test_a_dot_on_the_first_line_ends_the_mail_and_a_bare_one_does_not(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b".\nstill text\r\n.\r\n")
    assert (await caller.reply())[0].startswith("250")
    assert house.contents == [b"\nstill text\r\n"]


# Too long, too much


async def test_a_command_without_end_is_refused_once(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"A" * 100_000 + b"\r\nNOOP\r\n")
    assert await caller.reply() == ["500 5.5.2 Error: command line too long"]
    assert await caller.reply() == ["250 2.0.0 Ok"]


async def test_the_longest_command_is_taken(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    limit = Policy().command_limit
    assert await caller.say("NOOP " + "x" * (limit - 7)) == ["250 2.0.0 Ok"]
    assert await caller.say("NOOP " + "x" * (limit - 6)) == ["500 5.5.2 Error: command line too long"]


async def test_a_text_without_line_ends_is_refused(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b"A" * 100_000 + b"\r\n.\r\n")
    assert await caller.reply() == ["554 5.6.0 Error: a line of the message is too long"]
    assert house.letters == []
    assert await house.is_well()


async def test_a_mail_too_big_is_refused_after_its_end(opened: Open) -> None:
    house = await opened(Policy(size_limit=1000))
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b"0123456789abcdef\r\n" * 50_000)
    await caller.send(b".\r\n")
    assert await caller.reply() == ["552 5.3.4 Error: message file too big"]
    await caller.ask_to_send()
    await caller.send(b"x" * 998 + b"\r\n.\r\n")
    assert (await caller.reply())[0].startswith("250 2.0.0 Ok: queued")
    assert [len(content) for content in house.contents] == [1000]


async def test_a_flood_costs_no_memory(opened: Open) -> None:
    house = await opened(Policy(size_limit=1000))
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    house.events.clear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(64):
        await caller.send(b"0123456789abcdef\r\n" * 60_000)
        house.events.clear()
    await caller.send(b".\r\n")
    assert (await caller.reply())[0].startswith("552")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


async def test_too_many_errors_end_the_session(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"HULLO\r\n" * 30)
    lines = (await caller.rest()).splitlines()
    assert lines == [b"500 5.5.2 Error: command not recognized"] * 20 + [
        b"421 4.7.0 mail.harbour.test Error: too many errors"
    ]
    assert (await house.until_closed()).reason == "too many errors"


async def test_a_web_browser_is_sent_away(house: House) -> None:
    caller = await house.call()
    await caller.send(b"GET / HTTP/1.1\r\nHost: mail.harbour.test\r\nMAIL FROM:<a@b.test>\r\n\r\n")
    rest = await caller.rest()
    assert rest.splitlines()[1:] == [b"221 2.7.0 Error: I can break rules, too. Goodbye."]
    await house.until_closed()


# Neighbours


async def test_who_does_not_read_does_not_hold_up_others(house: House) -> None:
    deaf = await house.call()
    deaf.stop_reading()
    deaf.writer.write(b"EHLO x\r\n" + b"HELP\r\n" * 300_000)
    await house.until(lambda: len(house.crossed("server")) > HIGH_WATER)
    told, before = len(house.crossed("server", conn=1)), 0
    while told > before:
        assert await house.is_well()
        told, before = len(house.crossed("server", conn=1)), told
    assert told < 20_000_000  # of more than 30; the system itself holds some


async def test_who_reads_late_gets_everything(house: House) -> None:
    caller = await house.call()
    assert (await caller.reply())[0].startswith("220")
    help_ = (await caller.say("HELP"))[0].encode() + b"\r\n"
    caller.stop_reading()
    caller.writer.write(b"HELP\r\n" * 80_000 + b"QUIT\r\n")
    await house.until(lambda: len(house.crossed("server")) > HIGH_WATER)
    caller.read_on()
    rest = await caller.rest()
    assert rest == help_ * 80_000 + b"221 2.0.0 Bye\r\n"


async def test_a_long_batch_is_answered_bit_by_bit(house: House) -> None:
    caller = await house.call()
    await caller.send(b"NOOP\r\n" * 10_000 + b"QUIT\r\n")
    assert (await caller.rest()).count(b"250 2.0.0 Ok\r\n") == 10_000
    longest = max(
        event.data.count(b"\n") for event in house.events if isinstance(event, Bytes) and event.source == "server"
    )
    assert longest <= TURN + 1


async def test_a_flood_of_commands_lets_others_have_their_turn(house: House) -> None:
    flood = await house.call()
    assert (await flood.reply())[0].startswith("220")
    reader = asyncio.create_task(flood.rest())
    flood.writer.write(b"NOOP\r\n" * 60_000 + b"QUIT\r\n")
    assert await house.is_well()
    assert not reader.done()
    assert await reader == b"250 2.0.0 Ok\r\n" * 60_000 + b"221 2.0.0 Bye\r\n"


# Noise


def _noise(source: random.Random) -> bytes:
    """Bytes that are nearly, or not at all, what a server expects."""
    words = [b"EHLO x", b"MAIL FROM:<a@b.test>", b"RCPT TO:<ana@harbour.test>", b"DATA", b"RSET", b"\r\n", b"\n", b"\r"]
    words += [
        b".",
        b"\0",
        b"\xff\xfe",
        b"<",
        b">",
        b"@",
        b":",
        b" ",
        b"\x80",
        b"AUTH PLAIN",
        b"BDAT 5 LAST",
        b"=",
        b'"',
    ]
    if source.random() < 0.5:
        return source.randbytes(source.randrange(40)) + b"\r\n"
    return b"".join(source.choices(words, k=source.randrange(1, 6))) + b"\r\n"


@pytest.mark.parametrize("seed", range(4))
async def test_noise(opened: Open, seed: int) -> None:
    house = await opened(Policy(error_limit=1_000_000))
    source = random.Random(seed)
    caller = await house.call()
    noise = b"".join(_noise(source) for _ in range(2_500))
    reading = asyncio.create_task(caller.rest())
    await caller.send(noise.replace(b"DATA", b"DAT") if seed % 2 else noise)
    caller.half_close()
    heard = await reading
    assert all(line[:3].isdigit() and line[3:4] in {b" ", b"-"} for line in heard.split(b"\r\n")[:-1])
    assert all(letter.recipients == (("ana@harbour.test", "ana"),) for letter in house.letters)
    if seed % 2:
        assert house.letters == []
    assert await house.is_well()


async def test_nuls(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    nul = ["NOOP \0", "\0", "MAIL FROM:<a\0@b.test>", "MAIL\0FROM:<a@b.test>", "RSET\0"]
    assert [reply[:3] for reply in await caller.say(*nul)] == ["250", "500", "501", "500", "500"]


# Our own faults


async def test_a_fault_of_ours_is_not_shown(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    async def deliver(_: Letter) -> None:
        raise ValueError("secret\r\n250 2.0.0 Ok")

    house = await opened(deliver=deliver)
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    assert await caller.say(".", "NOOP") == ["451 4.3.0 Error: local error in processing", "250 2.0.0 Ok"]
    assert b"secret" not in house.crossed("server")
    assert [record.getMessage()[10:] for record in caplog.records] == [": the delivery failed"]
    caplog.clear()


async def test_a_fault_in_a_command_is_not_shown_either(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Policy):
        def mailbox(self, path: Path, helo: str = "") -> str | None:
            raise ValueError(f"secret {path} {helo}")

    house = await opened(Broken())
    caller = await house.call()
    await caller.begin()
    replies = await caller.say("MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "NOOP")
    assert replies[1:] == ["451 4.3.0 Error: local error in processing", "250 2.0.0 Ok"]
    assert [record.getMessage() for record in caplog.records] == ["a command could not be carried out"]
    caplog.clear()


async def test_no_reply_is_longer_than_a_reply_may_be(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.say("MAIL FROM:<dora@island.test> SMTPUTF8")
    long = "x" * 1500
    await caller.say(f"MAIL FROM:<a@b.test> {long}=1", "RSET", f"VRFY {long}", f"RCPT TO:<{long}@harbour.test>")
    await caller.say(f"VRFY zoë@{'ö.' * 60}test", "RSET", f"MAIL FROM:<a@b.test> X={'ö' * 500}")
    assert house.crossed("server").isascii()
    await caller.say("RSET", "MAIL FROM:<a@b.test> SMTPUTF8", f"RCPT TO:<{'ö' * 32}@{'ö' * 120}.test>")
    for event in house.events:
        if isinstance(event, Bytes) and event.source == "server":
            assert all(len(line) <= 512 for line in event.data.splitlines(keepends=True))
