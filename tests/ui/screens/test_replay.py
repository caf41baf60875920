"""A saved transcript on the screen: forwards and backwards it shows the same, and the mailboxes hold the same."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from classroom.pupil import Pupil
from heloworld.errors import HeloError, TranscriptError
from heloworld.lab.recorded.replay_bench import ReplayBench
from heloworld.lab.recorded.saved_transcript import load
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.replay import FASTEST, ReplayScreen
from patience import PATIENCE
from shipped import COURSE

pytestmark = pytest.mark.thorough


async def recorded(number: str, folder: Path) -> Path:
    """A lesson that was done, as it was kept."""
    lesson = COURSE.find(number)
    assert lesson is not None
    await Pupil(folder, "ana7").take(lesson)
    return max(folder.rglob("*.jsonl"), key=lambda path: path.stat().st_size)


CALM = 6
"""How often in a row the screen has to look the same."""


class Seat:
    """Whoever looks at it."""

    def __init__(self, app: HeloApp, pilot: Pilot[HeloError], bench: ReplayBench, mail: Path) -> None:
        self.app, self.pilot, self.bench, self._mail = app, pilot, bench, mail

    @property
    def screen(self) -> ReplayScreen:
        assert isinstance(self.app.screen, ReplayScreen)
        return self.app.screen

    @property
    def boxes(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(self._mail.rglob("*.mbox"))}

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Every piece of the screen, with its style."""
        strips = self.screen._compositor.render_strips()
        return [(piece.text, str(piece.style)) for strip in strips for piece in strip.simplify()]

    async def settle(self) -> None:
        """Everything that was played is on the screen, and nothing on it moves any more."""
        workbench = self.screen.workbench
        pane, feed = workbench.mailbox, workbench.feed
        assert pane is not None
        last: list[object] = []
        async with asyncio.timeout(PATIENCE):
            while not feed.is_at_rest or pane.rewrite.is_on or len(last) < CALM or last != last[:1] * CALM:
                await self.pilot.pause(0.03)
                last = [*last, self.shown][-CALM:]

    async def until_is_at(self, *places: int) -> None:
        """It has come to one of these places."""
        async with asyncio.timeout(PATIENCE):
            while self.bench.at not in places:
                await self.pilot.pause(0.01)

    async def until_shows(self, picture: list[tuple[str, str]]) -> None:
        """The screen looks like this, once everything is on it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self.shown != picture:
                    await self.pilot.pause(0.03)
        assert self.shown == picture, self.bench.at


@asynccontextmanager
async def seated(file: Path, mail: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Seat]:
    bench = ReplayBench(load(file), mail)
    app = HeloApp(lambda: ReplayScreen(bench))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Seat(app, pilot, bench, mail)


@pytest.mark.parametrize(("number", "size"), [("1.4", (80, 24)), ("5.2", (120, 36))], ids=["append", "delete"])
async def test_forwards_and_backwards_show_the_same(number: str, size: tuple[int, int], tmp_path: Path) -> None:
    file = await recorded(number, tmp_path / "kept")
    async with seated(file, tmp_path / "mail", size) as seat:
        there = []
        for at in range(1, seat.bench.end + 1):
            await seat.pilot.press("right")
            await seat.until_is_at(at)
            await seat.settle()
            there.append((seat.shown, seat.boxes))
        assert len({tuple(boxes.items()) for _, boxes in there}) > 1, "the mailbox changes on the way"
        for at in range(seat.bench.end - 1, 0, -1):
            await seat.pilot.press("left")
            picture, boxes = there[at - 1]
            await seat.until_shows(picture)
            assert seat.boxes == boxes, at


async def test_it_plays_pauses_and_plays_faster(tmp_path: Path) -> None:
    file = await recorded("1.4", tmp_path / "kept")
    async with seated(file, tmp_path / "mail") as seat:
        for _ in range(10):
            await seat.pilot.press("plus")
        await seat.pilot.press("space")
        assert f"▶ {FASTEST}×" in seat.screen.workbench.title.place
        async with asyncio.timeout(PATIENCE):
            while seat.bench.at < 5:
                await seat.pilot.pause(0.01)
        await seat.pilot.press("space")
        async with asyncio.timeout(PATIENCE):
            while seat.screen.is_playing:
                await seat.pilot.pause(0.01)
        here = seat.bench.at
        await seat.pilot.pause(0.3)
        assert (seat.bench.at, seat.screen.is_playing) == (here, False)
        assert f"Replay {here} of {seat.bench.end} · paused" in seat.screen.workbench.title.place
        await seat.pilot.press("minus", "end")
        await seat.until_is_at(seat.bench.end)
        await seat.pilot.press("f5")
        await seat.until_is_at(*range(seat.bench.end))  # at the end it begins again
        await seat.pilot.press("home")
        await seat.until_is_at(0)
        await seat.pilot.press("left")
        await seat.pilot.pause(0.3)
        assert (seat.bench.at, seat.screen.is_playing, set(seat.boxes.values())) == (0, False, {b""})


async def test_nothing_can_be_typed(tmp_path: Path) -> None:
    file = await recorded("1.4", tmp_path / "kept")
    async with seated(file, tmp_path / "mail") as seat:
        await seat.pilot.press("q", "u", "i", "t", "enter", "escape")
        assert seat.bench.at == 0
        assert not seat.screen.workbench.wire.line.is_on_screen


@pytest.mark.parametrize(
    "content", ["", "rubbish\n", '{"event": "listening"}\n', '{"event": "mailbox", "path": 7}\n', "\0"]
)
def test_what_is_no_transcript_is_told_in_a_sentence(content: str, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(content)
    with pytest.raises(TranscriptError):
        load(file)


def test_a_mailbox_is_written_nowhere_else(tmp_path: Path) -> None:
    outside = tmp_path / "outside.mbox"
    lines = (
        {"event": "mailbox", "path": str(outside), "text": "mine"},
        {"event": "mailbox", "path": "../outside.mbox", "text": "mine"},
        {"event": "mailbox", "path": "x/..", "text": "mine"},
        {"event": "mailbox", "path": "a/b\0.mbox", "text": "mine", "server": "../island"},
    )
    file = tmp_path / "x.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    bench = ReplayBench(load(file), tmp_path / "mail")
    bench.go_to(bench.end)
    bench.go_to(0)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {file, tmp_path / "mail/outside.mbox"}
