"""What strangers try at any server: each of these has to leave it well, and in bounds."""

from __future__ import annotations

import random
import resource
import ssl
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

from heloworld.wire.events import Bytes
from heloworld.wire.serving.server_end import HIGH_WATER
from loopback import Caller, House

MEGABYTE = 1024 * 1024

AnyHouse: TypeAlias = House[Any, Any]


async def throw_random_bytes(house: AnyHouse, seed: int, port: int) -> None:
    """Random bytes end in nothing worse than a goodbye."""
    chance = random.Random(seed)
    for _ in range(20):
        caller = await house.call(port)
        await caller.send(chance.randbytes(5_000) + b"\r\n" + chance.randbytes(20) + b"\n" * 50)
        caller.half_close()
        try:
            rest = await caller.rest()
        except ConnectionError:
            continue
        assert b"Traceback" not in rest
    assert await house.is_well()


async def throw_random_bytes_into_the_tunnel(
    house: AnyHouse, seed: int, tls: ssl.SSLContext, agree: str
) -> AsyncIterator[bytes]:
    """The same under TLS, from the first byte on and agreed on later, by turns; what each heard up to the end.

    Args:
        house: A server with both.
        seed: Of the bytes.
        tls: What the client speaks TLS with.
        agree: The command that begins TLS.
    """
    chance = random.Random(seed)
    for number in range(20):
        is_agreed = bool(number % 2)
        caller = await (house.call() if is_agreed else house.call(house.tls_port, tls=tls))
        await caller.begin()
        if is_agreed:
            assert "TLS" in (await caller.say(agree))[-1]
            await caller.start_tls(tls)
        await caller.send(chance.randbytes(5_000) + b"\r\n" + chance.randbytes(20) + b"\n" * 50)
        yield await caller.rest()
    assert await house.is_well()


async def ask_for_200_megabytes_and_read_nothing(house: AnyHouse, caller: Caller, asked: bytes) -> None:
    """Only what the connection itself holds is ever made of it.

    Args:
        house: The server.
        caller: Somebody who has logged in, on the first connection.
        asked: Commands that ask for so much.
    """
    caller.stop_reading()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await caller.send(asked)
    assert all([await house.is_well() for _ in range(5)])
    assert len(house.crossed("server", 1)) < 20 * MEGABYTE
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 60 * MEGABYTE


async def send_for_ever_and_read_nothing(house: AnyHouse, caller: Caller, flood: bytes) -> None:
    """Replies that are not read hold up the commands behind them, and these the client."""
    caller.stop_reading()
    caller.writer.write(flood)
    assert all([await house.is_well() for _ in range(5)])
    assert len(house.crossed("client", 1)) < 5 * MEGABYTE
    chunks = [len(event.data) for event in house.events if isinstance(event, Bytes) and event.source == "client"]
    assert max(chunks) <= 4 * HIGH_WATER
