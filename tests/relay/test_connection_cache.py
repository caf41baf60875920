"""Many letters at once share connections; a single one says QUIT as ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

from heloworld.relay.connection_cache import MOST
from heloworld.relay.queued_letter import Envelope

from .stranger import Stranger, stranger
from .worlds import ISLAND_ADDRESS, LETTER, World, world

COUNT = 40


async def burst(between: World, server: Stranger) -> None:
    """Many letters at once for one server."""
    between.endpoints[ISLAND_ADDRESS] = server.endpoint
    dora = Envelope("ana@harbour.test", ("dora@island.test",))
    texts = {f"{number:05}": b"Subject: %d\r\n\r\n" % number + LETTER for number in range(COUNT)}
    await asyncio.gather(*(between.queue.hold(name, dora, text) for name, text in texts.items()))
    for name in texts:
        between.queue.release(name)
    await between.quiet()
    assert sorted(text for text in server.texts) == sorted(text + b".\r\n" for text in texts.values())
    assert between.queue.letters() == ()


async def test_a_burst_goes_over_few_connections_and_each_says_goodbye(tmp_path: Path) -> None:
    async with world(tmp_path) as between, stranger() as server:
        await burst(between, server)
        assert server.calls <= MOST < COUNT
        assert server.heard.count("RSET") == COUNT - server.calls
        assert server.heard.count("QUIT") == server.calls


async def test_a_server_that_wants_one_letter_a_connection_gets_that(tmp_path: Path) -> None:
    async with world(tmp_path) as between, stranger({"RSET": "421 4.7.0 one is enough"}) as server:
        await burst(between, server)
        assert server.calls == COUNT


async def test_a_single_letter_does_not_keep_a_connection(tmp_path: Path) -> None:
    async with world(tmp_path) as between, stranger() as server:
        between.endpoints[ISLAND_ADDRESS] = server.endpoint
        await between.send("dora@island.test")
        await between.send("emil@island.test")
        assert server.calls == 2
        assert server.heard.count("QUIT") == 2
        assert "RSET" not in server.heard


async def test_of_many_letters_that_wait_none_is_forgotten(tmp_path: Path) -> None:
    says = {"RCPT": [*["450 4.2.0 later"] * COUNT, "250 2.1.5 Ok"]}
    async with world(tmp_path) as between, stranger(says) as server:
        between.endpoints[ISLAND_ADDRESS] = server.endpoint
        dora = Envelope("ana@harbour.test", ("dora@island.test",))
        await asyncio.gather(*(between.queue.hold(f"{number:05}", dora, LETTER) for number in range(COUNT)))
        for number in range(COUNT):
            between.queue.release(f"{number:05}")
        await between.quiet()
        assert [len(between.queue.letters()), len(server.texts)] == [COUNT, 0]
        while between.queue.letters():
            assert await between.later() > 0
        assert len(server.texts) == COUNT
