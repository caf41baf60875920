"""One text, two readings: with all settings off every spelling gives one letter, from outside or through us.

With the settings of a lesson two letters come out, and the dissector follows what the server did.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.protocols import protocol_of
from heloworld.lab.world import Lab
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Handled
from patience import PATIENCE

if TYPE_CHECKING:
    from lab.conftest import Start

SPELLINGS = [
    b"\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\n.\r", b"\r.\r", b"\r.\n", b"\r\n.\r",
    b"\r\n\x00.\r\n", b"\r\n.\r\r\n", b"\r\r\n.\r\r\n", b"\r\n.\x00\r\n",
]  # fmt: skip
"""The table of 2023: what stands where the text of a letter might seem to end."""

LENIENT = {"LF.LF": b"\n.\n", "LF.CRLF": b"\n.\r\n", "CRLF.LF": b"\r\n.\n", "CRLF.CRCRLF": b"\r\n.\r\r\n"}
INSIDE = b"MAIL FROM:<ana@harbour.test>\r\nRCPT TO:<dora@island.test>\r\nDATA\r\nSubject: two\r\n\r\nSmuggled."


def world(mail: Path, *, ends: Sequence[str] = (), keeps_bare: bool = False) -> Plan:
    harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"), keeps_bare=keeps_bare)
    island = neighbour("island", mail)
    return with_neighbours(harbour, replace(island, policy=replace(island.policy, ends=tuple(ends))))


async def hand_in(lab: Lab, spelling: bytes, door: str = "smtp") -> None:
    """A letter in whose text another one lies, up to the right end; and a goodbye."""
    reader, writer = await asyncio.open_connection(*lab.doors[door])
    async with asyncio.timeout(PATIENCE):
        for line in (b"HELO rosa", b"MAIL FROM:<rosa@shore.test>", b"RCPT TO:<dora@island.test>", b"DATA"):
            await reader.readline()
            writer.write(line + b"\r\n")
        await reader.readline()
        writer.write(b"Subject: one\r\n\r\nHello." + spelling + INSIDE + b"\r\n.\r\nQUIT\r\n")
        await reader.read()
        writer.close()
        await lab.traffic.quiet()


def letters(lab: Lab) -> list[bytes]:
    """What arrived at island, each as it stands in the mailbox."""
    found = [event for event in lab.transcript.since(0)[0] if isinstance(event, Delivered)]
    content = lab.mailbox("dora", "island").read_bytes() if found else b""
    return [content[each.offset : each.offset + each.length] for each in found]


@pytest.mark.parametrize("door", ["smtp", "island/smtp"], ids=["relayed", "from outside"])
@pytest.mark.parametrize("spelling", SPELLINGS, ids=repr)
async def test_with_all_settings_off_one_letter_comes_of_one(
    start: Start, mail: Path, spelling: bytes, door: str
) -> None:
    lab = await start(world(mail))
    await hand_in(lab, spelling, door)
    assert len(letters(lab)) == (0 if b"\x00" in spelling else 1)


@pytest.mark.parametrize("name", LENIENT)
async def test_a_lenient_server_takes_two_where_it_is_told_to_and_the_dissector_follows(
    start: Start, mail: Path, name: str
) -> None:
    lab = await start(world(mail, ends=[name]))
    for spelling in LENIENT.values():
        await hand_in(lab, spelling, "island/smtp")
    assert len(letters(lab)) == len(LENIENT) + 1
    dissector = Dissector(protocol_of)
    dissector.feed(lab.transcript.since(0)[0])
    mails = [mail for session in dissector.sessions.values() for mail in session.mails]
    assert len(mails) == len(LENIENT) + 1
    assert {each.exchange.code for each in mails} == {250}
    [second] = [each for each in mails if each.content.startswith(b"Subject: two")]
    assert (second.sender, second.content) == (b"FROM:<ana@harbour.test>", b"Subject: two\r\n\r\nSmuggled.\r\n")


@pytest.mark.parametrize(("spelling", "count"), [(b"\n.\n", 2), (b"\n.\r\n", 2), (b"\r\n.\n", 1), (b"\r.\r\n", 1)])
@pytest.mark.parametrize("checks", [(), ("spf",)], ids=["believed", "checked"])
async def test_a_relay_that_keeps_bare_line_ends_smuggles(
    start: Start, mail: Path, spelling: bytes, count: int, checks: tuple[str, ...]
) -> None:
    plan = world(mail, ends=list(LENIENT), keeps_bare=True)
    lab = await start(replace(plan, neighbours=(replace(plan.neighbours[0], checks=checks),)))
    await hand_in(lab, spelling)
    assert len(letters(lab)) == count
    handled = [event.action for event in lab.transcript.since(0)[0] if isinstance(event, Handled)]
    assert handled == ["relayed"]
    if count == 2:
        assert b"Return-Path: <ana@harbour.test>\n" in letters(lab)[1]
        assert b"Received: from mail.harbour.test (mail.harbour.test [127.0.0.10])" in letters(lab)[1]
    await lab.reset(replace(lab.plan, keeps_bare=False))
    await hand_in(lab, spelling)
    assert len(letters(lab)) == 1


@pytest.mark.parametrize("name", LENIENT)
async def test_an_end_in_pieces_is_found(start: Start, mail: Path, name: str) -> None:
    lab = await start(world(mail, ends=[name]))
    reader, writer = await asyncio.open_connection(*lab.doors["island/smtp"])
    start_of_text = b"HELO rosa\r\nMAIL FROM:<>\r\nRCPT TO:<dora@island.test>\r\nDATA\r\n"
    async with asyncio.timeout(PATIENCE):
        writer.write(start_of_text)
        for byte in b"Subject: one\r\n\r\nHello." + LENIENT[name] + b"QUIT\r\n":
            writer.write(bytes([byte]))
            await writer.drain()
        assert (await reader.read()).splitlines()[-1].startswith(b"221")
        writer.close()
    assert len(letters(lab)) == 1
