"""Into the course: which lesson, which world, which screen."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from heloworld import paths
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Standing
from heloworld.errors import HeloError
from heloworld.lab.bench import Bench
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan

if TYPE_CHECKING:
    from textual.screen import Screen

    from heloworld.course.model.lesson import Course, Lesson
    from heloworld.course.play.followers import Follower
    from heloworld.course.play.session import LessonSession
    from heloworld.ui.early_start import EarlyStart

GUIDE: Final = "your-first-mail"
"""The id, as of a lesson, under which it is kept how far a newcomer got; no lesson has it: the first comes after it."""


class Enrolment:
    """A course, a learner, and the world of the lesson where they are; a context manager, which tidies up.

    Args:
        folder: The folder of the course; the one that ships with the program where none is given.
        wanted: The lesson to begin with; where none is named, the one where the learner left.
        port: Where to listen; any other free port, where that is taken.
        is_presenting: Whether the lessons are shown to a class.
        step: Which step of the lesson to begin with, from 1; None for the one where the learner left.

    Attributes:
        course: The course, once it is read.
        progress: What is known of the learner; then.
        lesson: The lesson to begin with; None where a newcomer is to be shown around first.
        notices: What the learner should know, such as a lesson that cannot be read; sentences.
    """

    def __init__(
        self,
        folder: Path | None,
        wanted: str | None,
        *,
        port: int,
        is_presenting: bool = False,
        step: int | None = None,
    ) -> None:
        self._folder = folder
        self._wanted = wanted
        self._port = port
        self._is_presenting = is_presenting
        self._step = step
        self._worlds = tempfile.TemporaryDirectory(prefix="helo-", ignore_cleanup_errors=True)
        self._closing = contextlib.ExitStack()
        self._class: tuple[Follower, ...] = ()
        self.course: Course | None = None
        self.notices: tuple[str, ...] = ()
        self.progress: Progress
        self.lesson: Lesson | None = None
        self._opening: EarlyStart
        self._is_new: bool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._closing.close()
        self._worlds.cleanup()

    def bench(self) -> Bench:
        """A world that is there before the lesson is; a newcomer's first mail is kept, as in the lab."""
        self.progress = Progress.load(self._folder, is_kept=not self._is_presenting)
        is_elsewhere = bool(self._folder or self._wanted or self._is_presenting)
        is_past = self.progress.is_finished(GUIDE) or self.progress.last not in {None, GUIDE}
        self._is_new = not is_elsewhere and not is_past
        mail = paths.mail() if self._is_new else Path(self._worlds.name, "start")
        return LocalBench(Plan(mail, port=self._port, any_port=True))

    @property
    def trouble(self) -> str:
        """What keeps the learner's progress from being kept; empty where nothing does."""
        return self.progress.trouble

    @property
    def guided(self) -> int:
        """Steps of the first mail that a newcomer has done, this time or before."""
        return self.progress.standing(GUIDE).step

    def guide(self, done: int, of: int) -> None:
        """Keep how far a newcomer got; once the mail is sent, the lessons are next."""
        self.progress.keep(GUIDE, Standing(done))
        if done >= of:
            self.progress.finished(GUIDE)

    def prepare(self) -> None:
        """Load what the first screen needs; a newcomer needs no lesson yet.

        Raises:
            HeloError: As `enrol` does.
        """
        if not self._is_new:
            self.enrol()

    def enrol(self) -> None:
        """Read the course, and find the lesson to begin with.

        Raises:
            HeloError: There is no such lesson, or none at all, or it asks for what cannot be.
        """
        from heloworld.classroom.reports.telling import telling
        from heloworld.course.model.catalogue import open_course
        from heloworld.course.progress import learner_name

        if self.course is None:
            if not self._is_presenting:
                self._class = self._closing.enter_context(telling())
            self.course, left_out = open_course(self._folder, learner_name.known())
            skipped = "" if self._is_new else self._begin(self.course)
            self.notices = (left_out, skipped)

    def _begin(self, course: Course) -> str:
        """Turn to the lesson to begin with, or to the first that can be where nobody has asked for it.

        Returns:
            Why it is another one; empty where it is not.
        """
        first = self._first(course)
        trouble: HeloError | None = None
        for lesson in (first,) if self._wanted is not None else (first, *course.lessons):
            try:
                self._first_session = self._session(lesson)
                if self._step is not None:
                    self._first_session.begin_at(self._step - 1)
            except HeloError as error:
                trouble = trouble or error
            else:
                self.lesson = lesson
                return "" if trouble is None else f"{first.number} {first.title} cannot be taken. {trouble}"
        assert trouble is not None
        raise trouble

    def _first(self, course: Course) -> Lesson:
        """The lesson to begin with."""
        from heloworld.course.model.catalogue import lesson_of

        if self._wanted is not None:
            return lesson_of(course, self._wanted)
        left = course.find(self.progress.last) if self.progress.last is not None else None
        return left or next(course.lessons)

    def _session(self, lesson: Lesson) -> LessonSession:
        from heloworld.course.journal.following import followers_of
        from heloworld.course.play.session import LessonSession
        from heloworld.course.play.world_plan import plans_in

        assert self.course is not None
        followers = None if self._is_presenting else followers_of(self._folder, *self._class)
        return LessonSession(self.course, lesson, self.progress, plans_in(Path(self._worlds.name)), followers)

    def screen(self, opening: EarlyStart) -> Screen[None]:
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
        from heloworld.course.play.resumption import resumption
        from heloworld.ui.screens.lesson import LessonScreen

        bench = self._opening.bench
        assert isinstance(bench, LocalBench)
        session = self._first_session if lesson is self.lesson else self._session(lesson)
        is_resumed = not self._is_presenting and (self._step is None or lesson is not self.lesson)
        back = resumption(session.runner) if is_resumed else ""
        notices = tuple(filter(None, (*self.notices, self.progress.trouble, back)))
        return LessonScreen(bench, session, self._opening.start, is_presenting=self._is_presenting, notices=notices)

    def map(self) -> Screen[Lesson | None]:
        """The course map, once somebody is enrolled."""
        from heloworld.ui.screens.course_map import CourseMap

        assert self.course is not None
        return CourseMap(self.course, self.progress)
