"""Somebody who takes lessons, in worlds in which it really happens, and hands them in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from heloworld.classroom.hand_in.make import collect, make
from heloworld.course.journal.archive import Archive
from heloworld.course.journal.journal import Journal
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.play.followers import Followers
from heloworld.course.play.playground import Playground
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.progress import Progress
from heloworld.wire.events import Tried
from shipped import COURSE

COURSE_NAME = "heloworld"


class Pupil:
    """Somebody with a name.

    Args:
        folder: Where their transcripts are kept.
        name: Their name.
        course: What they learn from.
    """

    def __init__(self, folder: Path, name: str, course: Course = COURSE) -> None:
        self.folder, self.name = folder, name
        self._course = course

    async def take(self, lesson: Lesson, *, steps: int | None = None, stray: Sequence[str] = ()) -> LessonSession:
        """Do a lesson as its solutions do, or only so many steps of it, perhaps with lines before that help nothing."""
        followers = Followers(None, Journal(COURSE_NAME, self.folder, self.name))
        async with Playground(lesson) as ground:
            session = LessonSession(
                self._course, lesson, Progress.load(is_kept=False), lambda _: ground.lab.plan, followers
            )
            await self._set(session, ground)
            await self._do(session, ground, [Act(send=line) for line in stray])
            for at, step in enumerate(lesson.steps[:steps], 1):
                for question in step.predictions:
                    session.answer(question, question.answer)
                await self._do(session, ground, step.solution)
                self._be_judged(session, ground)
                if at < len(lesson.steps):
                    way = session.turn(1)
                    if way is not None:
                        await self._set(session, ground, way)
            followers.rested()
            return session

    def hand_in(self, *lessons: Lesson) -> bytes:
        """The mail with all that is kept of lessons."""
        now = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
        return make(self.name, collect(Archive(self.folder, COURSE_NAME), lessons), now)

    async def _set(self, session: LessonSession, ground: Playground, way: Sequence[Act] = ()) -> None:
        await ground.begin_again()
        session.followers.hear(ground.lab.transcript, ground.is_ours, session.plan.mail)
        for act in (Act(connect="prompt"), *way):
            await ground.play(act)
        session.resume()
        session.take(ground.evidence)

    def _be_judged(self, session: LessonSession, ground: Playground) -> None:
        """Where a step is about a program of the learner's own, theirs is right."""
        step = session.runner.step
        for stage in step.stages if step.judge is not None else ():
            ground.lab.transcript.record(Tried(0, time.time(), step.judge or "", stage, passed=True))
        session.take(ground.evidence)

    async def _do(self, session: LessonSession, ground: Playground, acts: Sequence[Act]) -> None:
        for act in acts:
            await ground.play(act)
            session.take(ground.evidence)
