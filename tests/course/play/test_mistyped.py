"""A domain with a letter too few: nobody is left to wonder why their goal stays open."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from course.play.learner import Learner
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.advice.mistyped import AGAIN, TAKEN
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from shipped import COURSE


def _is_recipient(act: Act) -> bool:
    return act.send is not None and act.send.startswith("RCPT") and "@" in act.send


WITH_RECIPIENTS = [
    (lesson, at)
    for lesson in COURSE.lessons
    for at, step in enumerate(lesson.steps)
    if any(map(_is_recipient, step.solution)) and at == len(lesson.steps) - 1
]


async def told(lesson: Lesson, at: int, folder: Path, *, old: str = "RCPT", cut: tuple[str, str]) -> str:
    """What is said up to the line that is mistyped, and the line after it."""
    async with Playground(lesson, folder) as ground:
        learner = Learner(ground, Progress.load(file=folder / "progress.json"))
        await learner.begin(at)
        for act in lesson.steps[at].solution:
            line = act.send or ""
            slip = line.replace(*cut) if line.startswith(old) else line
            await learner.do([act if slip == line else replace(act, send=slip)])
            if slip != line:
                runner = learner.session.runner
                return runner.misstep.say if runner.misstep is not None else runner.off_track
    raise AssertionError(lesson.id)


@pytest.mark.parametrize(
    ("lesson", "at"), WITH_RECIPIENTS, ids=lambda each: each.id if isinstance(each, Lesson) else ""
)
async def test_a_recipient_at_a_mistyped_domain_is_spoken_of(lesson: Lesson, at: int, tmp_path: Path) -> None:
    assert await told(lesson, at, tmp_path, cut=(".test", ".tst"))


def _lesson(name: str) -> Lesson:
    lesson = COURSE.find(name)
    assert lesson is not None
    return lesson


async def test_what_was_meant_is_said_and_how_to_mend_it(tmp_path: Path) -> None:
    refused = await told(_lesson("1.5"), 0, tmp_path, cut=("harbour", "harbor"))
    assert "`harbor.test` is not `harbour.test`" in refused
    assert refused.endswith(AGAIN)
    taken = await told(_lesson("1.5"), 0, tmp_path, old="MAIL", cut=("island", "iland"))
    assert taken.endswith(TAKEN)


async def test_the_lesson_s_own_words_come_first(tmp_path: Path) -> None:
    assert "Dora's" in await told(_lesson("4.1"), 0, tmp_path, cut=("island", "iland"))


async def test_another_slip_is_not_taken_for_one_in_the_domain(tmp_path: Path) -> None:
    said = await told(_lesson("1.3"), 0, tmp_path, old="MAIL", cut=("FROM", "FORM"))
    assert "Look at the domain" not in said
