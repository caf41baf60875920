"""The server over real sockets: how sessions end, in time and out of turn."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy
from heloworld.wire.events import Closed

if TYPE_CHECKING:
    import ssl

    from heloworld.smtp.letter import Letter

    from .conftest import House, Open

TIMEOUT = b"421 4.4.2 mail.harbour.test Error: timeout exceeded\r\n"
SHUTDOWN = b"421 4.3.2 mail.harbour.test Service shutting down\r\n"


class Slow:
    """A delivery that takes until it is let go."""

    def __init__(self) -> None:
        self.started, self.gate = asyncio.Event(), asyncio.Event()
        self.delivered: list[Letter] = []

    async def __call__(self, letter: Letter) -> None:
        self.started.set()
        await self.gate.wait()
        self.delivered.append(letter)


# Clients that vanish


async def test_a_reset_is_noticed(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    caller.reset()
    assert (await house.until_closed()).reason == "reset"


async def test_a_reset_in_the_middle_of_a_mail(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b"half a mail\r\n")
    await house.until(lambda: house.crossed("client").endswith(b"mail\r\n"))
    caller.reset()
    await house.until_closed()
    assert house.letters == []
    assert await house.is_well()


async def test_a_mail_is_delivered_although_its_sender_vanishes(opened: Open) -> None:
    deliver = Slow()
    house = await opened(deliver=deliver)
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b"hello\r\n.\r\n")
    await deliver.started.wait()
    caller.reset()
    await house.until_closed()
    deliver.gate.set()
    [task] = house.listener.service.deliveries
    await task
    assert [letter.content for letter in deliver.delivered] == [b"hello\r\n"]


async def test_a_half_closed_client_waits_for_its_mail_to_be_delivered(opened: Open) -> None:
    deliver = Slow()
    house = await opened(deliver=deliver)
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b".\r\nQUIT\r\n")
    caller.half_close()
    await deliver.started.wait()
    asyncio.get_running_loop().call_later(0.05, deliver.gate.set)
    queued, bye = (await caller.rest()).splitlines()
    assert queued.startswith(b"250 2.0.0 Ok: queued as ")
    assert bye == b"221 2.0.0 Bye"


async def test_a_delivery_that_fails_after_its_sender_vanished(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    gate = asyncio.Event()

    async def deliver(_: Letter) -> None:
        await gate.wait()
        raise ValueError("late")

    house = await opened(deliver=deliver)
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b".\r\n")
    await house.until(lambda: house.listener.service.deliveries)
    caller.reset()
    await house.until_closed()
    gate.set()
    await asyncio.wait(house.listener.service.deliveries)
    assert len(caplog.records) == 1
    caplog.clear()


async def test_many_resets_leave_nothing_behind(house: House) -> None:
    for round_ in range(30):
        caller = await house.call()
        await caller.send(b"EHLO x\r\nNOOP\r\n" * round_)
        caller.reset()
    await house.until(lambda: len(house.closed()) == 30)
    assert not house.listener.service.sessions
    assert house.listener.service.vacant.is_set()


# Silence


async def test_silence_is_ended_with_a_word(opened: Open) -> None:
    house = await opened(Policy(idle_limit=0.05))
    caller = await house.call()
    assert await caller.rest() == b"220 mail.harbour.test ESMTP\r\n" + TIMEOUT
    assert (await house.until_closed()).reason == "timeout"


async def test_silence_in_the_middle_of_a_mail(opened: Open) -> None:
    house = await opened(Policy(idle_limit=0.1))
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b"half a mail\r\n")
    assert await caller.rest() == TIMEOUT
    assert house.letters == []


async def test_a_slow_mail_is_not_silence(opened: Open) -> None:
    house = await opened(Policy(idle_limit=0.2))
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    start = time.monotonic()
    while time.monotonic() - start < 0.5:
        seen = len(house.events)
        await caller.send(b"x\r\n")
        await house.until_more(seen)
    await caller.send(b".\r\n")
    assert (await caller.reply())[0].startswith("250 2.0.0 Ok: queued")


async def test_our_own_slowness_is_not_silence(opened: Open) -> None:
    deliver = Slow()
    house = await opened(Policy(idle_limit=0.05), deliver)
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b".\r\n")
    asyncio.get_running_loop().call_later(0.2, deliver.gate.set)
    assert (await caller.reply())[0].startswith("250 2.0.0 Ok: queued")


async def test_who_never_reads_is_let_go_in_the_end(opened: Open) -> None:
    house = await opened(Policy(idle_limit=0.1), close_patience=0.05)
    deaf = await house.call()
    deaf.stop_reading()
    deaf.writer.write(b"HELP\r\n" * 500_000)
    assert (await house.until_closed()).reason == "timeout"


async def test_a_handshake_that_stops_half_way(opened: Open, server_tls: ssl.SSLContext) -> None:
    house = await opened(tls=server_tls, tls_patience=0.1)
    caller = await house.call(house.tls_port)
    await caller.send(b"\x16\x03\x01\x02\x00")
    assert await caller.rest() == b""
    assert (await house.until_closed()).reason == "TLS handshake failed: cut off"


# Shutting down


async def test_everybody_is_told(house: House) -> None:
    callers = [await house.call() for _ in range(3)]
    for caller in callers:
        await caller.begin()
    await callers[1].ask_to_send()
    await house.listener.close()
    assert [await caller.rest() for caller in callers] == [SHUTDOWN] * 3
    assert [closed.reason for closed in house.closed()] == ["shutdown"] * 3


async def test_nobody_holds_up_the_end(safe_house: House, client_tls: ssl.SSLContext) -> None:
    callers = [await safe_house.call() for _ in range(20)]
    deaf = callers[0]
    deaf.stop_reading()
    deaf.writer.write(b"HELP\r\n" * 500_000)
    await safe_house.call(safe_house.tls_port)
    silent = await safe_house.call(safe_house.tls_port, tls=client_tls)
    silent.stop_reading()
    for caller in callers[1:]:
        await caller.begin()
    await safe_house.until(lambda: len(safe_house.listener.service.sessions) == 22)
    start = time.monotonic()
    await safe_house.listener.close()
    assert time.monotonic() - start < 1.0
    assert not safe_house.listener.service.sessions
    assert len([event for event in safe_house.events if isinstance(event, Closed)]) == 22


async def test_a_mail_that_is_being_delivered_gets_its_reply_first(opened: Open) -> None:
    deliver = Slow()
    house = await opened(deliver=deliver)
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    await caller.send(b".\r\n")
    await deliver.started.wait()
    asyncio.get_running_loop().call_later(0.05, deliver.gate.set)
    await house.listener.close()
    rest = await caller.rest()
    assert rest.startswith(b"250 2.0.0 Ok: queued as ")
    assert rest.endswith(SHUTDOWN)


async def test_a_closed_door_is_closed(house: House) -> None:
    await house.listener.close()
    with pytest.raises(ConnectionRefusedError):
        await house.call()
