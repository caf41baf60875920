"""A real Postfix is island: harbour hands on to it, and takes from it."""

from __future__ import annotations

import asyncio
import re
import smtplib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heloworld.relay.roads import Endpoint
from patience import PATIENCE

from .real_postfix import Postfix, daemons, postfix
from .worlds import ISLAND_ADDRESS, LETTER, World, world

pytestmark = pytest.mark.skipif(daemons() is None, reason="postfix is not installed, or this is not root")


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[tuple[World, Postfix]]:
    async with world(tmp_path) as between:
        with postfix(between.harbour.address[1]) as real:
            between.endpoints[ISLAND_ADDRESS] = Endpoint("127.0.0.1", real.port, is_tapped=False)
            yield between, real


async def test_postfix_takes_a_letter(both: tuple[World, Postfix]) -> None:
    between, real = both
    await between.send("dora@island.test", "emil@island.test")
    box = await asyncio.to_thread(real.box, "dora")
    assert "\nReturn-Path: <ana@harbour.test>\n" in box
    assert re.search(
        r"^Received: from mail\.harbour\.test \(.*\[127\.0\.0\.1\]\)\n\tby mail\.island\.test", box, re.MULTILINE
    )
    assert box.index("by mail.island.test (Postfix)") < box.index("by mail.harbour.test (HELO World)")
    assert "The last one leaves at nine.\n" in box
    assert [each.action for each in between.handled()] == ["relayed", "relayed"]
    assert between.handled()[0].reply.startswith("250 2.0.0 Ok: queued as ")


async def test_what_postfix_refuses_comes_back(both: tuple[World, Postfix]) -> None:
    between, _ = both
    await between.send("nobody@island.test")
    refusal = "550 5.1.1 <nobody@island.test>: Recipient address rejected: User unknown in local recipient table"
    said = f"host mail.island.test[127.0.0.20] said: {refusal} (in reply to RCPT TO command)"
    assert between.handled()[0].reply == said
    assert f"Diagnostic-Code: smtp; {refusal}\n" in between.box("ana").decode().replace("\n    ", " ")


async def test_postfix_takes_a_report_of_ours(both: tuple[World, Postfix]) -> None:
    between, real = both
    await between.send("nobody@island.test", sender="emil@island.test")
    box = await asyncio.to_thread(real.box, "emil")
    assert box.startswith("From MAILER-DAEMON ")
    assert "Subject: Undelivered Mail Returned to Sender\n" in box


async def test_postfix_hands_a_letter_on_to_us(both: tuple[World, Postfix]) -> None:
    between, real = both

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", real.port, "laptop.test", PATIENCE) as client:
            client.sendmail("dora@island.test", ["ana@harbour.test"], LETTER)

    await asyncio.to_thread(send)
    await between.until(lambda: b"leaves at nine" in between.box("ana"))
    box = between.box("ana").decode()
    assert re.search(
        r"^Received: from mail\.island\.test \(localhost \[127\.0\.0\.1\]\)\n\tby mail\.harb", box, re.MULTILINE
    )
