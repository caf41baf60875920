"""The lab in a world of two hosts that runs: a letter from wire to queue to mailbox, the zone, the tools, the clock."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from heloworld.lab.hosts.host_table import HOSTS
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.screens.verdicts import VerdictsScreen
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.mailbox.verdict_view import VerdictView
from heloworld.ui.widgets.places.zone_editor import ZoneEditor
from heloworld.ui.widgets.places.zone_text import ZoneText
from heloworld.ui.workbench import places
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]

LETTER = ("EHLO me", "MAIL FROM:<ana@harbour.test>", "RCPT TO:<dora@island.test>", "DATA", "Subject: boats", "", ".")
QUEUE = ["ctrl+o"] * 6
"""From ana's mailbox to the queue: ana, postmaster, dora, emil, postmaster."""
TOOLS = "ctrl+right_square_bracket"


def _bench(mail: Path) -> LocalBench:
    harbour = Plan(mail, policy=replace(policy(("ana", "postmaster")), relays="open"))
    return LocalBench(with_neighbours(harbour, replace(neighbour("island", mail), greylist=300)))


@pytest.fixture
def sit(mail: Path) -> Callable[..., object]:
    """Sit down before a screen of a size, in a world of harbour and of an island that greylists."""

    @asynccontextmanager
    async def seat(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Seat]:
        bench = _bench(mail)
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


def _tabs(seat: Seat) -> str:
    return seat.said("PlaceTabs")


