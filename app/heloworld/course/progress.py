"""What a learner has done, kept from one day to the next in one file.

Nothing here ever keeps somebody from learning: what cannot be read is set aside, what cannot be written is kept in
memory, and `Progress.trouble` says so in a sentence.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from heloworld import paths
from heloworld.course.runner import Standing

FORMAT = 1
"""The number of the file's format; a file with a higher one is left alone."""

NAME = "progress.json"

SHIPPED = "shipped"
"""What the course that ships with the program is called in the file."""


class Review(Struct, frozen=True):
    """When a question comes back.

    Attributes:
        due: When, in seconds since the epoch.
        stage: How often it was answered rightly since it was last answered wrongly: which interval comes next.
    """

    due: float
    stage: Annotated[int, Meta(ge=0)] = 0


class Record(Struct, frozen=True):
    """What was done in one lesson."""

    step: int = 0
    reached: tuple[str, ...] = ()
    answers: dict[str, int] = {}
    hints: dict[str, int] = {}
    finished: float | None = None
    reviews: dict[str, Review] = {}

    @property
    def standing(self) -> Standing:
        """How far the learner is."""
        return Standing(self.step, frozenset(self.reached), self.answers, self.hints)


class CourseRecord(Struct, frozen=True):
    """What was done in one course: its lessons by their names, and the one where the learner left."""

    lessons: dict[str, Record] = {}
    last: str | None = None


class Progress:
    """What a learner has done in one course.

    Attributes:
        trouble: What is wrong with the file, as a sentence and a remedy; empty where nothing is.

    Args:
        file: The file; None keeps everything in memory.
        course: What the course is called in it.
    """

    def __init__(self, file: Path | None, course: str) -> None:
        self.trouble = ""
        self._file = file
        self._course = course
        self._others: dict[str, Any] = {}
        self._record = CourseRecord()
        if file is not None:
            self._read(file)

    @classmethod
    def load(cls, folder: Path | None, *, is_kept: bool = True) -> Progress:
        """What is known of the learner.

        Args:
            folder: The folder of the course; None for the one that ships with the program.
            is_kept: Whether anything is kept; not of what is shown to a class.
        """
        course = SHIPPED if folder is None else _name(folder)
        return cls(paths.learner() / NAME if is_kept else None, course)

    # What is known

    @property
    def last(self) -> str | None:
        """The lesson where the learner left; None where there was none."""
        return self._record.last

    def standing(self, lesson: str) -> Standing:
        """How far the learner is in a lesson."""
        return self._of(lesson).standing

    def is_finished(self, lesson: str) -> bool:
        """Whether all goals of a lesson were reached at some time."""
        return self._of(lesson).finished is not None

    def reviews(self, lesson: str) -> Mapping[str, Review]:
        """The questions of a lesson that come back, and when."""
        return self._of(lesson).reviews

    def _of(self, lesson: str) -> Record:
        return self._record.lessons.get(lesson, Record())

    # What is kept

    def keep(self, lesson: str, standing: Standing) -> None:
        """Keep how far the learner is; this is now the lesson where they are."""
        changed = msgspec.structs.replace(
            self._of(lesson),
            step=standing.step,
            reached=tuple(sorted(standing.reached)),
            answers=dict(standing.answers),
            hints=dict(standing.hints),
        )
        self._change(lesson, changed)

    def finished(self, lesson: str, now: float | None = None) -> None:
        """All goals of a lesson are reached."""
        known = self._of(lesson)
        at = time.time() if now is None else now
        self._change(lesson, msgspec.structs.replace(known, finished=known.finished or at))

    def review(self, lesson: str, question: str, review: Review) -> None:
        """A question comes back."""
        known = self._of(lesson)
        self._change(lesson, msgspec.structs.replace(known, reviews={**known.reviews, question: review}), moves=False)

    def _change(self, lesson: str, record: Record, *, moves: bool = True) -> None:
        changed = CourseRecord({**self._record.lessons, lesson: record}, lesson if moves else self._record.last)
        if changed != self._record:
            self._record = changed
            self._write()

    # The file

    def _read(self, file: Path) -> None:
        try:
            table = json.loads(file.read_text(encoding="utf-8"))
            number = table["format"]
            if isinstance(number, int) and number > FORMAT:
                self._give_up(f"{file} was written by a newer HELO World.", "Nothing is kept of this session.")
                return
            self._others = {name: each for name, each in table["courses"].items() if name != self._course}
            self._record = msgspec.convert(table["courses"].get(self._course, {}), CourseRecord)
        except FileNotFoundError:
            return
        except OSError as error:
            self._give_up(f"{file} cannot be read: {error.strerror}.", "Nothing is kept of this session.")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._set_aside(file)

    def _set_aside(self, file: Path) -> None:
        """Move a damaged file out of the way, and begin anew."""
        self._others, self._record = {}, CourseRecord()
        aside = _free(file.with_name(f"{file.name}.damaged"))
        try:
            file.rename(aside)
        except OSError:
            self._give_up(f"{file} is damaged.", "Remove it; nothing is kept of this session.")
        else:
            self.trouble = f"{file} was damaged. It is now {aside.name}, and your progress begins anew."

    def _write(self) -> None:
        if self._file is None:
            return
        table = {
            "format": FORMAT,
            "courses": {**self._others, self._course: msgspec.to_builtins(self._record)},
        }
        try:
            _replace(self._file, json.dumps(table, indent=1).encode())
        except OSError as error:
            self._give_up(f"{self._file} cannot be written: {error.strerror}.", "Nothing is kept of this session.")

    def _give_up(self, sentence: str, remedy: str) -> None:
        """From now on, keep everything in memory alone."""
        self.trouble = f"{sentence} {remedy}"
        self._file = None


def _name(folder: Path) -> str:
    """What a stranger's course is called: by its folder, so that no two courses mix."""
    path = folder.resolve()
    return f"{path.name}-{hashlib.sha256(str(path).encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def _free(path: Path) -> Path:
    """A path at which there is nothing yet."""
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _replace(file: Path, data: bytes) -> None:
    """Write a file so that at any moment it is the old one or the new one, and whole."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
