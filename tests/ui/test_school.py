"""Into the course: a newcomer is shown around, everybody else goes on; what is broken is said, and stops nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.course.loader import load_course
from heloworld.course.progress import FILE_NAME, Progress
from heloworld.course.standing import Standing
from heloworld.errors import HeloError
from heloworld.lab.bench import LocalBench
from heloworld.ui.opening import Opening
from heloworld.ui.school import School
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.screens.lesson import LessonScreen
from textual.screen import Screen

from .terminal import Terminal, helo

COURSE = load_course(paths.lessons())[0]
FIRST, SECOND, *_ = COURSE.lessons


@contextmanager
def opened(folder: Path | None = None, wanted: str | None = None, *, is_presenting: bool = False) -> Iterator[School]:
    """A school whose first bench has been made and is not started, and which has read the course."""
    with School(folder, wanted, port=0, is_presenting=is_presenting) as school:
        school.opening = Opening(school.bench)  # type: ignore[attr-defined]
        yield school
