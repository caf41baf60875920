"""The server over real sockets: what a client gets, and what becomes of its mail."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.protocols import protocol_of
from heloworld.pop.maildrop import MaildropBusy, MaildropTrouble, MessageGone
from heloworld.pop.policy import Policy
from heloworld.pop.states import PopState
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Opened
from heloworld.wire.serving.server_end import Patience
from pop.mailbox import LETTERS

if TYPE_CHECKING:
    from .conftest import House, Open


async def test_a_whole_session(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    assert await caller.say("STAT", "RETR 2") == ["+OK 4 1753", "+OK 445 octets"]
    assert "\r\n".join([*await caller.listing(), ""]).encode() == LETTERS[1]
    assert await caller.say("DELE 2", "QUIT") == ["+OK Marked to be deleted.", "+OK Logging out, messages deleted."]
    assert await caller.rest() == b""
    assert [*house.ana.letters] == [1, 3, 4]
    assert (await house.until_closed()).reason == ""


async def test_what_is_recorded_is_what_crossed(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.say("QUIT")
    await house.until_closed()
    opened, *others = house.events
    assert isinstance(opened, Opened)
    assert (opened.protocol, opened.tls, opened.server[1]) == ("pop3", False, house.port)
    assert isinstance(others[-1], Closed)
    assert all(isinstance(event, Bytes) for event in others[:-1])
    assert house.crossed("client") == b"USER ana\r\nPASS harbour\r\nQUIT\r\n"
    assert house.crossed("server").endswith(b" ready.\r\n+OK\r\n+OK Logged in.\r\n+OK Logging out.\r\n")
    dissector = Dissector(protocol_of)
    dissector.feed(house.events)
    states = [exchange.after for exchange in dissector.sessions[1].exchanges]
    assert states == [PopState.AUTHORIZATION, PopState.USER, PopState.TRANSACTION, PopState.UPDATE]


# Deletion


@pytest.mark.parametrize("ending", ["half_close", "reset"])
async def test_without_quit_nothing_is_deleted(house: House, ending: str) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 1", "DELE 2")
    getattr(caller, ending)()
    await house.until_closed()
    assert [*house.ana.letters] == [1, 2, 3, 4]
    assert house.ana.users == 0


async def test_a_deletion_goes_on_when_its_client_is_gone(house: House) -> None:
    house.ana.deleting = asyncio.Event()
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 1")
    await caller.send(b"QUIT\r\n")
    await house.until(lambda: house.crossed("client").endswith(b"QUIT\r\n"))
    caller.reset()
    await house.until_closed()
    assert [*house.ana.letters] == [1, 2, 3, 4]
    house.ana.deleting.set()
    await house.service.sessions.settle(5)
    assert [*house.ana.letters] == [2, 3, 4]


async def test_the_end_of_the_server_waits_for_a_deletion(house: House) -> None:
    house.ana.deleting = asyncio.Event()
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 1")
    await caller.send(b"QUIT\r\n")
    await house.until(lambda: house.crossed("client").endswith(b"QUIT\r\n"))
    closing = asyncio.create_task(house.listener.close())
    asyncio.get_running_loop().call_later(0.05, house.ana.deleting.set)
    assert await caller.rest() == b"+OK Logging out, messages deleted.\r\n"
    await closing
    assert [*house.ana.letters] == [2, 3, 4]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MaildropTrouble(), "-ERR [SYS/TEMP] Mailbox cannot be written now, no message was deleted."),
        (MaildropBusy(), "-ERR [IN-USE] Mailbox is locked by another session."),
    ],
)
async def test_what_cannot_be_deleted_is_said(house: House, error: Exception, said: str) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 1")
    house.ana.fails = error
    assert await caller.say("QUIT") == [said]
    assert await caller.rest() == b""
    assert len(house.ana.letters) == 4


async def test_what_is_quit_and_closed_at_once_is_deleted(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 3")
    await caller.send(b"QUIT\r\n")
    caller.half_close()
    assert await caller.rest() == b"+OK Logging out, messages deleted.\r\n"
    assert [*house.ana.letters] == [1, 2, 4]


async def test_who_has_closed_its_half_hears_the_answer(house: House) -> None:
    house.ana.deleting = asyncio.Event()
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 3")
    await caller.send(b"QUIT\r\n")
    caller.half_close()
    other = await house.call()
    await other.begin()
    await other.say("QUIT")
    house.ana.deleting.set()
    assert await caller.rest() == b"+OK Logging out, messages deleted.\r\n"


async def test_nothing_is_read_for_somebody_who_is_gone(house: House) -> None:
    chunks: list[None] = []
    house.ana.letters = {1: b"x" * 40_000_000 + b"\r\n"}
    house.ana.broken = lambda: chunks.append(None)
    caller = await house.call()
    await caller.log_in()
    await caller.say("RETR 1")
    caller.reset()
    await house.until_closed()
    await house.service.sessions.settle(5)
    assert len(chunks) < 9_000  # of 9,765


@pytest.mark.parametrize("error", [MaildropTrouble(), MessageGone(), OSError()])
async def test_who_does_not_get_a_message_does_not_delete_it(
    house: House, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def breaks() -> None:
        raise error

    house.ana.letters = {1: b"x" * 100_000 + b"\r\n"}
    house.ana.broken = breaks
    caller = await house.call()
    await caller.log_in()
    await caller.send(b"RETR 1\r\nDELE 1\r\nQUIT\r\n")
    assert (await house.until_closed()).reason == "mailbox trouble"
    assert [*house.ana.letters] == [1]
    assert [record.getMessage() for record in caplog.records] == [
        "Connection 1: a message could not be read to its end, so the session was cut."
    ]
    caplog.clear()


# Logging in


async def test_one_session_at_a_time_has_a_maildrop(house: House) -> None:
    first, second = await house.call(), await house.call()
    await first.log_in()
    await second.begin()
    assert (await second.say("USER ana", "PASS harbour"))[1] == "-ERR [IN-USE] Mailbox is locked by another session."
    await first.say("QUIT")
    await house.until_closed()
    assert (await second.say("USER ana", "PASS harbour"))[1] == "+OK Logged in."


async def test_a_maildrop_that_cannot_be_read_is_no_wrong_password(house: House) -> None:
    house.ana.fails = MaildropTrouble()
    caller = await house.call()
    await caller.begin()
    assert (await caller.say("USER ana", "PASS harbour"))[1] == "-ERR [SYS/TEMP] Mailbox cannot be read now."


async def test_a_fault_of_ours_is_no_traceback(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.ana.fails = ZeroDivisionError()
    caller = await house.call()
    await caller.begin()
    assert (await caller.say("USER ana", "PASS harbour"))[1] == "-ERR [SYS/TEMP] Mailbox cannot be read now."
    assert [record.getMessage() for record in caplog.records] == ["a maildrop could not be opened"]
    caplog.clear()
    assert await house.is_well()


# Ends


async def test_silence_ends_a_session(opened: Open) -> None:
    house = await opened(patience=Patience(idle=0.05))
    caller = await house.call()
    assert (await caller.rest()).endswith(b"ready.\r\n-ERR Disconnected for inactivity.\r\n")
    assert (await house.until_closed()).reason == "timeout"


async def test_the_end_of_the_server_is_said_to_those_who_wait(house: House) -> None:
    caller = await house.call()
    await caller.log_in()
    await caller.say("DELE 1")
    await house.listener.close()
    assert await caller.rest() == b"-ERR [SYS/TEMP] Server shutting down.\r\n"
    assert house.closed()[0].reason == "shutdown"
    assert len(house.ana.letters) == 4


async def test_too_many_connections(opened: Open) -> None:
    house = await opened(Policy(connection_limit=1))
    first = await house.call()
    await first.begin()
    assert await (await house.call()).rest() == b"-ERR [SYS/TEMP] Too many connections.\r\n"
    assert (await house.until_closed(2)).reason == "too many connections"
    await first.say("QUIT")
    await house.until_closed(1)
    assert await house.is_well()


async def test_too_many_of_one_client(opened: Open) -> None:
    house = await opened(Policy(local_limit=1))
    await (await house.call()).begin()
    assert await (await house.call()).rest() == b"-ERR [SYS/TEMP] Too many connections from 127.0.0.1.\r\n"
