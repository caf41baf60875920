"""What is learned, handed in and graded is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.pupil import Pupil
from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.marker import Marker
from heloworld.course.model.lesson import Lesson
from shipped import LESSONS


@pytest.fixture(scope="module")
def marker() -> Marker:
    return Marker()


def graded(marker: Marker, mail: bytes, folder: Path) -> Grade:
    file = folder / "hand-in.eml"
    file.write_bytes(mail)
    (grade,) = marker.grades_in(file)
    assert isinstance(grade, Grade), grade
    return grade


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
async def test_every_lesson_that_is_done_has_all_its_points(lesson: Lesson, marker: Marker, tmp_path: Path) -> None:
    pupil = Pupil(tmp_path, "ana7")
    session = await pupil.take(lesson)
    assert session.runner.is_done
    grade = graded(marker, pupil.hand_in(lesson), tmp_path)
    assert [goal.id for goal in grade.goals if not goal.is_reached] == []
    assert (grade.points, grade.remarks, grade.name, grade.trust) == (grade.of, (), "ana7", "told")
