"""The front: its prompt stands where the prompt will stand, and nothing that was typed into it is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from textual.geometry import Region

from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan
from heloworld.lab.remote_bench import RemoteBench
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.front import Front, margins
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.wire.prompt import CommandLine, Prompt
from patience import PATIENCE

SIZES = ((80, 24), (99, 20), (100, 30), (121, 37), (149, 41), (150, 40), (201, 51))


def prompt_within(size: tuple[int, int], *, guided: bool, alone: bool) -> Region:
    """Where the front puts its prompt: in the pane's last row but one, inside its frame."""
    width, height = size
    pane = Region(0, 1, width, height - 1).shrink(margins(width, height, guided=guided, alone=alone))
    return Region(pane.x + 1, pane.bottom - 3, pane.width - 2, 1)


def test_nothing_is_loaded_for_the_prompt_that_it_does_not_need() -> None:
    code = "import sys, heloworld.cli.main, heloworld.ui.app, heloworld.ui.early_start; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    late = (
        "aiosmtpd",
        "cryptography",
        "email",
        "pygments",
        "heloworld.lab",
        "heloworld.mbox",
        "heloworld.smtp.dissect",
    )
    assert [name for name in loaded if name.startswith(late)] == []


@pytest.mark.parametrize(("guided", "alone"), [(False, False), (True, False), (False, True)])
async def test_the_prompt_stands_where_it_will_stand(mail: Path, guided: bool, alone: bool) -> None:
    bench = RemoteBench("127.0.0.1", 9) if alone else LocalBench(Plan(mail))
    app = HeloApp(lambda: (GuidedScreen if guided else LabScreen)(bench, place="Test"))
    try:
        async with app.run_test(size=SIZES[0]) as pilot:
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await pilot.pause()
                assert app.screen.query_one(Prompt).region == prompt_within(size, guided=guided, alone=alone), size
    finally:
        bench.stop()


@pytest.mark.parametrize("size", [(80, 24), (121, 37)])
async def test_it_draws_it_there(size: tuple[int, int]) -> None:
    app = HeloApp(lambda: Front("Test", guided=True))
    async with app.run_test(size=size):
        assert app.screen.query_one(Prompt).region == prompt_within(size, guided=True, alone=False)


async def test_what_is_typed_while_it_is_shown_is_handed_over(mail: Path) -> None:
    bench = LocalBench(Plan(mail))
    typed = threading.Event()
    app = HeloApp(lambda: LabScreen(bench, place="Test"), lambda: Front("Test"), lambda: typed.wait(PATIENCE))
    async with app.run_test() as pilot:
        assert isinstance(app.screen, Front)
        await pilot.press(*"HELO x", "enter", *"NOOP", "left")
        typed.set()
        while not isinstance(app.screen, LabScreen) or not any(
            exchange.verb == "HELO"
            for each in app.screen.workbench.feed.dissector.sessions.values()
            for exchange in each.exchanges
        ):
            await pilot.pause(0.01)
        line = app.screen.query_one(CommandLine)
        assert (line.value, line.cursor_position) == ("NOOP", 3)
        await pilot.press("up")
        assert line.value == "HELO x"
    bench.stop()
