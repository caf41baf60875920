"""In every lesson that ships: whoever leaves a step half done, and comes back, sees nothing ticked that is not so."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.play.learner import Learner
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.goals import is_reached
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from shipped import COURSE

WITH_PARTS = [lesson for lesson in COURSE.lessons if any(len(step.goals) > 1 for step in lesson.steps)]


async def parts_of(ground: Playground, folder: Path, at: int) -> list[Path]:
    """A file of progress for each way to have done a step in part, as its solution goes; the first is the beginning."""
    file = folder / f"{at}.json"
    learner = Learner(ground, Progress.load(file=file))
    await learner.begin(at)
    kept: dict[frozenset[str], Path] = {}
    step = learner.session.runner.step
    for act in step.solution:
        await learner.do([act])
        reached = learner.session.runner.standing.reached
        if not learner.session.runner.is_step_done and reached and reached not in kept:
            kept[reached] = folder / f"{at}-{len(kept)}.json"
            kept[reached].write_bytes(file.read_bytes())
    return list(kept.values())


@pytest.mark.parametrize("lesson", WITH_PARTS, ids=lambda lesson: lesson.id)
async def test_what_is_ticked_is_so_and_the_step_can_be_done(lesson: Lesson, tmp_path: Path) -> None:
    untrue = []
    async with Playground(lesson, tmp_path) as ground:
        for at, step in enumerate(lesson.steps):
            for file in await parts_of(ground, tmp_path, at) if len(step.goals) > 1 else []:
                learner = Learner(ground, Progress.load(file=file))
                runner = learner.session.runner
                await learner.come_back()
                ticked = [goal.id for goal in step.goals if runner.is_reached(goal)]
                untrue += [
                    id_ for goal in step.goals if (id_ := goal.id) in ticked and not is_reached(goal, ground.evidence)
                ]
                assert runner.reopened
                await learner.do(step.solution)
                assert runner.is_step_done
    assert untrue == []
