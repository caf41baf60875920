"""The server over real sockets: what strangers try."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from heloworld.pop.policy import Policy
from heloworld.wire.serving.server_end import Patience
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
    await caller.log_in()
    other = await house.call()
    await other.begin()
    sending = asyncio.create_task(caller.send(b"NOOP\r\n" * 10_000 + b"STAT\r\nQUIT\r\n"))
    assert await other.say("USER ben") == ["+OK"]
    rest = await caller.rest()
    await sending
    assert rest == b"+OK\r\n" * 10_000 + b"+OK 4 1753\r\n+OK Logging out.\r\n"


async def test_others_get_their_turn_meanwhile(house: House) -> None:
    """A crowd of commands that have arrived together does not keep the answer to somebody else's waiting."""
    caller, other = await house.call(), await house.call()
    await caller.log_in()
    await other.begin()
    await caller.send(b"NOOP\r\n" * 9_000)
    assert await other.say("USER ben") == ["+OK"]
    answered = house.crossed("server", 1).count(b"+OK\r\n")
    assert answered < 9_000


async def test_a_line_without_end_is_refused_once(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"A" * 3_000_000 + b"\r\nUSER ana\r\n")
    assert [await caller.reply(), await caller.reply()] == ["-ERR Too long input line", "+OK"]


async def test_the_longest_line_is_taken(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    longest = b"USER " + b"a" * (Policy().command_limit - 7)
    await caller.send(longest + b"\r\n" + longest + b"a\r\n")
    assert [await caller.reply(), await caller.reply()] == ["+OK", "-ERR Too long input line"]


async def test_a_login_ends_with_a_line_that_is_too_long(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"AUTH PLAIN\r\n" + b"A" * 100_000 + b"\r\nUSER ana\r\n")
    assert [await caller.reply() for _ in range(3)] == ["+ ", "-ERR Too long input line", "+OK"]


@pytest.mark.parametrize("tls", [False, True])
async def test_random_bytes_end_in_nothing_worse_than_a_goodbye(safe_house: House, tls: bool) -> None:
    await throw_random_bytes(safe_house, 1939, safe_house.tls_port if tls else safe_house.port)


async def test_random_bytes_inside_the_tunnel_end_in_a_goodbye(safe_house: House, client_tls: ssl.SSLContext) -> None:
    async for rest in throw_random_bytes_into_the_tunnel(safe_house, 2595, client_tls, "STLS"):
        assert rest.endswith(b"-ERR Too many invalid bad commands.\r\n")
        assert all(line.startswith(b"-ERR ") for line in rest.splitlines())


async def test_nuls_are_no_part_of_a_command(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.send(b"\0\r\nLIST \0001\r\nRETR 1\0\r\nNO\0OP\r\nNOOP\r\n")
    assert [await caller.reply() for _ in range(5)] == [
        "-ERR Unknown command.",
        "-ERR Invalid message number: ?1",
        "-ERR Invalid message number: 1?",
        "-ERR Unknown command.",
        "+OK",
    ]


async def test_after_twenty_mistakes_the_server_hangs_up(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"\r\n" * 20)
    assert await caller.rest() == b"-ERR Unknown command.\r\n" * 20 + b"-ERR Too many invalid bad commands.\r\n"


async def test_nobody_tries_passwords_for_ever(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"USER ana\r\nPASS wrong\r\n" * 20)
    rest = await caller.rest()
    assert rest.count(b"-ERR [AUTH] Authentication failed.") == 20
    assert rest.endswith(b"-ERR Too many invalid bad commands.\r\n")


async def test_a_slow_reader_costs_no_memory(house: House) -> None:
    """Two hundred megabytes are asked for and not read: only what the connection holds is ever made."""
    house.ana.letters = {1: b"x" * 75 + b"\r\n" + (b"y" * 75 + b"\r\n") * 26_000}
    caller = await house.call()
    await caller.log_in()
    await ask_for_200_megabytes_and_read_nothing(house, caller, b"RETR 1\r\n" * 100)
    caller.read_on()
    assert await caller.reply() == f"+OK {len(house.ana.letters[1])} octets"
    assert len(await caller.listing()) == 26_001


async def test_who_never_reads_is_cut_off(opened: Open) -> None:
    house = await opened(patience=Patience(idle=0.3, close=0.1))
    house.ana.letters = {1: b"y" * 20 * MEGABYTE + b"\r\n"}
    caller = await house.call()
    await caller.log_in()
    caller.stop_reading()
    await caller.send(b"RETR 1\r\nDELE 1\r\nQUIT\r\n")
    assert (await house.until_closed()).reason == "timeout"
    assert [*house.ana.letters] == [1]


async def test_who_sends_and_never_reads_has_to_wait(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    await send_for_ever_and_read_nothing(house, caller, b"UIDL\r\n" * 2_000_000)


async def test_half_a_command_and_a_closed_half(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.send(b"DELE 1\r\nQUI")
    caller.half_close()
    assert await caller.rest() == b"+OK Marked to be deleted.\r\n"
    assert len(house.ana.letters) == 4


async def test_bare_line_feeds_are_taken(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.send(b"USER ana\nPASS harbour\nSTAT\n")
    assert [await caller.reply() for _ in range(3)] == ["+OK", "+OK Logged in.", "+OK 4 1753"]


async def test_a_letter_cannot_end_itself(house: House) -> None:
    """A lone dot in a letter, after whatever line end, is no end for a client."""
    house.ana.letters = {1: b"Subject: x\r\n\r\n.\r\n..\r\n\r.\r\nlast\r\n"}
    caller = await house.call()
    await caller.log_in()
    await caller.send(b"RETR 1\r\nNOOP\r\nQUIT\r\n")
    rest = await caller.rest()
    assert rest == (b"+OK 31 octets\r\nSubject: x\r\n\r\n..\r\n...\r\n\r.\r\nlast\r\n.\r\n+OK\r\n+OK Logging out.\r\n")


async def test_a_hundred_clients_at_once(house: House) -> None:
    house.ana.is_locked = False
    callers = [await house.call() for _ in range(100)]

    await asyncio.gather(*(caller.log_in() for caller in callers))
    assert len(house.service.sessions) == 100
