"""Keeps what happens in lessons, a saved transcript for each world, so that it can be handed in and graded."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld import paths
from heloworld.course.journal.archive import Archive
from heloworld.course.journal.notes import (
    Answered,
    AnyNote,
    At,
    Begun,
    Hinted,
    Missed,
    Reached,
    Rested,
    World,
)
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.runner import News
from heloworld.course.play.world_plan import mailboxes_of
from heloworld.course.progress.records import Standing
from heloworld.errors import HeloError
from heloworld.lab.recorded.held_notes import Held, Ours, note_line
from heloworld.lab.recorded.mailbox_film import MailboxFilm
from heloworld.wire.events import Delivered, Event, Opened, Rewritten
from heloworld.wire.transcript import Transcript, to_json

LARGEST: Final = 4 * 1024 * 1024
"""Bytes that are kept of one world."""


class Journal:
    """Follows a learner, and writes down what happens. Nothing here raises: a lesson goes on without it.

    Args:
        course: The course's name, as progress keeps it.
        folder: Where it is kept; in the learner's folder, where that is not said.
        name: What the learner calls themselves.
    """

    def __init__(self, course: str, folder: Path | None = None, name: str = "") -> None:
        self._archive = Archive(folder or paths.evidence(), course)
        self._course, self._name = course, name
        self._lesson: Lesson | None = None
        self._standing = Standing()
        self._world: _Writing | None = None
        self._heard: tuple[Transcript, Callable[[Opened], bool], Path] | None = None

    def stands(self, lesson: Lesson, standing: Standing) -> None:
        """Write down what has changed since the last time."""
        if self._lesson is None or lesson.id != self._lesson.id:
            self._end()
        elif self._world is not None:
            self._world.write(*_changes(self._standing, standing))
        self._lesson, self._standing = lesson, standing

    def hear(self, transcript: Transcript, is_ours: Callable[[Opened], bool], mail: Path) -> None:
        """A fresh world: nothing of it is kept before something in it counts."""
        self._end()
        self._heard = transcript, is_ours, mail

    def began(self, step: int) -> None:
        """From now on it is kept, with what has brought the world there."""
        self._end()
        if self._heard is None or self._lesson is None:
            return
        file = self._archive.begin(self._lesson.id)
        if file is not None:
            head = World(at=time.time(), lesson=self._lesson.id, course=self._course, name=self._name)
            self._world = _Writing(file, head, self._lesson, *self._heard)
            self._world.look()
            self._world.write(Begun(at=time.time(), step=step))

    def looked(self, news: News) -> None:
        """Write down what happened, and what came of it."""
        if self._world is None:
            return
        self._world.look()
        now = time.time()
        self._world.write(*(Reached(at=now, goal=goal.id) for goal in news.reached))
        if news.misstep is not None:
            self._world.write(Missed(at=now, goal=news.misstep.on))

    def rested(self) -> None:
        """The rest of this world is not kept."""
        if self._world is not None:
            self._world.look()
            self._world.write(Rested(at=time.time()))
        self._end()

    def _end(self) -> None:
        self._world = None


def _changes(old: Standing, new: Standing) -> Iterator[AnyNote]:
    """What a learner chose between two looks."""
    now = time.time()
    if new.step != old.step:
        yield At(at=now, step=new.step)
    for question, option in new.answers.items():
        if old.answers.get(question) != option:
            yield Answered(at=now, question=question, option=option)
    for goal, count in new.hints.items():
        if old.hints.get(goal, 0) < count:
            yield Hinted(at=now, goal=goal, count=count)


class _Writing:
    """One world that is being written down."""

    def __init__(
        self,
        file: Path,
        head: World,
        lesson: Lesson,
        transcript: Transcript,
        is_ours: Callable[[Opened], bool],
        mail: Path,
    ) -> None:
        self._file: Path | None = file
        self._left = LARGEST
        self._transcript, self._is_ours, self._mail = transcript, is_ours, mail
        self._position = 0
        self._unknown: list[Opened] = []
        self._boxes: dict[str, tuple[float, int]] = {}
        self.write(head)
        self._film = MailboxFilm(dict(self._seeds(lesson)))
        self.write(*(Held(path=path, text=self._film.content(path).decode("latin-1")) for path in self._film.paths))

    def write(self, *notes: AnyNote) -> None:
        """Write down what happened on no wire."""
        self._put("".join(f"{note_line(each)}\n" for each in notes))

    def look(self) -> None:
        """Write down what crossed since the last look, whose connections there are, and which mailbox is another."""
        events, self._position = self._transcript.since(self._position)
        self._put("".join(f"{to_json(self._portable(each))}\n" for each in events))
        self._unknown += (each for each in events if isinstance(each, Opened))
        ours = [each for each in self._unknown if self._is_ours(each)]
        self._unknown = [each for each in self._unknown if each not in ours]
        self.write(*(Ours(at=each.at, conn=each.conn) for each in ours))
        if not any(isinstance(each, Delivered | Rewritten) for each in events):
            self._look_into_mailboxes()

    def _seeds(self, lesson: Lesson) -> Iterator[tuple[str, bytes]]:
        """What the mailboxes hold at the beginning, by their paths within the folder of mail."""
        try:
            boxes = mailboxes_of(lesson, self._mail)
        except HeloError:
            return
        for owner in boxes.owners:
            path = self._within(str(owner.boxes.path(owner.user)))
            self._boxes[path] = (0.0, -1)
            if seed := owner.boxes.seeds.get(owner.user):
                yield path, seed

    def _portable(self, event: Event) -> Event:
        """An event with its mailbox named within the folder of mail; the film takes it in."""
        if isinstance(event, Delivered | Rewritten):
            event = replace(event, path=self._within(event.path))
            self._film.forward(event)
        return event

    def _within(self, path: str) -> str:
        return path.removeprefix(f"{self._mail}{os.sep}").replace(os.sep, "/")

    def _look_into_mailboxes(self) -> None:
        """Write down what a mailbox holds that another program has changed, once it is left in peace."""
        for path, seen in self._boxes.items():
            try:
                facts = (self._mail / path).stat()
                is_quiet = seen == (facts.st_mtime, facts.st_size)
                self._boxes[path] = (facts.st_mtime, facts.st_size)
                if not is_quiet or seen[1] > LARGEST:
                    continue
                held = (self._mail / path).read_bytes() if facts.st_size != len(self._film.content(path)) else b""
            except OSError:
                continue  # there is no such mailbox, or it is just being replaced
            if held and self._film.set(path, held):
                self.write(Held(at=time.time(), path=path, text=held.decode("latin-1")))

    def _put(self, text: str) -> None:
        """Write lines; where there is no room for them, that was the last of this world."""
        self._left -= len(text)
        if self._file is None or not text:
            return
        if self._left < 0:
            self._file = None
            return
        try:
            with self._file.open("ab") as file:
                file.write(text.encode("ascii"))
        except OSError:
            self._file = None
