"""In every lesson that ships: a step that was skipped can be come back to, and done."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.play.learner import Learner
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from shipped import COURSE

pytestmark = pytest.mark.thorough


def lessons(*, steps: int) -> list[Lesson]:
    """Those that are played, and not about a program of the learner's own."""
    return [lesson for lesson in COURSE.lessons if len(lesson.steps) >= steps and not lesson.is_judged]


@pytest.mark.parametrize("lesson", lessons(steps=2), ids=lambda lesson: lesson.id)
async def test_a_step_that_was_skipped_is_come_back_to_and_done(lesson: Lesson, tmp_path: Path) -> None:
    stuck = []
    async with Playground(lesson, tmp_path) as ground:
        for at, step in enumerate(lesson.steps[:-1]):
            for begun in {0, len(step.solution) // 2}:
                learner = Learner(ground, Progress.load(file=tmp_path / f"{at} {begun}.json"))
                await learner.begin(at)
                await learner.do(step.solution[:begun])
                if learner.session.runner.is_step_done:
                    continue  # nothing is left to be skipped
                await learner.turn(1)
                await learner.turn(-1)
                await learner.do(step.solution)
                if not learner.session.runner.is_step_done:
                    stuck.append(f"step {at + 1}, skipped after {begun} lines")
    assert stuck == []


@pytest.mark.parametrize("lesson", lessons(steps=3), ids=lambda lesson: lesson.id)
async def test_after_a_step_that_was_made_up_for_the_next_open_one_begins_where_it_should(
    lesson: Lesson, tmp_path: Path
) -> None:
    first, second, third, *_ = lesson.steps
    async with Playground(lesson, tmp_path) as ground:
        learner = Learner(ground, Progress.load(file=tmp_path / "progress.json"))
        await learner.begin(0)
        await learner.turn(1)
        await learner.do(second.solution)
        await learner.turn(-1)
        await learner.do(first.solution)
        for _ in range(2):
            assert learner.session.runner.is_step_done
            await learner.turn(1)
        assert learner.worlds == 4, "the third step's world has the second in it"
        await learner.do(third.solution)
        assert learner.session.runner.is_step_done


async def test_steps_that_are_done_one_after_another_share_a_world(tmp_path: Path) -> None:
    lesson = COURSE.find("1.7")
    assert lesson is not None
    async with Playground(lesson, tmp_path) as ground:
        learner = Learner(ground, Progress.load(file=tmp_path / "progress.json"))
        await learner.begin(0)
        for step in lesson.steps:
            await learner.do(step.solution)
            await learner.turn(1)
        assert learner.worlds == 1
