"""The course that ships: reading it takes half a second, and no test changes it."""

from __future__ import annotations

from typing import Final

from heloworld import paths
from heloworld.course.model.loader import load_course

COURSE, FAULTS = load_course(paths.lessons())
LESSONS: Final = tuple(COURSE.lessons)
