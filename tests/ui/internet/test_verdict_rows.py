"""Verdicts on the screen: a row in the wire that explains itself, one key that shows them alone, the spam folder."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from ui.conftest import Seat

LETTER = (
    *("EHLO me", "MAIL FROM:<x@shore.test>", "RCPT TO:<dora@island.test>", "DATA"),
    *("From: ana@harbour.test", "Subject: PRIZE NOW!!!", "", "YOU ARE THE WINNER OF MILLIONS, ACT NOW"),
)


def _bench(mail: Path) -> LocalBench:
    harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"))
    island = replace(neighbour("island", mail), checks=("spf", "dkim", "dmarc"), spam=True)
    return LocalBench(with_neighbours(harbour, island))


async def test_a_verdict_is_a_row_and_spam_has_a_place(mail: Path) -> None:
    bench = _bench(mail)
    app = HeloApp(lambda: LabScreen(bench, place="Test"))
    try:
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            seat = Seat(app, pilot, bench)
            await seat.until_line("#wire", "220 mail.harbour.test")
            for line in LETTER:
                await seat.enter(line)
            await seat.enter(".")
            await seat.until_line("#wire", "── spam spam: It has ")
            await seat.until(lambda: "dora/spam" in str(seat.screen.query_one(MailboxPane).border_title))
            for _ in range(4):
                await pilot.press("f7")
            await seat.until(lambda: all("!" in line for line in seat.lines("#wire")))
            assert [line.split()[4] for line in seat.lines("#wire")] == ["spf", "spf", "dkim", "dmarc", "spam"]
            await seat.until(partial(seat.is_said, "Explanation", "what spam often looks like: spam."))
            await seat.until(partial(seat.is_said, "Explanation", "SUBJECT_SHOUTS"))
    finally:
        bench.stop()
