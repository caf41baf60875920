"""The server of a class: that of ``helo serve`` with a class policy, in a thread of its own, and its record."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from heloworld.classroom.board.book import ClassBook
from heloworld.classroom.board.syllabus import Syllabus
from heloworld.classroom.server import desk
from heloworld.classroom.server.class_plan import Invitation, class_plan, invitation
from heloworld.classroom.server.folder import ClassFolder, Facts, about, write_facts
from heloworld.classroom.server.recording import Recording
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.lab.loop_thread import LoopThread
from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab
from heloworld.wire.events import Closed, Event, Opened
from heloworld.wire.transcript import Transcript

BATCH: Final = 512
"""Events of the past that are taken in at once."""

LOOK: Final = 0.25
"""Seconds between two looks at how far those are who were just heard."""

SHARE: Final = 0.1
"""Seconds that such a look takes at most."""


class ClassServer:
    """A class that is going on.

    Args:
        folder: Where it is recorded.
        plan: The world, of a lesson or the usual one.
        course: The lessons by their ids.
        lesson: The id of the lesson that is done on the class server; None where none is.
        boxes: The mailboxes of that lesson's world.

    Attributes:
        book: What is known of the class.
        folder: Where it is recorded.
    """

    def __init__(
        self,
        folder: ClassFolder,
        plan: Plan,
        course: Mapping[str, Syllabus],
        lesson: str | None = None,
        boxes: Mailboxes | None = None,
    ) -> None:
        self.folder = folder
        self.book = ClassBook(folder.word, course, lesson, boxes)
        self._recording = Recording(folder.record)
        self._is_other_lesson = about(folder).lesson != (lesson or "")
        write_facts(folder, Facts(folder.word, lesson or ""))
        self._plan = class_plan(plan, self.book.register.roster, lambda: self.book.asked.options)
        self._thread = LoopThread("class")
        self._lab: Lab | None = None
        self._looking: asyncio.Task[None] | None = None
        self._open: set[int] = set()

    @property
    def trouble(self) -> str:
        """What is wrong with the record, as a sentence; empty where nothing is."""
        return self._recording.trouble

    @property
    def word(self) -> str:
        """The word of the class."""
        return self.folder.word

    @property
    def record(self) -> Path:
        """The record."""
        return self.folder.record

    @property
    def now(self) -> float | None:
        """Seconds since the epoch: it is going on."""
        return time.time()

    @property
    def connected(self) -> int:
        """How many participants are connected."""
        return len(self.book.people_on(frozenset(self._open)))

    def write_down(self) -> None:
        """Keep what the teacher has done at the board."""
        desk.write(self.folder, self.book.lowered, self.book.begun, self.book.asked)

    @property
    def invitation(self) -> Invitation | None:
        """How to join; None until it has started."""
        if self._lab is None:
            return None
        pop3 = self._lab.doors.get("pop3", ("", None))[1]
        return invitation(self._plan.host, self._lab.address[1], self.folder.word, pop3)

    def start(self) -> Future[None]:
        """Read what was recorded before, and listen.

        Returns:
            A future that fails with a `HeloError` where that cannot be.
        """
        return self._thread.call(self._start())

    async def _start(self) -> None:
        kept = desk.read(self.folder)
        self.book.lower_all(kept.lowered)
        self.book.begun = time.time() if self._is_other_lesson else kept.begun
        self.book.asked = kept.asked(self.book.register.course)
        batch: list[Event] = []
        for event in self._recording.past():
            batch.append(event)
            if len(batch) == BATCH:
                self.book.take(batch)
                batch = []
        self.book.take(batch)
        self.book.settle()
        if self._is_other_lesson:
            self.book.begin_anew()
            self.write_down()
        transcript = Transcript(keep=0)
        transcript.subscribe(self._record)
        lab = Lab(self._plan, transcript)
        await lab.__aenter__()
        self._lab = lab
        self._looking = asyncio.get_running_loop().create_task(self._look())

    def _record(self, event: Event) -> None:
        """Something has happened: it is written down first."""
        event = self._recording.write(event)
        if isinstance(event, Opened):
            self._open.add(event.conn)
        elif isinstance(event, Closed):
            self._open.discard(event.conn)
        self.book.take((event,))

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self.book.settle(SHARE)

    def stop(self) -> None:
        """End the class, for today."""
        with contextlib.suppress(TimeoutError):
            self._thread.call(self._end()).result(timeout=3.0)
        self._thread.stop()
        self._recording.close()

    async def _end(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._lab is not None:
            await self._lab.__aexit__(None, None, None)
