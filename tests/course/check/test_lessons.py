"""Every lesson that ships keeps the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.recording import HELO, evidence
from heloworld import paths
from heloworld.course.check.run import check, files_of
from heloworld.course.model.markdown import groups
from heloworld.course.model.placeholders import Places
from heloworld.course.play.goals import is_reached
from shipped import COURSE, FAULTS

pytestmark = pytest.mark.thorough

WIDEST = 36
"""Columns that an example has in the pane of the lesson, where that is beside the wire in 120 columns."""


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", files_of([paths.lessons()]), ids=_id)
def test_a_lesson_has_no_fault(path: Path) -> None:
    """With two wanderings a step: `helo lessons check --wanderings N` takes as many as are asked for."""
    assert [str(fault) for fault in check([path], wanderings=2)] == []


def test_there_are_thirty_seven_and_they_ask_and_do_enough() -> None:
    course, faults = COURSE, FAULTS
    lessons = list(course.lessons)
    assert not faults
    ends = [lesson.number for lesson in lessons if lesson.head.ends_part]
    assert ends == ["1.9", "2.6", "3.3", "4.11", "5.6", "6.8"], "each part ends with a page of its own"
    lessons = [lesson for lesson in lessons if not lesson.head.ends_part]
    assert len(lessons) == 37
    assert [lesson.number for lesson in lessons][::7] == ["1.1", "1.8", "3.2", "4.7", "5.4", "6.6"]
    assert sum(len(lesson.steps) for lesson in lessons) >= 45
    assert sum(1 for lesson in lessons for _ in lesson.questions) >= 30
    assert all(any(step.predictions for step in lesson.steps) for lesson in lessons), "every lesson asks first"


def test_no_example_is_wider_than_the_lesson_beside_the_wire() -> None:
    """A row that wraps looks like two rows to be typed. Folders have names of any length, and are left out."""
    places = Places({"smtp": ("127.0.0.1", 2525), "smtps": ("127.0.0.1", 2465)}, "")
    course = COURSE
    rows = [
        f"{lesson.number} {row}"
        for lesson in course.lessons
        for step in lesson.steps
        for group in groups(f"{step.before}\n\n{step.after}")
        for block in group
        if block.kind == "example"
        for row in block.runs[0].text.split("\n")
        if "{mail}" not in row and len(places.fill(row)) > WIDEST
    ]
    assert rows == []


def test_the_longer_hello_is_not_given_away_by_one_that_was_said_too_early() -> None:
    lesson = COURSE.find("helo-and-ehlo")
    assert lesson is not None
    (goal,) = lesson.steps[2].goals
    longer = ("C EHLO {}", "S 250-mail.harbour.test", "S 250 SIZE 10240000")
    early = [HELO[0], *(line.format(name) for name in ("localhost", "mail.island.test") for line in longer)]
    assert not is_reached(goal, evidence((*early,)))
    assert is_reached(goal, evidence((*early, *longer)))
    assert is_reached(goal, evidence((*early, "X"), (HELO[0], *longer))), "hanging up in between loses nothing"
