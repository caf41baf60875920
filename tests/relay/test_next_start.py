"""What is in the queue when a server ends is taken up by the next one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.smtp.policy import Refusal

from .stranger import SILENCE, stranger
from .worlds import ISLAND, ISLAND_ADDRESS, LETTER, submit, world

NEVER = replace(ISLAND, refusals=(Refusal("RCPT", "dora", "450 4.3.0 Error: command failed"),))


async def test_it_waits_as_long_as_it_would_have(tmp_path: Path) -> None:
    async with world(tmp_path, island=NEVER) as between:
        await between.send("dora@island.test", "emil@island.test")
        [before] = between.queue.letters()
    async with world(tmp_path) as between:
        [letter] = between.queue.letters()
        assert (letter.queue_id, letter.next_try, letter.tries) == (before.queue_id, before.next_try, 1)
        assert [each.address for each in letter.recipients] == ["dora@island.test"]
        await between.later()
        assert b"leaves at nine" in between.box("dora")
        assert between.box("emil").count(b"leaves at nine") == 1


async def test_a_letter_of_a_world_whose_clock_was_turned_is_as_old_as_it_was(tmp_path: Path) -> None:
    async with world(tmp_path, island=NEVER) as between:
        between.clock.turn(90 * 24 * 3600)
        await between.send("dora@island.test")
    async with world(tmp_path) as between:
        [letter] = between.queue.letters()
        assert letter.arrived <= between.clock.now()
        assert await between.later() == pytest.approx(300, abs=10)
        assert b"leaves at nine" in between.box("dora")


async def test_a_failure_of_which_nobody_was_told_is_told(tmp_path: Path) -> None:
    """As a kill leaves it between the other server's 550 and the report."""
    async with world(tmp_path, island=NEVER) as between:
        _, reply = await between.send("dora@island.test")
        state = between.harbour.plan.queue / f"{reply.rpartition(' ')[2]}.json"
    fields = json.loads(state.read_bytes())
    fields["recipients"][0]["said"]["status"] = "5.1.1"
    state.write_text(json.dumps(fields))
    async with world(tmp_path) as between:
        await between.quiet()
        assert b"Status: 5.1.1\n" in between.box("ana")
        assert between.queue.letters() == ()
        assert between.box("dora") == b""


async def test_the_end_of_a_server_does_not_wait_for_a_slow_one(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with stranger({"": SILENCE}) as silent, world(tmp_path) as between:
        between.endpoints[ISLAND_ADDRESS] = silent.endpoint
        await between.send("dora@island.test", quiet=False)
        await between.until(lambda: between.harbour.transcript.since(0)[0][-1].conn > 1)
        began = loop.time()
    assert loop.time() - began < 3  # two worlds, each within a second
    async with world(tmp_path) as between:
        await between.quiet()
        assert b"leaves at nine" in between.box("dora")


async def test_a_reset_begins_with_an_empty_queue(tmp_path: Path) -> None:
    async with world(tmp_path, island=NEVER) as between:
        await between.send("dora@island.test")
        await between.harbour.reset()
        assert between.queue.letters() == ()
        assert [path.name for path in between.harbour.plan.queue.iterdir()] == [".lock"]
        assert between.clock.next_due() is None
        assert (await submit(between.harbour, "emil@island.test", sender="ana@harbour.test", content=LETTER))[0] == 250
        await between.quiet()
        assert b"leaves at nine" in between.box("emil")
