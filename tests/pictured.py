"""A state of the app that can be drawn, and its picture."""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, cast

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

import internet
import judged
import smuggled
from classroom.still import class_of_sixteen
from heloworld import paths
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.tally import TallyFile, tally_of
from heloworld.course.play.cue_card import CueFile, card_of
from heloworld.course.play.session import LessonSession, Mode
from heloworld.course.play.world_plan import plans_in
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Standing
from heloworld.errors import HeloError
from heloworld.lab.judging.judge import judge_by_files
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.protocols import protocol_of
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.board import BoardScreen
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.lesson import LessonScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.screens.notes import NotesScreen
from heloworld.ui.screens.workbench_screen import WorkbenchScreen
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.wire.prompt import CommandLine
from heloworld.ui.widgets.workbench import Workbench
from heloworld.wire.dissector import Dissector
from heloworld.wire.rows import Row, Rows
from patience import PATIENCE
from replay import Replay
from shipped import COURSE
from trust.letters import DATA


@dataclass(frozen=True)
class Scenario:
    """One state of the screen."""

    scripts: tuple[tuple[str, ...], ...]
    size: tuple[int, int] = (120, 36)
    guided: bool = False
    theme: str = "helo-dark"
    keys: tuple[str, ...] = ()
    """What is pressed; ``until:TEXT`` waits for what a thread finds out before the next key."""
    typed: str = ""
    stored: bytes = field(default=b"", repr=False)
    rewritten: bytes = field(default=b"", repr=False)
    """What the mailbox is once everything has happened, where that is no delivery; what goes is seen to go."""
    protocol: str = "smtp"
    lesson: str = ""
    """A lesson, shown on its screen instead of the lab."""
    step: int = 0
    """Where in it the learner is, from 0; the goals of the steps before are reached."""
    later: tuple[str, ...] = ()
    """What happens once the screen is there."""
    is_presented: bool = False
    says: tuple[str, ...] = ()
    """What is on the screen, each in one style: it is looked for where the picture itself is not kept."""
    internet: str = ""
    """A world of several hosts instead, by what became of its letter, such as ``judged``."""
    sample: str = ""
    """A sample mailbox, shown on the mailbox screen instead of the lab; or a name for what is `stored`."""
    zone: str = ""
    """The zone by which its messages are judged."""
    is_board: bool = False
    """The board of a class instead."""
    is_notes: bool = False
    """The presenter's notes on the lesson instead, while a class goes on."""

    def app(self, folder: Path) -> HeloApp:
        """The app in this state, but for the keys."""
        app = HeloApp(lambda: self._screen(folder))
        app.theme = self.theme
        return app

    def _screen(self, folder: Path) -> Screen[None]:
        if self.is_board:
            return BoardScreen(class_of_sixteen())
        if self.is_notes:
            return self._notes(folder)
        if self.sample and self.stored:
            (folder / self.sample).write_bytes(self.stored)
            return MailboxScreen(Path(self.sample), None, judge_by_files((DATA / self.zone,)) if self.zone else None)
        if self.sample:
            shutil.copy(paths.samples() / self.sample, folder)
            return MailboxScreen(Path(self.sample))
        name = self.lesson if self.rewritten else "mail"  # goals look into the folder of their lesson
        mail = folder / name
        mail.mkdir(parents=True, exist_ok=True)
        if self.stored:
            (mail / "ana.mbox").write_bytes(self.stored)
        here = Path(name) if Path.cwd() == folder else mail
        bench = Replay(here, self.scripts, self.later, self.protocol, self.rewritten)
        if self.lesson:
            return LessonScreen(cast("LocalBench", bench), self._session(folder), is_presenting=self.is_presented)
        if self.internet:
            benches = {"judged": judged.bench, "smuggled": smuggled.bench}
            bench = benches.get(self.internet, partial(internet.bench, is_relayed=self.internet == "relayed"))(here)
            return LabScreen(bench, place="Two readings" if self.internet == "smuggled" else "Lab")
        return GuidedScreen(bench, place="Your first mail") if self.guided else LabScreen(bench, place="Lab")

    def _notes(self, folder: Path) -> NotesScreen:
        cards, tallies, still = CueFile(folder / "card.json"), TallyFile(folder / "class.json"), class_of_sixteen()
        cards.write(card_of(self._session(folder), str))
        tallies.write(tally_of(still.book.board(Asked(), still.now)))
        return NotesScreen(CueFile(folder / "card.json"), tallies, lambda: 0.0, lambda: "10:15")

    def _session(self, folder: Path) -> LessonSession:
        course = COURSE
        lesson, progress = course.find(self.lesson), Progress("pictures", None)
        assert lesson is not None
        for each in itertools.takewhile(lambda each: each is not lesson, course.lessons):
            answered = {question.id: question.answer for question in each.questions}
            progress.keep(each.id, Standing(len(each.steps) - 1, frozenset(goal.id for goal in each.goals), answered))
            progress.finished(each.id)
        before = lesson.steps[: self.step]
        reached = frozenset(goal.id for step in before for goal in step.goals)
        answers = {each.id: each.answer for step in lesson.steps[: self.step + 1] for each in step.predictions}
        progress.keep(lesson.id, Standing(self.step, reached, answers))
        return LessonSession(course, lesson, progress, plans_in(folder))

    @property
    def act(self) -> Callable[[Pilot[HeloError]], Awaitable[None]]:
        """What brings the app into the state."""

        async def act(pilot: Pilot[HeloError]) -> None:
            await pilot.pause()
            screen = pilot.app.screen
            if isinstance(screen, LessonScreen):
                await _until(pilot, lambda: screen.session.mode is Mode.DOING)
                if self.rewritten:
                    screen.query_one(MailboxPane).rewrite.shown = PATIENCE
                cast("Replay", screen.workbench.bench).go_on()
            if isinstance(screen, WorkbenchScreen):
                await _until(pilot, lambda: _is_all_shown(screen.workbench))
            for writing in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
                writing.cursor_blink = False
            for line in pilot.app.screen.query(CommandLine):
                line.value = self.typed
            for key in self.keys:
                if key.startswith(UNTIL):
                    await _until(pilot, partial(_shows, pilot.app, key.removeprefix(UNTIL)))
                else:
                    await pilot.press(key)
            await pilot.pause(0.3)

        return act


