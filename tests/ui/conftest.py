"""The lab screen on a real server, driven by Pilot."""

from __future__ import annotations

import asyncio
import gc
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from heloworld.errors import HeloError
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, with_accounts
from heloworld.lab.remote_bench import RemoteBench
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.workbench_screen import WorkbenchScreen
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.prose import Prose
from heloworld.ui.widgets.wire.prompt import CommandLine
from heloworld.wire.events import Bytes, Side
from patience import PATIENCE


class Seat:
    """A learner's seat: the app, the keyboard, and eyes."""

    def __init__(self, app: HeloApp, pilot: Pilot[HeloError], bench: LocalBench | RemoteBench) -> None:
        self.app, self.pilot, self.bench = app, pilot, bench

    @property
    def screen(self) -> WorkbenchScreen:
        assert isinstance(self.app.screen, WorkbenchScreen)
        return self.app.screen

    @property
    def line(self) -> CommandLine:
        return self.screen.query_one(CommandLine)

    def lines(self, selector: str) -> list[str]:
        """All lines of a view, as text."""
        view = self.screen.query_one(selector, LineView)
        return [view.text(number) for number in range(view.lines.first_line, view.end_line)]

    def said(self, selector: str) -> str:
        """The text of a widget that draws itself, as it is before it is wrapped."""
        widget = self.screen.query_one(selector, Static)
        return str(widget.content if isinstance(widget, Prose) else widget.render())

    def is_said(self, selector: str, words: str) -> bool:
        """Whether a widget that draws itself says something."""
        return words in self.said(selector)

    async def enter(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            self.line.value = line
            await self.pilot.press("enter")

    async def until(self, fact: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait for a fact."""
        async with asyncio.timeout(patience):
            while not fact():
                await self.pilot.pause(0.01)

    async def until_line(self, selector: str, text: str) -> None:
        """Wait for a line that holds a text, and for what follows from it."""
        await self.until(lambda: any(text in line for line in self.lines(selector)))
        await self.until(lambda: self.screen.workbench.feed.is_at_rest)

    async def send(self, *lines: str) -> None:
        """A whole session by hand up to its last line, each with its reply; the lines of a letter have none."""
        for line in lines:
            before, is_letter = len(self.bench.transcript), self._is_in_letter() and line != "."
            await self.enter(line)
            await self.until(partial(self._has_heard, before, "client" if is_letter else "server"))

    def _is_in_letter(self) -> bool:
        """Whether the newest reply has asked for a letter."""
        events, _ = self.bench.transcript.since(0)
        replies = (each.data for each in reversed(events) if isinstance(each, Bytes) and each.source == "server")
        return next(replies, b"").startswith(b"354")

    def _has_heard(self, before: int, source: Side) -> bool:
        """Whether one side has said something after so many events."""
        new, _ = self.bench.transcript.since(before)
        return any(isinstance(each, Bytes) and each.source == source for each in new)


@pytest.fixture
def sit(mail: Path) -> Callable[..., object]:
    """Sit down before a screen of a size."""

    @asynccontextmanager
    async def seat(
        size: tuple[int, int] = (120, 36), *, guided: bool = False, doors: Mapping[str, int] | None = None
    ) -> AsyncIterator[Seat]:
        bench = LocalBench(replace(with_accounts(Plan(mail)), doors=doors) if doors is not None else Plan(mail))
        app = HeloApp(lambda: (GuidedScreen if guided else LabScreen)(bench, place="Test"))
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until_line("#wire", "220 mail.harbour.test")
                yield seat
        finally:
            bench.stop()

    return seat


FILES_BETWEEN: Final = 4
"""Files of tests after which screens are let go: looking for them takes seconds."""

_files = itertools.count(1)


@pytest.fixture(scope="module", autouse=True)
def _screens_that_are_over_are_let_go() -> Iterator[None]:
    """Each program freezes what is there when it starts, the screens of the tests before with their open files too."""
    yield
    if next(_files) % FILES_BETWEEN == 0:
        gc.unfreeze()
        gc.collect()
