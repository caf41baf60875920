"""A letter for here and for elsewhere: everybody's copy is safe, or nobody's is."""

from __future__ import annotations

import asyncio
import smtplib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.errors import QueueFull
from heloworld.lab.internet.outside import Outside
from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab
from heloworld.relay.names import Missing
from heloworld.relay.queue_manager import QueueManager
from heloworld.smtp.policy import Policy
from lab.conftest import HELLO, delivered, locked, send
from patience import PATIENCE

OPEN = Policy(relays="open")


class Nowhere:
    """No name leads anywhere for now, so that what is in the queue stays there."""

    async def mx(self, _domain: str) -> Missing:
        return Missing.FOR_NOW

    async def addresses(self, _name: str) -> Missing:
        return Missing.FOR_NOW


def queue_of(lab: Lab) -> QueueManager:
    assert lab.way_out.queue is not None
    return lab.way_out.queue


@pytest.fixture
def outside() -> Outside:
    return Outside(Nowhere())


async def test_both_are_safe(mail: Path, outside: Outside) -> None:
    async with Lab(Plan(mail, policy=OPEN), outside=outside) as lab:
        assert (await send(lab, HELLO, "ana@harbour.test", "dora@island.test", "Dora@island.test"))[0] == 250
        await queue_of(lab).quiet()
        [letter] = queue_of(lab).letters()
        assert [each.address for each in letter.recipients] == ["dora@island.test", "Dora@island.test"]
        assert [each.recipient for each in delivered(lab)] == ["ana@harbour.test"]
        content = (lab.plan.queue / f"{letter.queue_id}.eml").read_bytes()
        assert content.startswith(b"Received: from client.test (localhost [127.0.0.1])\r\n\tby mail.harbour.test (")
        assert b"for <" not in content
        assert content.endswith(b"\r\n" + HELLO)


async def test_where_a_mailbox_refuses_nothing_leaves(mail: Path, outside: Outside) -> None:
    plan = Plan(mail, policy=OPEN)
    async with Lab(plan, outside=outside, lock_patience=0.05) as lab:
        assert (await send(lab))[0] == 250
        with locked(lab.mailbox("ana")):
            assert (await send(lab, HELLO, "ana@harbour.test", "dora@island.test"))[0] == 451
        assert queue_of(lab).letters() == ()
        assert [path.name for path in plan.queue.iterdir()] == [".lock"]


async def test_where_the_queue_has_no_room_no_mailbox_is_written_to(
    mail: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hold(*_: object) -> None:
        raise QueueFull("There is no room.")

    async with Lab(Plan(mail, policy=OPEN), outside=outside) as lab:
        monkeypatch.setattr(queue_of(lab), "hold", hold)
        reply = await send(lab, HELLO, "ana@harbour.test", "dora@island.test")
        assert reply == (452, "4.3.1 Insufficient system storage")
        assert delivered(lab) == []


async def test_an_open_relay_without_a_way_out_takes_nothing(mail: Path) -> None:
    async with Lab(Plan(mail, policy=OPEN)) as lab:
        assert await send(lab, HELLO, "dora@island.test") == (451, "4.3.0 Error: queue file write error")


async def replies(lab: Lab, *recipients: str) -> list[tuple[int, str]]:
    """What is said to each recipient of one letter."""

    def talk() -> list[tuple[int, str]]:
        with closing(smtplib.SMTP(*lab.address, local_hostname="client.test", timeout=PATIENCE)) as client:
            client.ehlo()
            client.mail("dora@island.test")
            return [(code, text.decode()) for code, text in map(client.rcpt, recipients)]

    return await asyncio.to_thread(talk)


async def test_who_relays_for_nobody_says_so(mail: Path, outside: Outside) -> None:
    async with Lab(Plan(mail), outside=outside) as lab:
        assert await replies(lab, "dora@island.test") == [(554, "5.7.1 <dora@island.test>: Relay access denied")]


async def test_nobody_here_is_not_sought_elsewhere(mail: Path, outside: Outside) -> None:
    async with Lab(Plan(mail, policy=OPEN), outside=outside) as lab:
        said = await replies(lab, "nobody@harbour.test", "dora@island.test")
        assert [code for code, _ in said] == [550, 250]


async def test_recipients_elsewhere_count_as_others_do(mail: Path, outside: Outside) -> None:
    async with Lab(Plan(mail, policy=replace(OPEN, recipient_limit=2)), outside=outside) as lab:
        said = await replies(lab, "dora@island.test", "ana@harbour.test", "rosa@shore.test")
        assert [code for code, _ in said] == [250, 250, 452]
