"""What a host that judges remembers of the name server's answers, and says so: in a lesson, nothing."""

from __future__ import annotations

import asyncio
import smtplib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.plan import Plan, for_a_lesson, neighbour, policy, with_neighbours
from heloworld.wire.events import Judged, Opened
from patience import PATIENCE

if TYPE_CHECKING:
    from heloworld.wire.events import Address
    from lab.conftest import Start

WALK = ["_dmarc.boats.harbour.test", "_dmarc.harbour.test", "_dmarc.test"]


def world(mail: Path) -> Plan:
    """Island judges, and harbour's owner wants forgeries refused."""
    island = replace(neighbour("island", mail), checks=("spf", "dkim", "dmarc"))
    zones = {"harbour.test": '@ MX 10 mail\n_dmarc TXT "v=DMARC1; p=reject"\n'}
    return replace(with_neighbours(Plan(mail, policy=policy(("ana",))), island), zones=zones)


def hand_in(door: Address, author: str) -> None:
    with smtplib.SMTP(*door, local_hostname="laptop.test", timeout=PATIENCE) as client:
        client.sendmail("rosa@shore.test", "dora@island.test", f"From: {author}\r\n\r\nHi.\r\n")


@pytest.mark.parametrize(("is_lesson", "rows"), [(False, 2), (True, 3)])
async def test_in_a_lesson_each_letter_has_all_of_its_questions_on_the_wire(
    start: Start, mail: Path, *, is_lesson: bool, rows: int
) -> None:
    lab = await start(for_a_lesson(world(mail)) if is_lesson else world(mail))
    for author in ("ana@harbour.test", "ana@boats.harbour.test"):
        await asyncio.to_thread(hand_in, lab.doors["island/smtp"], author)
    events = lab.transcript.since(0)[0]
    last = [event for event in events if isinstance(event, Judged)][-1]
    assert (last.method, last.domain) == ("dmarc", "boats.harbour.test")
    assert [name for name in WALK if any(f" {name} " in line for line in last.trace)] == WALK
    remembered = [line for line in last.trace if line.startswith("remembered: ")]
    assert len(last.asked) == len([line for line in last.trace if line.startswith("asked: ")]) == rows
    assert len(remembered) == len(WALK) - rows
    assert all(line.startswith("remembered: TXT _dmarc.harbour.test = ") for line in remembered)
    assert set(last.asked) <= {event.conn for event in events if isinstance(event, Opened)}
