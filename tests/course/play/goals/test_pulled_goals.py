"""Goals of part 5 that take something back: it was there before, and it was this deed that took it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from course.play.learner import Learner
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from shipped import COURSE

ELSEWHERE: Final = tuple(
    Act(outside=line)
    for line in ("b1 LOGIN ana sesame", "b2 SELECT INBOX", r"b3 STORE 2 +FLAGS (\Deleted)", "b4 EXPUNGE", "b5 LOGOUT")
)


def lesson_of(number: str) -> Lesson:
    lesson = COURSE.find(number)
    assert lesson is not None
    return lesson


def typed(*lines: str) -> tuple[Act, ...]:
    return tuple(Act(send=line) for line in lines)


async def reached(lesson: Lesson, step: int, goal: str, acts: tuple[Act, ...], folder: Path) -> bool:
    async with Playground(lesson, folder) as ground:
        learner = Learner(ground, Progress.load(file=folder / "progress.json"))
        await learner.begin(step)
        await learner.do(acts)
        runner = learner.session.runner
        return next(runner.is_reached(each) for each in runner.step.goals if each.id == goal)


@pytest.mark.parametrize(
    ("lines", "is_so"),
    [
        ((r"a4 STORE 1 +FLAGS (\Flagged)", r"a5 STORE 1 -FLAGS (\Flagged)"), True),
        ((r"a4 STORE 1:3 +FLAGS (\Flagged)", r"a5 UID STORE 1 -FLAGS (\Flagged)"), True),
        ((r"a4 STORE 1 +FLAGS (\Flagged)", "a5 STORE 1 FLAGS (Flagged)"), True),
        ((r"a4 STORE 2 +FLAGS (\Flagged)", "a5 STORE 1 FLAGS (Flagged)"), False),
        ((r"a4 STORE 2 +FLAGS (\Flagged)", r"a5 STORE 2 -FLAGS (\Flagged)"), False),
        ((r"a4 STORE 1 -FLAGS (\Flagged)", r"a5 STORE 1 -FLAGS (\Flagged)"), False),
    ],
)
async def test_a_flag_is_taken_away_only_where_it_was(lines: tuple[str, ...], is_so: bool, tmp_path: Path) -> None:
    assert await reached(lesson_of("5.4"), 1, "unflagged", typed(*lines), tmp_path) is is_so


async def test_a_deletion_that_nobody_waited_for_was_not_heard_of(tmp_path: Path) -> None:
    lesson = lesson_of("5.5")
    by_pop = tuple(act for act in lesson.steps[1].solution if act.send is None)
    unheard = (
        *typed("a4 IDLE"),
        Act(connect="outside", door="imap"),
        *ELSEWHERE,
        *typed("DONE"),
        *by_pop,
        *typed("a5 NOOP", "a6 IDLE", "DONE"),
    )
    assert not await reached(lesson, 1, "heard-of-deletion", unheard, tmp_path)
