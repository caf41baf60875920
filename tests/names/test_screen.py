"""The screen on a name server: questions are typed, one row each, and unfolded on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from heloworld.lab.remote_bench import RemoteBench
from heloworld.lab.typed_lines import BURST
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.remote import RemoteScreen
from heloworld.wire.events import Address, Opened
from ui.conftest import Seat


@pytest.fixture(params=[False, True], ids=["datagrams", "TCP"])
async def seat(request: pytest.FixtureRequest, server: Address) -> AsyncIterator[Seat]:
    bench = RemoteBench(*server, door="dns", over_tcp=request.param)
    app = HeloApp(lambda: RemoteScreen(bench, place="dns"))
    try:
        async with app.run_test(size=(110, 30)) as pilot:
            seat = Seat(app, pilot, bench)
            await seat.until(lambda: isinstance(app.screen, RemoteScreen))
            await seat.until(lambda: "DNS ▸" in str(seat.screen.query_one("#who").render()))
            yield seat
    finally:
        bench.stop()


async def test_a_question_is_typed_answered_in_one_row_explained_and_unfolded(seat: Seat) -> None:
    await seat.until(lambda: seat.line.placeholder == "MX harbour.test")
    await seat.enter("mail.harbour.test a")
    await seat.until_line("#wire", "Q: A mail.harbour.test = 127.0.0.10")
    await seat.enter("MX nobody.harbour.test")
    await seat.until_line("#wire", "Q: MX nobody.harbour.test = NXDOMAIN")
    assert len(seat.lines("#wire")) == 2
    await seat.until(partial(seat.is_said, "Explanation", "MX asks which servers take mail for a domain."))
    assert seat.is_said("Explanation", "NXDOMAIN: the name does not exist")
    await seat.pilot.press("f4")
    await seat.until_line("#wire", "S: mail.harbour.test. 300 IN A 127.0.0.10")
    lines = seat.lines("#wire")
    assert lines[0].startswith("── connection 1")
    assert any("S: harbour.test. 60 IN SOA" in line for line in lines)
    assert not any("…" in line for line in lines)
    await seat.pilot.press("f4")
    await seat.until(lambda: len(seat.lines("#wire")) == 2)


async def test_what_is_no_question_is_said_and_the_next_one_is_answered(seat: Seat) -> None:
    await seat.enter("what is this")
    await seat.until(lambda: len(seat.app._notifications) == 1)
    said = next(iter(seat.app._notifications)).message
    assert said.startswith("what is no type that can be asked for here.")
    await asyncio.sleep(BURST)  # how long nobody types, is what is tried
    await seat.enter("TXT harbour.test")
    await seat.until_line("#wire", 'Q: TXT harbour.test = "v=spf1 mx -all"')
    events, _ = seat.bench.transcript.since(0)
    assert len([each for each in events if isinstance(each, Opened)]) == 1


async def test_a_long_answer(seat: Seat) -> None:
    events, _ = seat.bench.transcript.since(0)
    assert isinstance(events[0], Opened)
    await seat.enter("TXT big.harbour.test")
    cut = "Q: TXT big.harbour.test = too long for a datagram"
    await seat.until_line("#wire", cut if events[0].transport == "udp" else 'Q: TXT big.harbour.test = "')
    if events[0].transport == "udp":
        await seat.until(partial(seat.is_said, "Explanation", "Ask again over TCP"))
    else:
        await seat.until(partial(seat.is_said, "Explanation", "In full: TXT big.harbour.test"))
