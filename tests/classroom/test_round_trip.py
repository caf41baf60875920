"""What is learned, handed in and graded is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.handing_in import graded, signed
from classroom.pupil import Pupil
from heloworld.classroom.grading.marker import Marker
from heloworld.course.model.lesson import Lesson
from shipped import LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
async def test_every_lesson_that_is_done_has_all_its_points(lesson: Lesson, marker: Marker, tmp_path: Path) -> None:
    pupil = Pupil(tmp_path, "ana7")
    session = await pupil.take(lesson)
    assert session.runner.is_done
    grade = graded(marker, pupil.hand_in(lesson), tmp_path)
    assert [goal.id for goal in grade.goals if not goal.is_reached] == []
    assert (grade.points, grade.remarks, grade.name, grade.trust) == (grade.of, (), "ana7", "told")
    asked = [each.id for step in lesson.steps for each in step.predictions]
    assert grade.answers == dict.fromkeys(asked, True)


async def test_what_was_not_done_has_no_points(marker: Marker, tmp_path: Path) -> None:
    lesson = LESSONS[3]
    pupil = Pupil(tmp_path, "ana7")
    await pupil.take(lesson, steps=1)
    grade = graded(marker, pupil.hand_in(lesson), tmp_path)
    first = {goal.id for goal in lesson.steps[0].goals}
    assert {goal.id for goal in grade.goals if goal.is_reached} == first
    assert not grade.is_whole


async def test_points_missteps_and_beginnings_are_told(varied: Marker, bens: bytes, tmp_path: Path) -> None:
    grade = graded(varied, bens, tmp_path)
    (goal,) = grade.goals
    assert (goal.points, goal.of, goal.missteps, grade.trust, grade.worlds) == (3, 3, 1, "varied", 1)


async def test_what_is_done_on_two_days_counts_together(varied: Marker, tmp_path: Path) -> None:
    course, lesson = signed("ana7")
    pupil = Pupil(tmp_path, "ana7", course)
    await pupil.take(lesson, steps=0)
    await pupil.take(lesson)
    grade = graded(varied, pupil.hand_in(lesson), tmp_path)
    assert (grade.points, grade.worlds) == (3, 2)
