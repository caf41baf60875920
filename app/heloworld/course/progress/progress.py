"""What a learner has done, from one day to the next: kept as soon as it changes, and never in anybody's way."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from msgspec.structs import replace

from heloworld import paths
from heloworld.course.progress import file as keeping
from heloworld.course.progress.records import Learned, OwnProgram, Record, Review, Standing, Studies
from heloworld.course.progress.spaced_review import again

FILE_NAME: Final = "progress.json"
"""The file in the learner's folder."""

_OURS: Final = "heloworld"
_NEW: Final = Learned()


class Progress:
    """What a learner has done in one course. Nothing here raises for what is wrong with the file.

    Args:
        course: The course's name in the file, from `key_of`.
        file: The file in which it is kept; None keeps it in memory alone.

    Attributes:
        trouble: What keeps it from being kept, as a sentence or two; empty where nothing does.
    """

    def __init__(self, course: str, file: Path | None) -> None:
        self.trouble = ""
        self._course = course
        self._file = file
        self._studies = Studies()
        if file is not None:
            record = self._read(file)
            self._studies = record.courses.get(course, Studies())

    @classmethod
    def load(cls, folder: Path | None = None, *, is_kept: bool = True, file: Path | None = None) -> Self:
        """What is known of the learner.

        Args:
            folder: The folder of the course; None for the one that ships with the program.
            is_kept: Whether it is kept; else it begins empty, and is gone when the program ends.
            file: Where it is kept, where that is not in the learner's folder.
        """
        return cls(key_of(folder), (file or paths.learner() / FILE_NAME) if is_kept else None)

    # What is known

    @property
    def is_kept(self) -> bool:
        """Whether it outlasts the program."""
        return self._file is not None

    @property
    def last(self) -> str | None:
        """The id of the lesson where the learner left; None before the first."""
        return self._studies.last

    def standing(self, lesson: str) -> Standing:
        """How far the learner is in a lesson, by its id."""
        return self._learned(lesson).standing

    def finished(self, lesson: str, now: datetime | None = None) -> None:
        """All goals of a lesson have been reached; the first time counts.

        Args:
            lesson: Its id.
            now: When that was, with its time zone; this very moment where it is not said.
        """
        learned = self._learned(lesson)
        if learned.finished is None:
            self._change(lesson, replace(learned, finished=now or _now()))

    def is_finished(self, lesson: str) -> bool:
        """Whether all goals of a lesson, by its id, were reached once."""
        return self.finished_at(lesson) is not None

    def finished_at(self, lesson: str) -> datetime | None:
        """When all goals of a lesson, by its id, were reached for the first time."""
        return self._learned(lesson).finished

    def reviews(self, lesson: str) -> Mapping[str, Review]:
        """When the questions of a lesson, by its id, were answered; by their ids."""
        return self._learned(lesson).reviews

    # What is new

    def keep(self, lesson: str, standing: Standing, now: datetime | None = None) -> None:
        """The learner is at some point of a lesson, and this is where they leave unless they go on.

        Args:
            lesson: Its id.
            standing: How far they are.
            now: When that was, with its time zone; this very moment where it is not said.
        """
        before = self._learned(lesson)
        after = before.at(standing, now or _now())
        if after != before or lesson != self.last:
            self._studies = replace(self._studies, last=lesson)
            self._change(lesson, after)

    def reviewed(self, lesson: str, question: str, *, is_right: bool, now: datetime | None = None) -> None:
        """A question that had come back was answered.

        Args:
            lesson: The id of its lesson.
            question: Its id.
            is_right: Whether that was the answer.
            now: When that was, with its time zone; this very moment where it is not said.
        """
        learned = self._learned(lesson)
        now = now or _now()
        review = again(learned.reviews.get(question, Review(now)), is_right=is_right, now=now)
        self._change(lesson, replace(learned, reviews=learned.reviews | {question: review}))

    def program(self, judge: str) -> OwnProgram | None:
        """The learner's own program of a kind; None before they have typed one."""
        return self._studies.programs.get(judge)

    def keep_program(self, judge: str, program: OwnProgram) -> None:
        """The learner has typed how their program of a kind is started."""
        self._studies = replace(self._studies, programs=self._studies.programs | {judge: program})
        if self._file is not None:
            with keeping.alone(self._file):
                record = self._read(self._file).with_program(self._course, judge, program)
                if self._file is not None and (trouble := keeping.write(self._file, record)):
                    self._give_up(trouble)

    def _learned(self, lesson: str) -> Learned:
        return self._studies.lessons.get(lesson, _NEW)

    def _change(self, lesson: str, learned: Learned) -> None:
        before = self._learned(lesson)
        self._studies = replace(self._studies, lessons=self._studies.lessons | {lesson: learned})
        if self._file is not None:
            with keeping.alone(self._file):
                self._save(self._file, lesson, before)

    def _save(self, file: Path, lesson: str, before: Learned) -> None:
        """Write what has changed in a lesson; what another window has written meanwhile stays."""
        record = self._read(file)
        if self.is_kept and (trouble := keeping.write(file, record.with_(self._course, self._studies, lesson, before))):
            self._give_up(trouble)

    def _read(self, file: Path) -> Record:
        found = keeping.read(file)
        if not found.is_writable:
            self._give_up(found.trouble)
        elif found.trouble:
            self.trouble = found.trouble
        return found.record

    def _give_up(self, trouble: str) -> None:
        """From now on everything is in memory alone."""
        self.trouble = trouble
        self._file = None


def key_of(folder: Path | None) -> str:
    """The name under which a course is kept: a stranger's course never mixes with ours.

    Args:
        folder: The course's folder; None for the one that ships with the program.
    """
    if folder is None or os.path.realpath(folder) == os.path.realpath(paths.lessons()):
        return _OURS
    where = os.path.realpath(folder)
    name = re.sub(r"[^A-Za-z0-9_]+", "-", Path(where).name)[:40].strip("-")
    return f"{name}-{hashlib.sha256(os.fsencode(where)).hexdigest()[:12]}"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
