"""The first lesson of the course, taken by somebody new, in a world that is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.play.stage import Script
from heloworld.course.play.session import LessonSession
from heloworld.course.play.world_plan import plans_in
from heloworld.course.progress.progress import Progress
from shipped import COURSE


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress.load(file=tmp_path / "progress.json")


@pytest.fixture
def session(progress: Progress, tmp_path: Path) -> LessonSession:
    return LessonSession(COURSE, next(COURSE.lessons), progress, plans_in(tmp_path))


@pytest.fixture
def script() -> Script:
    return Script()
