"""The letters that were judged, in the lower pane: each step, what is signed in the text, what the host then did."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.lab.judging.keys import zone_line
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.mailbox.verdict_view import VerdictView
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]

ZONE = '@ MX 10 mail\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=reject"\n'
SIGNED = ("MAIL FROM:<ana@harbour.test>", "RCPT TO:<dora@island.test>", "DATA", "From: Ana <ana@harbour.test>")
FORGED = ("MAIL FROM:<x@shore.test>", "RCPT TO:<dora@island.test>", "DATA", "From: Ana <ana@harbour.test>")
TEXT = ("Subject: Ferry", "", "At nine.", ".")


@pytest.fixture
def sit(mail: Path) -> Callable[..., object]:
    """Sit down where harbour signs and island judges."""

    @asynccontextmanager
    async def seat(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Seat]:
        harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"), sign="2026")
        island = replace(neighbour("island", mail), checks=("spf", "dkim", "dmarc"), enforce=("dmarc",))
        plan = with_neighbours(harbour, island)
        bench = LocalBench(replace(plan, zones={"harbour.test": ZONE + zone_line("harbour.test", "2026")}))
        app = HeloApp(lambda: LabScreen(bench, place="Test"))
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until_line("#wire", "220 mail.harbour.test")
                yield seat
        finally:
            bench.stop()

    return seat


def _title(seat: Seat) -> str:
    return str(seat.screen.query_one(MailboxPane).border_title)


async def _judge(seat: Seat) -> None:
    """A letter that is signed on its way, and one of a stranger in the same name."""
    await seat.send("EHLO me", *SIGNED, *TEXT)
    await seat.until_line("#wire", "relayed: dora@island.test")
    await seat.pilot.press("ctrl+right_square_bracket")
    await seat.enter("telnet mail.island.test")
    await seat.until_line("#wire", "220 mail.island.test")
    await seat.send("EHLO me", *FORGED, *TEXT)
    await seat.until_line("#wire", "550 5.7.1 rejected by DMARC policy")


async def test_enter_on_a_verdict_leads_to_its_letter_and_back(sit: Sit) -> None:
    async with sit() as seat:
        await _judge(seat)
        await seat.until(lambda: "verdicts 2 new" in seat.said("PlaceTabs"))
        wire = seat.screen.workbench.wire.view
        wire.focus()
        wire.cursor = next(at for at in range(wire.end_line) if "dkim pass" in wire.text(at))
        await seat.until(lambda: "Enter: all of it" in str(seat.screen.workbench.wire.border_title))
        await seat.pilot.press("enter")
        await seat.until(lambda: _title(seat) == "Verdicts · letter 2 of 2")
        assert "[verdicts]" in seat.said("PlaceTabs")
        assert seat.lines("#letters") == [
            "refused · island <x@shore.test>: SPF none, DKIM none, DMARC fail",
            "▸ accepted · island <ana@harbour.test>: SPF pass, DKIM pass, DMARC pass",
        ]
        told = seat.lines("#letter-verdicts")
        assert told[0] == "SPF (HELO) none, SPF pass, DKIM pass, DMARC pass"
        assert told[1].startswith("What island did: it took the letter, into dora's mailbox: 250 2.0.0 Ok: queued as ")
        assert sum(1 for line in told if "in bh=" in line) == 1
        assert sum(1 for line in told if "here, the same" in line) == 2, "both hashes"
        names = [line.split()[:2] for line in told if line.startswith(("From  ", "SPF  ", "DKIM  "))]
        assert names == [["From", "harbour.test"], ["SPF", "harbour.test"], ["DKIM", "harbour.test"]]
        assert "▌ From: Ana <ana@harbour.test>" in told
        assert "▌ Subject: Ferry" in told
        assert "▌ At nine." in told
        assert "Received: from me" in " ".join(line for line in told if "▌" not in line)
        view = seat.screen.query_one("#letter-verdicts", VerdictView)
        await seat.until(lambda: view.text(view.scroller.top).startswith("DKIM pass - harbour.test (key 2026)"))
        await seat.pilot.press("up")
        await seat.until(lambda: seat.lines("#letter-verdicts")[0].endswith("DMARC fail"))
        refused = seat.lines("#letter-verdicts")
        assert refused[1] == (
            "What island did: it refused the letter: 550 5.7.1 rejected by DMARC policy for harbour.test"
        )
        assert any("Nobody has signed any of it" in line for line in refused)
        assert _title(seat) == "Verdicts · the newest of 2 letters"
        await seat.pilot.press("enter")
        await seat.until(lambda: getattr(seat.app.focused, "id", "") == "letter-verdicts")
        await seat.pilot.press("f6")
        assert getattr(seat.app.focused, "id", "") == "wire"


async def test_who_reads_stays_while_letters_come_in(sit: Sit) -> None:
    async with sit((80, 24)) as seat:
        await seat.send("EHLO me", *SIGNED, *TEXT)
        await seat.until_line("#wire", "relayed: dora@island.test")
        wire = seat.screen.workbench.wire.view
        wire.focus()
        wire.cursor = next(at for at in range(wire.end_line) if "spf pass" in wire.text(at))
        await seat.pilot.press("enter")
        pane = seat.screen.query_one(MailboxPane)
        await seat.until(lambda: pane.display and pane.region.height > 10)
        before = seat.lines("#letter-verdicts")
        seat.bench.enter(b"RSET")
        for line in (*SIGNED, *TEXT):
            seat.bench.enter(line.encode())
        await seat.until(lambda: len(seat.lines("#letters")) == 2)
        assert "[verdicts]" in seat.said("PlaceTabs")
        await seat.until(lambda: "accepted" in seat.lines("#letters")[0])
        assert seat.lines("#letters")[0].startswith("▸"), "whoever looks at the newest goes on with the newest"
        await seat.until(lambda: len(seat.lines("#letter-verdicts")) == len(before))


async def test_in_a_world_that_judges_nothing_there_is_no_such_place(mail: Path) -> None:
    bench = LocalBench(with_neighbours(Plan(mail), neighbour("island", mail)))
    app = HeloApp(lambda: LabScreen(bench, place="Test"))
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            seat = Seat(app, pilot, bench)
            await seat.until_line("#wire", "220 mail.harbour.test")
            assert "verdicts" not in seat.said("PlaceTabs")
            assert not app.screen.query("#verdicts")
    finally:
        bench.stop()
