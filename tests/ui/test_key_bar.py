"""The last line: the keys that fit, and a click does what the key does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from heloworld.errors import HeloError
from heloworld.lab.bench import Bench
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan
from heloworld.lab.remote_bench import RemoteBench
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.help import HelpScreen
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.common.key_bar import KeyBar
from ui.conftest import Seat

ALWAYS = "^p Commands  ^q Quit"


@asynccontextmanager
async def sit(bench: Bench, width: int = 120) -> AsyncIterator[Pilot[HeloError]]:
    app = HeloApp(lambda: LabScreen(bench, place="Test"))
    try:
        async with app.run_test(size=(width, 24)) as pilot:
            yield pilot
    finally:
        bench.stop()


def shown(pilot: Pilot[HeloError]) -> str:
    return str(pilot.app.screen.query_one(KeyBar).render())


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_as_many_keys_as_there_is_room_for(mail: Path, width: int) -> None:
    async with sit(LocalBench(Plan(mail)), 300) as pilot:
        everything = shown(pilot).removesuffix(ALWAYS).strip()
        await pilot.resize_terminal(width, 24)
        await pilot.pause()
        text = shown(pilot)
        assert len(text) == width - 2
        assert text.startswith("F1 Help  ")
        assert text.endswith("  " + ALWAYS)
        left = text.removesuffix(ALWAYS).strip()
        assert everything.startswith(left)
        following = everything.removeprefix(left).strip().split("  ")[0]
        assert not following or len(f"{left}  {following}  {ALWAYS}") > width - 2


async def test_what_cannot_be_done_is_not_offered() -> None:
    async with sit(RemoteBench("127.0.0.1", 9)) as pilot:
        assert "Reset" not in shown(pilot)


async def test_a_click_does_what_the_key_does(mail: Path) -> None:
    async with sit(LocalBench(Plan(mail))) as pilot:
        await pilot.click(KeyBar, offset=(1 + shown(pilot).index("Help"), 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.click(KeyBar, offset=(1 + shown(pilot).index("Quit"), 0))
        await pilot.pause()
        assert pilot.app.return_code == 0


async def test_the_help_writes_each_key_in_one_way(sit: Callable[..., AbstractAsyncContextManager[Seat]]) -> None:
    async with sit(size=(120, 140)) as seat:
        await seat.pilot.press("f1")
        await seat.pilot.pause()
        drawn = seat.app.export_screenshot()
        assert "Moving" in drawn
        assert "^q" in drawn
        assert not [each for each in ("ctrl+", "page&#160;up", "escape") if each in drawn]
