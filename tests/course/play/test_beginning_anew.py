"""In every lesson that ships: a step that begins anew takes back what it undoes of the steps after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.play.learner import Learner
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.progress import Progress
from heloworld.errors import HeloError
from shipped import COURSE

pytestmark = pytest.mark.thorough

LONGER = [lesson for lesson in COURSE.lessons if len(lesson.steps) > 1 and not lesson.is_judged]


def deletion() -> Lesson:
    lesson = COURSE.find("5.2")
    assert lesson is not None
    return lesson


async def begin(ground: Playground, folder: Path, step: int) -> Learner:
    learner = Learner(ground, Progress.load(file=folder / "progress.json"))
    await learner.begin(step)
    return learner


def tomorrow(learner: Learner, ground: Playground, folder: Path) -> LessonSession:
    """The same learner on another day."""
    lesson = learner.session.lesson
    return LessonSession(COURSE, lesson, Progress.load(file=folder / "progress.json"), lambda _: ground.lab.plan)


@pytest.mark.parametrize("lesson", LONGER, ids=lambda lesson: lesson.id)
async def test_what_a_mistake_has_done_of_later_steps_is_undone_with_it(lesson: Lesson, tmp_path: Path) -> None:
    untrue = []
    async with Playground(lesson, tmp_path) as ground:
        for at, step in enumerate(lesson.steps[:-1]):
            for wrong in step.wrongs:
                learner = await begin(ground, tmp_path, at)
                try:
                    await learner.do(wrong.acts)
                except HeloError:
                    continue  # it was cut off, and nothing more can be done there
                done = learner.done_later
                reopens = await learner.begin_step_anew()
                if learner.done_later or reopens != bool(done):
                    untrue.append(f"step {at + 1}, {wrong.misstep}: {done}, {learner.done_later}")
    assert untrue == []


@pytest.mark.parametrize("lesson", LONGER, ids=lambda lesson: lesson.id)
async def test_what_was_done_ahead_is_undone_by_a_fresh_world(lesson: Lesson, tmp_path: Path) -> None:
    (tmp_path / "progress.json").unlink(missing_ok=True)
    async with Playground(lesson, tmp_path) as ground:
        learner = await begin(ground, tmp_path, 0)
        for step in lesson.steps:
            await learner.do(step.solution)
        done = learner.done_later
        runner = tomorrow(learner, ground, tmp_path).runner
        assert [at for at, step in enumerate(lesson.steps) if all(map(runner.is_reached, step.goals))] == [0]
        assert await learner.begin_step_anew() == bool(done)
        assert learner.done_later == []


async def test_a_goodbye_that_came_too_early_has_deleted_nothing_once_the_letters_are_back(tmp_path: Path) -> None:
    async with Playground(deletion(), tmp_path) as ground:
        learner = await begin(ground, tmp_path, 1)
        await learner.do(learner.session.lesson.steps[2].solution[1:])
        assert learner.done_later == [3]
        assert await learner.begin_step_anew()
        assert learner.done_later == []


async def test_a_step_that_is_skipped_takes_back_what_it_had_done_of_the_next(tmp_path: Path) -> None:
    async with Playground(deletion(), tmp_path) as ground:
        learner = await begin(ground, tmp_path, 1)
        await learner.do(learner.session.lesson.steps[2].solution[1:])
        await learner.turn(1)
        assert not learner.session.runner.is_step_done, "the letters are back"


async def test_what_was_done_ahead_counts_in_its_world_and_from_then_on(tmp_path: Path) -> None:
    async with Playground(deletion(), tmp_path) as ground:
        learner = await begin(ground, tmp_path, 1)
        for step in learner.session.lesson.steps[1:3]:
            await learner.do(step.solution)
        await learner.turn(1)
        assert learner.session.runner.is_step_done
        assert learner.worlds == 1
        assert tomorrow(learner, ground, tmp_path).runner.is_step_done


async def test_what_was_done_in_its_own_time_and_world_is_undone_only_by_beginning_anew_in_it(tmp_path: Path) -> None:
    async with Playground(deletion(), tmp_path) as ground:
        learner = await begin(ground, tmp_path, 1)
        for step in learner.session.lesson.steps[1:3]:
            await learner.do(step.solution)
            await learner.turn(1)
        await learner.turn(-2)
        assert learner.done_later == [3]
        assert await learner.begin_step_anew()
        assert learner.done_later == []
        another = await begin(ground, tmp_path / "other", 2)
        await another.do(another.session.lesson.steps[2].solution)
        await another.turn(-1)
        assert not await another.begin_step_anew(), "that was in another world"
        assert another.done_later == [3]
