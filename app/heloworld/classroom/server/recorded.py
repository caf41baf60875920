"""A class out of its record: one of the past, or one that still goes on in another terminal."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import IO, Final

from heloworld.classroom.board.book import ClassBook
from heloworld.classroom.board.syllabus import syllabuses
from heloworld.classroom.server import desk
from heloworld.classroom.server.class_plan import Invitation
from heloworld.classroom.server.folder import ClassFolder, about
from heloworld.course.model.catalogue import lesson_of
from heloworld.course.model.lesson import Course
from heloworld.course.play.world_plan import mailboxes_of, own_screen
from heloworld.errors import HeloError, TranscriptError
from heloworld.wire.transcript import parse

POLL: Final = 0.3
"""Seconds between two looks at a record that may grow."""

LINES: Final = 512
"""Lines that are taken in at once."""

FRESH: Final = 30.0
"""Seconds after the last change of a record in which its class is taken to go on."""


class RecordedClass:
    """Follows the record of a class, in a thread of its own.

    Args:
        file: The record.
        book: Takes in what happened.

    Attributes:
        book: What is known of the class.
        invitation: None: nobody can join here.
        connected: 0: nobody is connected here.
        trouble: What is wrong with the record, as a sentence; empty where nothing is.
    """

    invitation: Invitation | None = None
    connected = 0

    def __init__(self, file: Path, book: ClassBook) -> None:
        self.book = book
        self.trouble = ""
        self._path = file
        self._over = threading.Event()
        self._is_read = threading.Event()
        self._folder = ClassFolder(file.absolute().parent)
        self._desk_of = 0
        self._thread = threading.Thread(target=self._follow, name="helo record", daemon=True)
        try:
            self._file: IO[str] = file.open(encoding="utf-8", newline="\n")
        except OSError as error:
            raise TranscriptError(
                f"{file} cannot be read: {error.strerror}.", "Name the class.jsonl of a class."
            ) from error

    @property
    def word(self) -> str:
        """The word of the class."""
        return self.book.register.roster.word

    @property
    def record(self) -> Path:
        """The record."""
        return self._path

    @property
    def now(self) -> float | None:
        """Seconds since the epoch while the class goes on; None for when its last event happened."""
        try:
            is_fresh = time.time() - self._path.stat().st_mtime < FRESH
        except OSError:
            return None
        return time.time() if is_fresh else None

    def write_down(self) -> None:
        """Keep nothing: this is another's class, and what is done at this board is seen here alone."""

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until all of it that there was has been read; says whether it has."""
        return self._is_read.wait(seconds)

    def stop(self) -> None:
        """Follow it no longer."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(1.0)
        self._file.close()

    def _follow(self) -> None:
        torn = ""
        while not self._over.is_set():
            self._look_at_desk()
            lines = [line for _, line in zip(range(LINES), self._file, strict=False)]
            if lines:
                lines[0], torn = torn + lines[0], ""
                if not lines[-1].endswith("\n"):
                    torn = lines.pop()
            if not self._take(lines):
                return
            if len(lines) < LINES:
                self.book.settle()
                self._is_read.set()
                self._over.wait(POLL)

    def _look_at_desk(self) -> None:
        """See what the teacher of the class has done at the board since the last look."""
        written = desk.changed(self._folder)
        if written != self._desk_of:
            self._desk_of = written
            kept = desk.read(self._folder)
            self.book.lower_all(kept.lowered)
            if self.book.register.lesson == about(self._folder).lesson:
                self.book.begun = kept.begun
            self.book.asked = kept.asked(self.book.register.course)

    def _take(self, lines: list[str]) -> bool:
        """Take in some lines; says whether they make sense."""
        try:
            self.book.take(list(parse(lines, str(self._path))))
        except HeloError as error:
            self.trouble = str(error)
            self._is_read.set()
            return False
        return True


def recorded_class(file: Path, course: Course, lesson: str | None = None) -> RecordedClass:
    """The class in a record.

    Args:
        file: The record.
        course: The lessons.
        lesson: The lesson of the class by its id or number; None for what is written beside the record.

    Raises:
        HeloError: It cannot be read, or there is no such lesson.
    """
    folder = ClassFolder(file.absolute().parent)
    facts = about(folder)
    name = lesson or facts.lesson
    found = lesson_of(course, name) if name else None
    is_here = found is not None and not own_screen(found)
    boxes = mailboxes_of(found, folder.mail) if found is not None and is_here else None
    book = ClassBook(facts.word, syllabuses(course), found.id if found is not None else None, boxes)
    return RecordedClass(file, book)
