"""The server over real sockets: what strangers try."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from heloworld.imap.policy import Policy
from heloworld.wire.serving.server_end import Patience
from imap.memory import Store
from strangers import (
    MEGABYTE,
    ask_for_200_megabytes_and_read_nothing,
    send_for_ever_and_read_nothing,
    throw_random_bytes,
    throw_random_bytes_into_the_tunnel,
)

if TYPE_CHECKING:
    import ssl

    from .conftest import House, Open


async def test_ten_thousand_commands_at_once(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    other = await house.call()
    await other.begin()
    sending = asyncio.create_task(caller.send(b"x NOOP\r\n" * 10_000 + b"y LOGOUT\r\n"))
    assert "Logged in" in (await other.say("b1 LOGIN ben harbour"))[-1]
    rest = await caller.rest()
    await sending
    assert rest == b"x OK NOOP completed.\r\n" * 10_000 + b"* BYE Logging out\r\ny OK Logout completed.\r\n"


@pytest.mark.parametrize(
    "line",
    [
        b"a1 LOGIN {9999999999}",
        b"a1 LOGIN {9999999999+}",
        b"a1 LOGIN {99999999999999999999}",
        b"a1 LOGIN {8193}",
        b"{9000+}",
        b"a1 NOOP {9000+}",
    ],
)
async def test_a_literal_that_is_too_large_before_the_login(house: House, line: bytes) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(line + b"\r\na2 NOOP\r\n")
    assert await caller.rest() == b"* BYE Literal size too large\r\n"


async def test_a_letter_that_is_too_large(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    size = Policy().message_limit + 8_192
    refused = "a1 NO [TOOBIG] Message too large: no more than 10240000 octets are taken."
    assert await caller.say(f"a1 APPEND INBOX {{{size}}}") == [refused]
    assert await caller.say("a2 NOOP") == ["a2 OK NOOP completed."], "nothing was on its way: the connection goes on"
    await caller.send(b"a3 APPEND INBOX {%d+}\r\n" % size)
    assert await caller.rest() == b"* BYE Literal size too large\r\n"


async def test_many_literals_are_no_more_than_one(opened: Open) -> None:
    house = await opened(Policy(message_limit=100_000))
    caller = await house.call()
    await caller.choose()
    await caller.send(b"a1 APPEND INBOX" + b" {50000+}\r\n" * 1 + b"x" * 50_000)
    await caller.send(b" {50000+}\r\n" + b"x" * 50_000 + b" {50000+}\r\n")
    assert await caller.rest() == b"* BYE Literal size too large\r\n"


async def test_a_literal_that_is_not_wanted_is_refused_before_it_comes(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    assert await caller.say("a1 SELECT {5}") == ["a1 BAD Error in IMAP command received by server."]
    assert "Logged in" in (await caller.say("a2 LOGIN ana harbour"))[0]
    assert await caller.say("a3 FETCH 1 {5}") == ["a3 BAD No mailbox selected."]
    assert await caller.say("a4 APPEND Nowhere {5}") == ["a4 NO [TRYCREATE] Mailbox doesn't exist: Nowhere."]
    caller.writer.write(b"a5 APPEND Nowhere {5+}\r\nhello\r\n")
    assert await caller.until("a5") == ["a5 NO [TRYCREATE] Mailbox doesn't exist: Nowhere."]


async def test_a_literal_cannot_announce_another_one(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 SEARCH SUBJECT {5+}\r\n {99}\r\na2 NOOP\r\n")
    assert await caller.until("a2") == ["* SEARCH", "a1 OK Search completed.", "a2 OK NOOP completed."]


async def test_a_line_without_end_is_refused_once(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"A" * 3_000_000 + b"\r\na1 NOOP\r\n")
    assert await caller.until("a1") == [
        "* BAD Error in IMAP command received by server: Too long command line.",
        "a1 OK NOOP completed.",
    ]


async def test_a_pause_ends_with_a_line_that_is_too_long(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"a1 AUTHENTICATE PLAIN\r\n" + b"A" * 100_000 + b"\r\na2 LOGIN ana harbour\r\n")
    assert len(await caller.until("a2")) == 3
    await caller.send(b"a3 IDLE\r\n" + b"A" * 100_000 + b"\r\na4 NOOP\r\n")
    assert (await caller.until("a4"))[-1] == "a4 OK NOOP completed."


@pytest.mark.parametrize("tls", [False, True])
async def test_random_bytes_end_in_nothing_worse_than_a_goodbye(safe_house: House, tls: bool) -> None:
    await throw_random_bytes(safe_house, 3501, safe_house.tls_port if tls else safe_house.port)


async def test_random_bytes_inside_the_tunnel_end_in_a_goodbye(safe_house: House, client_tls: ssl.SSLContext) -> None:
    async for rest in throw_random_bytes_into_the_tunnel(safe_house, 8314, client_tls, "a1 STARTTLS"):
        assert rest.endswith(b"* BYE Too many invalid IMAP commands.\r\n")
        assert all(b" BAD " in line for line in rest.splitlines()[:-1])


WORDS = (
    *(b"FETCH", b"STORE", b"SEARCH", b"UID", b"COPY", b"LIST", b"STATUS", b"SELECT", b"IDLE", b"DONE", b"APPEND"),
    *(b"1", b"1:*", b"*", b"4294967295:1", b"0", b"(", b")", b'"', b"\\", b"\\Seen", b"+FLAGS", b"FLAGS", b"BODY["),
    *(b"BODY[1.2.3.4]", b"BODY[]<0.0>", b"BODY[HEADER.FIELDS (", b"]", b"{3+}\r\nabc", b"{0+}\r\n", b"NOT", b"OR"),
    *(b"ENVELOPE", b"BODYSTRUCTURE", b"INBOX", b"%", b"\xff\x00", b"NIL", b"SINCE", b"1-Jan-2026", b"99-Foo-0000"),
)


async def test_words_in_any_order_are_answered_one_by_one(house: House) -> None:
    chance = random.Random(9051)
    caller = await house.call()
    await caller.choose()
    for number in range(1_500):
        words = b" ".join(chance.choices(WORDS, k=chance.randint(1, 8)))
        await caller.send(b"t%d %s\r\nDONE\r\ne%d SELECT INBOX\r\n" % (number, words, number))
        lines: list[bytes] = []
        async with asyncio.timeout(20):
            while not (lines and lines[-1].startswith(b"e%d OK" % number)):
                lines.append(await caller.reader.readuntil(b"\r\n"))
                assert b"SERVERBUG" not in lines[-1], words
    assert await house.is_well()


async def test_nuls_are_no_part_of_a_command(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    await caller.send(b"\0\r\na1 NO\0OP\r\na2 FETCH 1\0 UID\r\na3 NOOP\r\n")
    assert await caller.until("a3") == [
        "* BAD Error in IMAP tag: Invalid tag.",
        "a1 BAD Error in IMAP command: Invalid command name.",
        "a2 BAD Error in IMAP command FETCH: Invalid arguments.",
        "a3 OK NOOP completed.",
    ]


async def test_after_twenty_mistakes_the_server_hangs_up(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"\r\n" * 20)
    said = b"* BAD Error in IMAP tag: Invalid tag.\r\n" * 20 + b"* BYE Too many invalid IMAP commands.\r\n"
    assert await caller.rest() == said


@pytest.mark.parametrize("line", [b"x FOO {5}\r\n", b"x APPEND Nowhere {5}\r\n", b"y" * 9_000 + b"\r\n"])
async def test_twenty_mistakes_are_enough_whatever_they_are(house: House, line: bytes) -> None:
    caller = await house.call()
    await caller.choose()
    await caller.send(line * 25)
    rest = await caller.rest()
    assert rest.count(b"\r\n") == 21
    assert rest.endswith(b"* BYE Too many invalid IMAP commands.\r\n")


async def test_nobody_tries_passwords_for_ever(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"x LOGIN ana wrong\r\n" * 25)
    rest = await caller.rest()
    assert rest.count(b"NO [AUTHENTICATIONFAILED]") == 20
    assert rest.endswith(b"* BYE Too many invalid IMAP commands.\r\n")


async def test_a_slow_reader_costs_no_memory(house: House) -> None:
    """Two hundred megabytes are asked for and not read: only what the connection holds is ever made."""
    house.accounts["ana"].stores["INBOX"] = Store.of([b"Subject: x\r\n\r\n" + (b"y" * 75 + b"\r\n") * 26_000])
    caller = await house.call()
    await caller.choose()
    await ask_for_200_megabytes_and_read_nothing(house, caller, b"a1 FETCH 1 BODY.PEEK[]\r\n" * 100)
    caller.read_on()
    assert (await caller.until("a1"))[-1] == "a1 OK Fetch completed."


async def test_who_never_reads_is_cut_off(opened: Open) -> None:
    house = await opened(patience=Patience(idle=0.3, close=0.1))
    house.accounts["ana"].stores["INBOX"] = Store.of([b"Subject: x\r\n\r\n" + b"y" * 20 * MEGABYTE])
    caller = await house.call()
    await caller.choose()
    caller.stop_reading()
    await caller.send(b"a1 FETCH 1 BODY.PEEK[]\r\na2 STORE 1 +FLAGS (\\Deleted)\r\na3 EXPUNGE\r\n")
    assert (await house.until_closed()).reason == "timeout"
    assert len(house.ana.messages) == 1


async def test_who_sends_and_never_reads_has_to_wait(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    await send_for_ever_and_read_nothing(house, caller, b"a1 FETCH 1:* (FLAGS UID ENVELOPE)\r\n" * 500_000)


async def test_half_a_command_and_a_closed_half(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    await caller.send(b"a1 STORE 1 +FLAGS.SILENT (\\Deleted)\r\na2 EXPUN")
    caller.half_close()
    assert await caller.rest() == b"a1 OK Store completed.\r\n"
    assert len(house.ana.messages) == 4


async def test_half_a_letter_is_no_letter(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    await caller.send(b"a1 APPEND INBOX {500+}\r\nSubject: half\r\n")
    caller.half_close()
    assert await caller.rest() == b""
    assert len(house.ana.messages) == 4


async def test_bare_line_feeds_are_taken(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"a1 LOGIN {3+}\nana {7+}\nharbour\na2 LOGOUT\n")
    assert b"a1 OK" in await caller.rest()


async def test_everything_is_fetched_by_fifty_at_once(house: House) -> None:
    async def fetch() -> bytes:
        caller = await house.call()
        await caller.choose()
        caller.writer.write(b"a1 FETCH 1:* (BODY.PEEK[] ENVELOPE BODYSTRUCTURE)\r\na2 LOGOUT\r\n")
        return await caller.rest()

    said = await asyncio.gather(*(fetch() for _ in range(50)))
    assert len(set(said)) == 1
    assert said[0].count(b" FETCH (") == 4


async def test_a_hundred_clients_idle_at_no_cost(house: House) -> None:
    callers = [await house.call() for _ in range(100)]
    await asyncio.gather(*(caller.choose() for caller in callers))
    for caller in callers:
        caller.writer.write(b"a1 IDLE\r\n")
        assert await caller.reply() == "+ idling"
    house.ana.add(b"Subject: to all\r\n\r\n")
    assert [await caller.reply() for caller in callers] == ["* 5 EXISTS"] * 100
