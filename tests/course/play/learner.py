"""Somebody who learns one of the lessons that ship, in a world in which it really happens."""

from __future__ import annotations

from collections.abc import Sequence

from heloworld.course.model.act import Act
from heloworld.course.play.playground import Playground
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.progress import Progress
from shipped import COURSE


class Learner:
    """Somebody who turns pages and types, in a world that is brought to where the lesson wants it."""

    def __init__(self, ground: Playground, progress: Progress) -> None:
        self._ground = ground
        self.session = LessonSession(COURSE, ground.lesson, progress, lambda _: ground.lab.plan)
        self.worlds = 0

    async def begin(self, step: int) -> None:
        self.session.begin_at(step)
        await self._set(self.session.runner.way_here)

    async def come_back(self) -> None:
        """Go on, on another day, where the lesson was left."""
        await self._set(self.session.runner.way_here)

    async def turn(self, by: int) -> None:
        way = self.session.turn(by)
        if way is not None:
            await self._set(way)

    async def begin_step_anew(self) -> bool:
        """Press F5; returns whether a later step that was done is open again."""
        reopens = self.session.runner.take_back(all_of_world=True)
        await self._set(self.session.begin_step_again())
        return reopens

    @property
    def done_later(self) -> list[int]:
        """The steps to come that are done, from 1."""
        runner = self.session.runner
        steps = enumerate(runner.lesson.steps, 1)
        return [at for at, step in steps if at > runner.at + 1 and all(map(runner.is_reached, step.goals))]

    async def do(self, acts: Sequence[Act]) -> None:
        for act in acts:
            await self._ground.play(act)
            self.session.take(self._ground.evidence)

    def look(self) -> None:
        """Take in what is there to see, as a screen does again and again."""
        self.session.take(self._ground.evidence)

    async def _set(self, way: Sequence[Act]) -> None:
        self.worlds += 1
        await self._ground.begin_again()
        await self._ground.play(Act(connect="prompt"))
        for act in way:
            await self._ground.play(act)
        self.session.resume()
        self.session.take(self._ground.evidence)
