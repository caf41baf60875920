from __future__ import annotations

import asyncio

import pytest

from classroom.handing_in import VARIED, signed
from classroom.pupil import Pupil
from heloworld.classroom.grading.marker import Marker
from shipped import LESSONS


@pytest.fixture(scope="session")
def marker() -> Marker:
    """Grades by the lessons that ship."""
    return Marker()


@pytest.fixture(scope="session")
def varied() -> Marker:
    """Grades by the course of one lesson that is another one for each learner."""
    return Marker(VARIED)


@pytest.fixture(scope="session")
def mail(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ana has done the first lesson, and hands it in."""
    pupil = Pupil(tmp_path_factory.mktemp("ana"), "ana7")
    asyncio.run(pupil.take(LESSONS[0]))
    return pupil.hand_in(LESSONS[0])


@pytest.fixture(scope="session")
def bens(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ben has sent the letter that is his alone, after one in dora's name, and hands that in."""
    folder = tmp_path_factory.mktemp("ben")
    course, lesson = signed("ben3")
    pupil = Pupil(folder, "ben3", course)
    asyncio.run(pupil.take(lesson, stray=WRONG))
    return pupil.hand_in(lesson)


WRONG = (
    "HELO localhost",
    "MAIL FROM:<dora@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: hello",
    "",
    ".",
)