UNTIL = "until:"
VERDICTS = ("f6", "f6", "up", "up", "enter")
"""From the prompt to the wire's last verdict, and from there to its letter."""


async def _until(pilot: Pilot[HeloError], fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not fact():
            await pilot.pause(0.02)


def shows(drawn: str, text: str) -> bool:
    """Whether a picture shows a text, all of it in one style."""
    return escape(text, quote=False).replace(" ", "&#160;") in drawn


def _shows(app: App[Any], text: str) -> bool:
    return shows(_draw(app), text)


def _is_all_shown(workbench: Workbench) -> bool:
    """Whether everything that has happened is on the wire's pane."""
    heard, shown = Dissector(protocol_of), workbench.wire.view
    heard.feed(workbench.bench.transcript.since(0)[0])
    return shown.end_line - shown.lines.first_line == sum(not row.is_folded for row in held(heard.rows))


def held(rows: Rows) -> Iterator[Row]:
    """All rows that are held."""
    return (rows[number] for number in range(rows.first, len(rows)))


_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def picture(scenario: Scenario, folder: Path, kept: str = "") -> str:
    """The screen as SVG; it asks no server for a font, and is the same on every machine.

    Args:
        scenario: What to show.
        folder: Where its mailbox may be written; the current folder, so that the screen shows no other path.
        kept: What it should look like, waited for as a test waits for a fact; any, where that is not known.
    """

    def is_right(drawn: str) -> bool:
        return drawn == kept if kept else all(shows(drawn, text) for text in scenario.says)

    app = scenario.app(folder)
    async with app.run_test(size=scenario.size) as pilot:
        await scenario.act(pilot)
        until = time.monotonic() + PATIENCE
        drawn, before = _draw(app), ""
        while drawn != before or (not is_right(drawn) and time.monotonic() < until):  # threads still change it
            await pilot.pause(0.3)
            drawn, before = _draw(app), drawn
        return drawn


def _draw(app: App[Any]) -> str:
    return _WEB_FONT.sub("", app.export_screenshot(title="HELO World", simplify=True))
