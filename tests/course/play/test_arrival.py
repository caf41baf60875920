"""In every lesson that ships: whoever arrives at a step has made no mistake, and is given a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.play.learner import Learner
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from shipped import LESSONS

pytestmark = pytest.mark.thorough


def faults(learner: Learner, way: str) -> list[str]:
    """What is wrong where somebody has just come to a step by some way."""
    learner.look()
    runner = learner.session.runner
    said = runner.off_track or (runner.misstep.say if runner.misstep is not None else "")
    found = [f"step {runner.at + 1}, {way}: {said}"] if said else []
    if runner.goal is not None and learner.session.hint() not in runner.step.hints(runner.goal.id):
        found.append(f"step {runner.at + 1}, {way}: no hint")
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
async def test_nothing_is_wrong_where_a_step_begins(lesson: Lesson, tmp_path: Path) -> None:
    found = []
    async with Playground(lesson, tmp_path) as ground:
        for at in range(len(lesson.steps)):
            learner = Learner(ground, Progress.load(file=tmp_path / f"{at}.json"))
            await learner.begin(at)
            found += faults(learner, "by --step")
            await learner.begin_step_anew()
            found += faults(learner, "after F5")
    assert found == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
async def test_nothing_is_wrong_where_a_step_was_done_and_the_next_begins(lesson: Lesson, tmp_path: Path) -> None:
    found = []
    async with Playground(lesson, tmp_path) as ground:
        learner = Learner(ground, Progress.load(file=tmp_path / "progress.json"))
        await learner.begin(0)
        for step in lesson.steps[:-1]:
            await learner.do(step.solution)
            await learner.turn(1)
            found += faults(learner, "after the step before")
    assert found == []
