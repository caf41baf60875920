"""What a receiver would think of a message, one key away: shown, left, from letter to letter; and who is not asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from heloworld.lab.judging import letter_file
from heloworld.lab.judging.judge import judge_by_files
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.screens.message import MessageScreen
from heloworld.ui.screens.verdicts import VerdictsScreen
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.mailbox.verdict_view import VerdictView
from trust.letters import DATA
from ui.screens.mailbox_desk import Desk

CHAIN = (DATA / "chain-pass.mbox").read_bytes()
EVIL = (
    b"From a@b Sat Jan  3 01:05:34 2026\nFrom: x@[/b].test\x1b[2J\xe2\x80\xae\n"
    b"DKIM-Signature: v=1; a=[red]; d=\x1b[2J; s=[/]; h=from; bh=AA==; b=AA==\n\n>From here\n\n"
)
Sit = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def sit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sit:
    """Sit down before a mailbox of two letters: one that is signed, and a hostile one."""
    monkeypatch.chdir(tmp_path)
    Path("box").write_bytes(CHAIN + EVIL)

    @asynccontextmanager
    async def seat(
        zone: Path | None = DATA / "chain-pass.zone", size: tuple[int, int] = (120, 36)
    ) -> AsyncIterator[Desk]:
        judge = judge_by_files((zone,)) if zone is not None else None
        app = HeloApp(lambda: MailboxScreen(Path("box"), None, judge))
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Desk(pilot)

    return seat


def lines(desk: Desk) -> list[str]:
    """What the screen of verdicts says; nothing until it is there."""
    if not isinstance(desk.pilot.app.screen, VerdictsScreen):
        return []
    view = desk.pilot.app.screen.query_one(VerdictView)
    return [view.text(row) for row in range(view.end_line)]


async def test_verdicts_are_shown_and_left(sit: Sit) -> None:
    async with sit() as desk:
        assert "v: verdicts" in desk.screen.query_one(TitleBar).place
        await desk.press("v")
        await desk.until(lambda: lines(desk))
        assert lines(desk)[0] == "SPF (HELO) pass, SPF pass, DKIM pass, DMARC pass"
        assert "decided by     mx" in lines(desk)
        assert lines(desk)[0] in desk.drawn
        await desk.press("escape")
        assert desk.pilot.app.screen is desk.screen


async def test_letters_move_where_nothing_is_typed(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("v")
        await desk.until(lambda: lines(desk))
        view = desk.pilot.app.screen.query_one(VerdictView)
        for key, line in (("j", 1), ("enter", 2), ("k", 1), ("G", view.end_line - 1), ("g", 0)):
            await desk.press(key)
            assert view.current == line


async def test_from_letter_to_letter_the_list_goes_along(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("v")
        await desk.until(lambda: lines(desk))
        await desk.press("f8")
        await desk.until(lambda: any(each.startswith("DKIM permerror") for each in lines(desk)))
        await desk.press("v")
        assert desk.pilot.app.screen is desk.screen
        assert desk.screen.panes.messages.chosen == 1


async def test_from_a_letter_that_is_read_and_back_to_the_one_looked_at_last(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("enter")
        message = desk.pilot.app.screen
        assert isinstance(message, MessageScreen)
        await desk.press("v")
        await desk.until(lambda: lines(desk))
        await desk.press("f8", "q")
        assert desk.pilot.app.screen is message
        assert message.query_one(TitleBar).status.startswith("message 2 of 2")


async def test_nothing_of_a_hostile_letter_is_more_than_text(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("f8", "v")
        await desk.until(lambda: lines(desk))
        text = "\n".join(lines(desk))
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[red]" in text


async def test_where_nobody_can_be_asked(sit: Sit) -> None:
    async with sit(None) as desk:
        assert "verdicts" not in desk.screen.query_one(TitleBar).place
        await desk.press("v")
        assert desk.pilot.app.screen is desk.screen
        assert any("helo mbox FILE --zone" in each for each in desk.said)


async def test_a_zone_that_breaks_meanwhile_is_said(sit: Sit, tmp_path: Path) -> None:
    zone = tmp_path / "harbour.test.zone"
    zone.write_text("@ A 127.0.0.1\n")
    async with sit(zone) as desk:
        zone.write_text("@ MX mail\n")
        await desk.press("v")
        await desk.until(lambda: any("line 1" in each for each in desk.said))
        assert isinstance(desk.pilot.app.screen, VerdictsScreen)


async def test_on_a_small_screen_all_of_it_can_be_read(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        await desk.press("v")
        await desk.until(lambda: lines(desk))
        assert max(map(len, lines(desk))) <= 78
        await desk.press("end")
        assert lines(desk)[-1] in desk.drawn
        await desk.press("home")
        assert lines(desk)[0] in desk.drawn


async def test_the_letter_is_too_long_to_be_judged(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_file, "LONGEST", 100)
    async with sit() as desk:
        await desk.press("v")
        await desk.until(lambda: any("longer than 100 bytes" in each for each in desk.said))
