"""Into the course: which lesson, which world, which screen."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from heloworld import paths
from heloworld.course.finding import lesson_of, open_course
from heloworld.course.model import Course, Lesson
from heloworld.course.progress import Progress
from heloworld.lab.bench import Bench, LocalBench
from heloworld.lab.world import Plan
from heloworld.ui.tutor import Tutor

if TYPE_CHECKING:
    from textual.screen import Screen

    from heloworld.ui.opening import Opening


class School:
    """A course, a learner, and the world of the lesson where they are; a context manager, which tidies up.

    Args:
        folder: The folder of the course; the one that ships with the program where none is given.
        wanted: The lesson to begin with; where none is named, the one where the learner left.
        port: Where to listen; any other free port, where that is taken.
        is_presenting: Whether the lessons are shown to a class.

    Attributes:
        course: The course, once somebody is enrolled.
        progress: What is known of the learner; then.
        lesson: The lesson to begin with; None where a newcomer is to be shown around first.
        notices: What the learner should know, such as a lesson that cannot be read; sentences.
    """

    def __init__(self, folder: Path | None, wanted: str | None, *, port: int, is_presenting: bool = False) -> None:
        self._folder = folder
        self._wanted = wanted
        self._port = port
        self._is_presenting = is_presenting
        self._worlds = tempfile.TemporaryDirectory(prefix="helo-", ignore_cleanup_errors=True)
        self.course: Course | None = None
        self.notices: tuple[str, ...] = ()
        self.progress: Progress
        self.lesson: Lesson | None
        self._opening: Opening

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._worlds.cleanup()

    @property
    def place(self) -> str:
        """What the title says until the lesson is there."""
        return "Lessons" if self.course is not None else ""

    def enrol(self) -> None:
        """Read the course, and what is known of the learner.

        Raises:
            HeloError: There is no such lesson, or none at all.
        """
        if self.course is None:
            course, left_out = open_course(self._folder)
            self.progress = Progress.load(self._folder, is_kept=not self._is_presenting)
            self.notices = tuple(filter(None, (left_out, self.progress.trouble)))
            self.lesson = self._first(course)
            self.course = course

    def _first(self, course: Course) -> Lesson | None:
        """The lesson to begin with; None where a newcomer is to be shown around first."""
        if self._wanted is not None:
            return lesson_of(course, self._wanted)
        left = course.find(self.progress.last) if self.progress.last is not None else None
        if left is None and (self._folder is not None or self._is_presenting):
            return next(course.lessons)
        return left

    def bench(self) -> Bench:
        """The world to begin with; the learner's first time, that is one of free play.

        Raises:
            HeloError: The course cannot be read, or asks for what cannot be.
        """
        self.enrol()
        if self.lesson is None:
            plan = Plan(paths.mail())
        else:
            self._first_tutor = self._tutor(self.lesson)
            plan = self._first_tutor.plan
        return LocalBench(replace(plan, port=self._port, any_port=True))

    def _tutor(self, lesson: Lesson) -> Tutor:
        assert self.course is not None
        return Tutor(self.course, lesson, self.progress, Path(self._worlds.name))

    def screen(self, opening: Opening) -> Screen[None]:
        """The screen to begin with.

        Args:
            opening: What has started the bench.
        """
        self._opening = opening
        if self.lesson is not None:
            return self.lesson_screen(self.lesson)
        from heloworld.ui.screens.guided import GuidedScreen

        return GuidedScreen(opening.bench, place="Your first mail", start=opening.start, school=self)

    def lesson_screen(self, lesson: Lesson) -> Screen[None]:
        """The screen of a lesson."""
        from heloworld.ui.screens.lesson import LessonScreen

        bench = self._opening.bench
        assert isinstance(bench, LocalBench)
        tutor = self._first_tutor if lesson is self.lesson else self._tutor(lesson)
        notices, self.notices = self.notices, ()
        return LessonScreen(bench, tutor, self._opening.start, is_presenting=self._is_presenting, notices=notices)

    def map(self) -> Screen[Lesson | None]:
        """The course map."""
        from heloworld.ui.screens.course_map import CourseMap

        assert self.course is not None
        return CourseMap(self.course, self.progress)
