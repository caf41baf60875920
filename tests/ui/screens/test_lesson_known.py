"""The beginning of a step that is known from earlier lessons: one key types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.table import Table
from textual.widgets import Static

from heloworld.ui.screens.help import HelpScreen
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from ui.screens.lesson_desk import Sit, seats, toasts, write_course
from ui.screens.saying_hi import FIRST

BEGINNING = ("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA")

KNOWS = FIRST.replace('play = ["QUIT"]', 'play = ["NOOP", "QUIT"]\nknown = 1').replace('"before"', '"after"', 1)


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    course = write_course(tmp_path)
    (course / "1-hello" / "01-saying-hi.md").write_text(KNOWS, encoding="utf-8")
    return seats(course)


async def test_the_cheat_sheet_names_the_key_that_spares_the_beginning(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("f1")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        sheet = desk.app.screen.query(Static).first().content
        assert isinstance(sheet, Table)
        assert "Shift+Tab" in map(str, sheet.columns[0].cells)


async def test_one_key_types_the_beginning_that_is_known(sit: Sit) -> None:
    async with sit() as desk:
        assert "Shift+Tab" not in desk.says("next")
        await desk.pilot.press("shift+tab")
        await desk.pilot.press("f8", "f8")
        await desk.until_says("reading", "And say goodbye.")
        await desk.begun()
        await desk.until_says("next", "Shift+Tab types and sends the beginning that you know.")
        await desk.pilot.press("shift+tab")
        await desk.until_line("#wire", "C: NOOP")
        await desk.until(lambda: desk.app.focused is desk.line)
        await desk.until(lambda: any("as far as NOOP. Now you." in each.message for each in desk.app._notifications))
        await desk.pilot.press("enter")
        await desk.enter("QUIT")
        await desk.until_says("tasks", "[x] Send QUIT and get 221")
        assert not any("C: " in line and not line.partition("C: ")[2] for line in desk.lines("#wire"))


LETTER = KNOWS.replace(
    'play = ["NOOP", "QUIT"]\nknown = 1', f"play = [{', '.join(map(repr, BEGINNING))}, 'QUIT']\nknown = 4"
).replace("'", '"')


async def test_a_letter_that_was_begun_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    (course / "1-hello" / "01-saying-hi.md").write_text(LETTER, encoding="utf-8")
    async with seats(course)() as desk:
        await desk.pilot.press("f8", "f8")
        await desk.until_says("next", "Shift+Tab")
        await desk.begun()
        await desk.pilot.press("shift+tab")
        await desk.until(lambda: any("as far as DATA. Now you." in each for each in toasts(desk)))
        await desk.enter("Subject: mine")
        await desk.until_line("#wire", "C: Subject: mine")
        await desk.pilot.press(*"abc", "shift+tab")
        await desk.until(lambda: any("begun goes with that. Shift+Tab again does it." in each for each in toasts(desk)))
        assert desk.line.value == "abc"
        await desk.pilot.press("shift+tab")
        await desk.until(lambda: any("What stood in the prompt is gone." in each for each in toasts(desk)))
        assert desk.line.value == ""
        assert not any("mine" in line for line in desk.lines("#wire"))


HOSTS = KNOWS.replace(
    'rfc = "5321 §4.1.1.1" }\n',
    'rfc = "5321 §4.1.1.1" }\n\n[world.harbour]\n\n[world.island]\n\n[world.zones]\n"harbour.test" = "@ MX 10 mail"\n',
)


async def test_a_zone_that_was_saved_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    (course / "1-hello" / "01-saying-hi.md").write_text(HOSTS, encoding="utf-8")
    async with seats(course)() as desk:
        await desk.pilot.press("f8", "f8")
        await desk.until_says("next", "Shift+Tab")
        await desk.begun()
        pane = desk.screen.query_one(MailboxPane)
        while not str(pane.border_title).startswith("Zone: harbour.test"):
            await desk.pilot.press("ctrl+o")
        await desk.pilot.press("f6", *"www A 127.0.0.78", "enter", "escape")
        await desk.until_line("#wire", "the zone harbour.test was saved")
        plan = desk.bench.plan
        assert plan is not None
        zone = next(plan.mail.parent.rglob("harbour.test.zone"))
        await desk.pilot.press("shift+tab")
        await desk.until(lambda: any("saved goes with that. Shift+Tab again does it." in each for each in toasts(desk)))
        assert zone.read_text(encoding="utf-8").startswith("www A 127.0.0.78\n")
        await desk.pilot.press("shift+tab")
        await desk.until(lambda: any("as far as NOOP. Now you." in each for each in toasts(desk)))
        assert "www" not in zone.read_text(encoding="utf-8")
        await desk.pilot.press("shift+tab")
        await desk.until(lambda: len([line for line in desk.lines("#wire") if "C: NOOP" in line]) == 1)
        assert not any("again does it" in each for each in toasts(desk)), "nothing of the learner's would go"
