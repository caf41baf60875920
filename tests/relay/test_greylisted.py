"""Island greylists: the whole way on a clock that is turned."""

from __future__ import annotations

import asyncio
import re
import smtplib
from pathlib import Path

import pytest

from heloworld.lab.world import Lab
from patience import PATIENCE

from .worlds import world

GREYLISTED = "450 4.2.0 <dora@island.test>: Recipient address rejected: Greylisted"


async def test_a_queue_comes_back_and_is_let_in(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        await between.send("dora@island.test")
        assert between.handled()[0].reply == (
            f"host mail.island.test[127.0.0.20] said: {GREYLISTED} (in reply to RCPT TO command)"
        )
        between.clock.turn(60)
        await between.quiet_after_a_turn()
        assert between.box("dora") == b""
        await between.later()
        header = between.box("dora").decode().partition("\n\n")[0]
        assert re.search(
            r"^Delivered-To: .*\nX-Greylist: delayed 30\d seconds by HELO World at mail\.island\.test; .*\nReceived: ",
            header,
            re.MULTILINE,
        )


async def test_a_spammer_without_a_queue_never_gets_there(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        assert await rcpt(between.island, "dora@island.test") == (450, GREYLISTED[4:].encode())
        assert between.box("dora") == b""
        assert between.clock.later() == pytest.approx(300, abs=2)
        assert (await rcpt(between.island, "dora@island.test"))[0] == 250
        assert (await rcpt(between.island, "emil@island.test"))[0] == 450


async def test_who_does_not_exist_is_told_so_and_not_told_to_wait(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        assert (await rcpt(between.island, "nobody@island.test"))[0] == 550


async def test_a_reset_forgets_who_waited(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        await rcpt(between.island, "dora@island.test")
        await between.island.reset()
        assert between.clock.next_due() is None


async def test_who_waited_when_the_server_ended_does_not_begin_to_wait_again(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        await between.send("dora@island.test")
        await rcpt(between.island, "emil@island.test")
    path = between.island.plan.greylist_file
    path.write_text(path.read_text() + '["127.0.0.0/24", "ana')  # as a kill may leave it
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        assert between.island.way_out.clock.next_due() is not None, "somebody waits"
        await between.later()
        assert re.search(rb"^X-Greylist: delayed 30\d seconds", between.box("dora"), re.MULTILINE)
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        await between.send("dora@island.test")
        assert between.box("dora").count(b"leaves at nine") == 2, "she was let in before"
        assert between.box("dora").count(b"X-Greylist") == 1


async def test_a_clock_that_was_turned_makes_nobody_wait_longer_after_the_next_start(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        between.clock.turn(90 * 24 * 3600)
        await between.send("dora@island.test")
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        await between.later()
        assert re.search(rb"^X-Greylist: delayed 30\d seconds", between.box("dora"), re.MULTILINE)


async def test_a_reset_is_remembered_as_one(tmp_path: Path) -> None:
    async with world(tmp_path, island_plan={"greylist": 300}) as between:
        await rcpt(between.island, "dora@island.test")
        await between.island.reset()
        assert not between.island.plan.greylist_file.exists()


async def rcpt(lab: Lab, recipient: str) -> tuple[int, bytes]:
    def talk() -> tuple[int, bytes]:
        with smtplib.SMTP(*lab.address, local_hostname="laptop.test", timeout=PATIENCE) as client:
            client.ehlo()
            client.mail("ana@harbour.test")
            return client.rcpt(recipient)

    return await asyncio.to_thread(talk)