async def test_a_letter_waits_in_the_queue_until_the_key_that_turns_the_clock(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send(*LETTER)
        await seat.until_line("#wire", "deferred until")
        await seat.until(lambda: "queue 1" in _tabs(seat))
        await seat.pilot.press(*QUEUE[:5])
        await seat.until(lambda: _title(seat) == "Queue · 1 letter waiting")
        await seat.until_line("#queue", "Greylisted")
        await seat.until_line("#queue", "next try at")
        await seat.pilot.press("ctrl+underscore")
        await seat.until_line("#wire", "relayed: dora@island.test")
        await seat.until(lambda: "dora at island · 1 message" in _title(seat))
        await seat.until_line("#mailbox", "Subject: boats")
        await seat.until(lambda: "queue 1" not in _tabs(seat))
        assert seat.screen.query_one(TitleBar).render().plain.endswith(" min)")
        await seat.pilot.press("ctrl+slash")
        await seat.until(lambda: any("Nothing waits" in note.message for note in seat.app._notifications))


async def test_letters_that_wait_since_the_last_time_are_shown_from_the_start(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send(*LETTER)
        await seat.until_line("#wire", "deferred until")
    async with sit() as seat:
        await seat.until(lambda: "queue 1" in _tabs(seat))
        await seat.pilot.press(*QUEUE[:5])
        await seat.until(lambda: _title(seat) == "Queue · 1 letter waiting")
        await seat.until_line("#queue", "Greylisted")


async def test_mail_that_arrives_elsewhere_is_told_on_its_tab(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE, "f6")
        await seat.until(lambda: isinstance(seat.app.focused, ZoneText))
        await seat.pilot.press("escape")
        await seat.send(*(line.replace("dora@island", "ana@harbour") for line in LETTER))
        await seat.until(lambda: "ana 1 new" in _tabs(seat))
        assert "[zone]" in _tabs(seat), "whoever writes a zone is left there"


async def test_a_zone_that_is_left_is_saved_and_answered_by(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE, "f6", *["down"] * 4, *"www", "tab", *"A 127.0.0.77", "escape")
        await seat.until_line("#wire", "the zone harbour.test was saved")
        assert (mail / "zones" / "harbour.test.zone").read_text().endswith("\nwww    A 127.0.0.77")
        await seat.pilot.press(TOOLS)
        await seat.enter("dig +short A www.harbour.test")
        await seat.until(lambda: seat.lines("#tools") == ["$ dig +short A www.harbour.test", "127.0.0.77"])
        asked = ("laptop→dns", "Q: A www.harbour.test")
        await seat.until(lambda: any(all(each in line for each in asked) for line in seat.lines("#wire")))


def _rows(seat: Seat) -> list[str]:
    """What is drawn of the zone."""
    text = seat.screen.query_one(ZoneText)
    return [text.render_line(row).text.rstrip() for row in range(text.size.height)]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_fault_stands_under_its_line_and_the_old_zone_stays(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as seat:
        await seat.pilot.press(*QUEUE)
        if size[0] < 100:
            await seat.pilot.press("ctrl+o")
        await seat.pilot.press("f6", *["down"] * 2, "home", *"@ MX mail", "enter")
        at = next(at for at, row in enumerate(_rows(seat)) if row.endswith("@ MX mail"))
        assert _rows(seat)[at + 1].lstrip().startswith("✗ MX wants a number and a name behind it")
        assert _title(seat) == "Zone: harbour.test · edited, not saved: Esc saves"
        await seat.pilot.press("escape")
        await seat.until(lambda: any("the old zone answers" in note.message for note in seat.app._notifications))
        assert _title(seat).startswith("Zone: harbour.test · ✗ line 3: not in use")
        assert "[zone ✗]" in _tabs(seat)
        assert not any("was saved" in line for line in seat.lines("#wire"))
        await seat.pilot.press("f6", "up", *["delete"] * 10, "escape")
        await seat.until(lambda: "✗" not in _tabs(seat))
        assert not any("MX wants" in row for row in _rows(seat))


async def test_what_is_said_of_a_line_is_no_line_for_keys_and_clicks(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE, "f6", "home", *"@ MX mail", "enter", *"x FOO", "enter")
        text = seat.screen.query_one(ZoneText)
        rows = _rows(seat)
        below = next(at for at, row in enumerate(rows) if row.endswith("x FOO"))
        assert below == 2, "the first line, what is said of it, the second line"
        assert text.cursor_location == (2, 0)
        await seat.pilot.press("up", "up", "down")
        assert text.cursor_location == (1, 0)
        for row, line in ((0, 0), (1, 0), (2, 1), (4, 2)):
            await seat.pilot.click(ZoneText, offset=(text.gutter_width + 3, row))
            assert text.cursor_location[0] == line
            x, y = text.cursor_screen_offset - text.content_region.offset
            assert rows[y].lstrip()[0] == str(line + 1), "the cursor is drawn in its line"
            assert x >= text.gutter_width
        await seat.pilot.press("ctrl+end")
        assert text.virtual_size.height == text.document.line_count + 2


async def test_the_zones_of_other_hosts_are_edited_in_place_too(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE, "ctrl+o")
        assert _title(seat) == "Zone: island.test · in use · F6 edits it"
        assert "[zone]" in _tabs(seat)
        await seat.pilot.press("f6", *"www A 127.0.0.78", "enter", "escape")
        await seat.until_line("#wire", "the zone island.test was saved")
        assert (mail / "zones" / "island.test.zone").read_text().startswith("www A 127.0.0.78\n")
        assert "www" not in (mail / "zones" / "harbour.test.zone").read_text()
        await seat.pilot.press(TOOLS)
        await seat.enter("dig +short A www.island.test")
        await seat.until(lambda: "127.0.0.78" in seat.lines("#tools"))


async def test_a_fault_in_one_zone_is_told_while_another_is_shown(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE, "f6", *"x FOO", "enter", "escape")
        await seat.until(lambda: "[zone ✗]" in _tabs(seat))
        await seat.pilot.press("ctrl+o")
        await seat.until(lambda: _title(seat).startswith("Zone: island.test · in use"))
        assert "[zone ✗]" in _tabs(seat)


async def test_the_clock_in_the_title_goes_on_while_nothing_happens(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as seat:
        await seat.pilot.press(TOOLS)
        await seat.enter("sleep 300")
        await seat.until_line("#wire", "the clock was turned forwards by 5 min")
        title, now = seat.screen.query_one(TitleBar), time.time()
        before = title.clock
        monkeypatch.setattr(places, "time", SimpleNamespace(time=lambda: now + 3600))
        await seat.until(lambda: title.clock != before)
        assert title.clock.endswith(" (+5 min)")


async def test_what_another_editor_saves_is_shown(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE)
        file = mail / "zones" / "harbour.test.zone"
        file.write_text("@ MX 7 mail\n")
        await seat.until_line("#wire", "the zone harbour.test was saved")
        text = seat.screen.query_one(ZoneEditor).text
        await seat.until(lambda: text.text == "@ MX 7 mail\n")
        assert "in use" in _title(seat)


async def test_tools_print_below_the_wire_on_a_small_screen(sit: Sit) -> None:
    async with sit((80, 24)) as seat:
        pane = seat.screen.query_one(MailboxPane)
        await seat.pilot.press(TOOLS)
        await seat.enter("base64 -d AGFuYQBzZXNhbWU=")
        await seat.until(lambda: seat.lines("#tools") == ["$ base64 -d AGFuYQBzZXNhbWU=", "␀ana␀sesame"])
        await seat.pilot.pause()
        assert pane.display
        assert pane.region.height > 5
        await seat.enter("sleep 300")
        await seat.until_line("#wire", "the clock was turned forwards by 5 min")
        await seat.enter("mailq")
        await seat.until(lambda: "Mail queue is empty" in seat.lines("#tools"))
        await seat.pilot.press("escape")
        await seat.pilot.pause()
        assert not pane.region.height
        await seat.pilot.press("ctrl+o")
        await seat.pilot.pause()
        assert pane.region.height > 10, "the first press shows where one is"
        assert "[$]" in _tabs(seat)


async def test_telnet_moves_the_prompt_and_the_rows_say_whom_it_talks_to(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press(TOOLS)
        await seat.enter("telnet mail.island.test")
        await seat.until_line("#wire", "laptop←island  S: 220 mail.island.test")
        await seat.pilot.press("f7")
        assert str(seat.screen.workbench.wire.border_title) == "Wire · my line"
        await seat.send("EHLO me")
        await seat.until_line("#wire", "laptop→island  C: EHLO me")
        await seat.pilot.press("f7")
        assert str(seat.screen.workbench.wire.border_title) == "Wire", "no kind of talk that there is not is shown"
        await seat.until_line("#wire", "laptop→island  C: EHLO me")


async def test_a_reset_brings_back_the_first_mailbox_and_the_zone(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.pilot.press(*QUEUE, "f6", *"; mine", "enter", "escape")
        await seat.until_line("#wire", "the zone harbour.test was saved")
        await seat.pilot.press("f5")
        await seat.until(lambda: "Mailbox: ana at harbour" in _title(seat))
        await seat.until(lambda: "; mine" not in (mail / "zones" / "harbour.test.zone").read_text())
        text = seat.screen.query_one(ZoneEditor).text
        await seat.until(lambda: "; mine" not in text.text)


async def test_where_an_address_is_not_there_it_is_said_how_to_have_it(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HOSTS, "island", replace(HOSTS["island"], address="192.0.2.20"))
    async with sit() as seat:
        told = "192.0.2.20 is no address of this machine"
        await seat.until(lambda: any(note.message.startswith(told) for note in seat.app._notifications))


async def test_a_letter_is_judged_by_the_zones_of_the_world(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send(*(line.replace("dora@island", "ana@harbour") for line in LETTER))
        await seat.until_line("#mailbox", "Subject: boats")
        await seat.pilot.press("f2")
        await seat.until(lambda: isinstance(seat.app.screen, MailboxScreen))
        await seat.pilot.press("v")
        await seat.until(lambda: isinstance(seat.app.screen, VerdictsScreen))
        view = seat.app.screen.query_one(VerdictView)
        await seat.until(lambda: view.end_line)
        assert [view.text(row) for row in range(3)] == [
            "SPF (HELO) none, SPF fail, DKIM none, DMARC permerror",
            "Asked: the zones of this world",
            "Client: 127.0.0.5 (the topmost Received)",
        ]
