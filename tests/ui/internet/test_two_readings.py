"""A lenient server's world on the screen: the same bytes, as a strict server reads them and as the lenient one does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.places.place_tabs import READINGS, Place
from ui.conftest import Seat


async def test_one_letter_for_the_one_and_two_for_the_other(mail: Path) -> None:
    harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"), keeps_bare=True)
    island = neighbour("island", mail)
    island = replace(island, policy=replace(island.policy, ends=("LF.LF",)))
    bench = LocalBench(with_neighbours(harbour, island))
    app = HeloApp(lambda: LabScreen(bench, place="Test"))
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            seat = Seat(app, pilot, bench)
            await seat.until_line("#wire", "220 mail.harbour.test")
            await seat.send("HELO me", "MAIL FROM:<rosa@shore.test>", "RCPT TO:<dora@island.test>", "DATA")
            bench.enter(b"Hello.\n.\nMAIL FROM:<ana@harbour.test>\r\nRCPT TO:<dora@island.test>\r\nDATA")
            await seat.enter("Give Rosa ten.", ".")
            await seat.until(lambda: "readings 1 ≠ 2" in seat.said("PlaceTabs"))
            pane = app.screen.query_one(MailboxPane)
            await seat.until(lambda: "dora at island · 2 messages" in str(pane.border_title))
            pane.places.show(Place(READINGS))
            await seat.until_line("#readings", "Received: from me")  # on the way to island, harbour's line is on top
            await seat.until_line("#readings", "QUIT")  # harbour's last word to island
            title = "Two readings · letters: 1 by a strict server, 2 by island"
            await seat.until(lambda: str(pane.border_title) == title)
            rows = [" ".join(line.split()) for line in seat.lines("#readings")]
            assert rows[0] == "a strict server island ends the same bytes"
            at = rows.index("letter 1 letter 1 LF Hello.")
            assert rows[at + 1 :] == [
                "letter 1 ── end of 1 LF .",
                "letter 1 a command CRLF MAIL FROM:<ana@harbour.test>",
                "letter 1 a command CRLF RCPT TO:<dora@island.test>",
                "letter 1 a command CRLF DATA",
                "letter 1 letter 2 CRLF Give Rosa ten.",
                "── end of 1 ── end of 2 CRLF .",
                "a command a command CRLF QUIT",
            ]
    finally:
        bench.stop()
