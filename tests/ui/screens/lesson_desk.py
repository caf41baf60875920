"""A seat before a lesson that has everything in it, for the tests of the lesson's screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from heloworld.course.play.session import Mode
from heloworld.lab.local_bench import LocalBench
from heloworld.ui.app import HeloApp
from heloworld.ui.early_start import EarlyStart
from heloworld.ui.enrolment import Enrolment
from heloworld.ui.screens.lesson import LessonScreen
from heloworld.ui.widgets.lesson.question import Options
from ui.conftest import Seat
from ui.screens.saying_hi import FIRST, SECOND


class Desk(Seat):
    """A seat before a lesson."""

    school: Enrolment

    @property
    def lesson(self) -> LessonScreen:
        assert isinstance(self.app.screen, LessonScreen)
        return self.app.screen

    @property
    def mode(self) -> Mode:
        return self.lesson.session.mode

    def says(self, part: str) -> str:
        """What one part of the lesson pane says."""
        return self.said(f"LessonPane > #{part}")

    async def until_says(self, part: str, text: str) -> None:
        await self.until(lambda: text in self.says(part))

    async def begun(self, greeting: str = "220 mail.harbour.test") -> None:
        """The world stands where the step begins."""
        await self.until(lambda: self.mode is Mode.DOING)
        await self.until_line("#wire", greeting)
        await self.pilot.pause()


Sit = Callable[..., AbstractAsyncContextManager[Desk]]


def seats(course: Path, greeting: str = "220 mail.harbour.test") -> Sit:
    """Sits down before the first lesson of a course, whose server greets so."""

    @asynccontextmanager
    async def desk(size: tuple[int, int] = (120, 36), *, is_presenting: bool = False) -> AsyncIterator[Desk]:
        with Enrolment(course, None, port=0, is_presenting=is_presenting) as school:
            opening = EarlyStart(school.bench)
            opening.open()
            school.prepare()
            app = HeloApp(lambda: school.screen(opening))
            try:
                async with app.run_test(size=size, notifications=True) as pilot:
                    assert isinstance(opening.bench, LocalBench)
                    seat = Desk(app, pilot, opening.bench)
                    seat.school = school
                    await seat.begun(greeting)
                    yield seat
            finally:
                opening.stop()

    return desk


def write_course(folder: Path) -> Path:
    """A course of two lessons in a folder; returns it."""
    part = folder / "course" / "1-hello"
    part.mkdir(parents=True)
    (part / "01-saying-hi.md").write_text(FIRST, encoding="utf-8")
    (part / "02-again.md").write_text(SECOND, encoding="utf-8")
    return part.parent


async def answer(desk: Desk, number: int) -> None:
    await desk.until(lambda: isinstance(desk.app.focused, Options))
    await desk.pilot.press(str(number))


async def go_on(desk: Desk, is_there: Callable[[], bool]) -> None:
    """Press F8 until it has led somewhere: it shows all of the page first."""
    for _ in range(6):
        await desk.pilot.press("f8")
        await desk.pilot.pause()
        if is_there():
            return
    pytest.fail("F8 does not lead there")


async def to_question(desk: Desk) -> None:
    await go_on(desk, lambda: isinstance(desk.app.focused, Options))


async def to_step(desk: Desk, text: str) -> None:
    await go_on(desk, lambda: text in desk.says("reading"))


async def until_asked(desk: Desk) -> None:
    await desk.until(lambda: isinstance(desk.app.focused, Options))


async def play_first_step(desk: Desk) -> None:
    """Pass the question by, and play the step's one line."""
    await until_asked(desk)
    await desk.pilot.press("pagedown")
    await desk.until_says("tasks", "[>] Say HELO")
    await desk.pilot.press("pagedown")
    await desk.until_says("tasks", "[x] Say HELO")
    await desk.pilot.pause()


def toasts(desk: Desk) -> list[str]:
    return [note.message for note in desk.app._notifications]
