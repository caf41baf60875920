"""Plays what a lesson says is done, in sight of the learner: what comes before a step, and how the step goes.

Only one thing is played at a time: whoever begins another cancels what runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final, Protocol

from heloworld.course.model.act import Act
from heloworld.course.play.session import LessonSession, Mode
from heloworld.course.play.world_plan import to_lab
from heloworld.errors import HeloError
from heloworld.lab import script
from heloworld.lab.plan import Plan

PACE: Final = 1.2
"""Seconds between two lines that are shown."""

ALL_NEW: Final = "This step has no beginning that you have typed often enough: begin with its first line."
SENT: Final = "The step has begun again. Its beginning was typed and sent, as far as {line}. Now you."
DROPPED: Final = " What stood in the prompt is gone."
OWN_PROGRAM: Final = "Nothing can be played here: this is about your own program."
ASKS_FIRST: Final = "The question comes first: its number answers it, and Escape leaves it open."


class World(Protocol):
    """Where things are done."""

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """A fresh world, perhaps after another plan; old mail is kept aside, or deleted."""

    def perform(self, act: script.Deed) -> Future[None]:
        """Have something done; the future is done when the server has answered."""


class Stage(Protocol):
    """Where it is seen: a prompt, a lesson, and what crosses."""

    def type(self, line: str) -> None:
        """A line stands in the prompt, and has not gone out."""

    def clear(self) -> None:
        """The line that stood in the prompt stands there no longer."""

    def to_prompt(self) -> None:
        """The prompt is to be seen."""

    def begin_again(self) -> None:
        """The world is a new one: nothing of the old one is shown."""

    def catch_up(self) -> None:
        """What has crossed is taken in now."""

    def refresh(self) -> None:
        """What is going on has changed."""

    def ask(self) -> None:
        """The step begins: it is the learner's turn."""

    def say(self, sentence: str, holds: Callable[[], bool] = ...) -> None:
        """Say something in passing, as long as it is true."""

    def complain(self, error: HeloError) -> None:
        """Something could not be done."""


class Beginning(Protocol):
    """What has to do with the beginning of a step that is typed for the learner."""

    def may_begin(self) -> bool:
        """Whether what goes with the conversation that there is may go."""

    def empty(self) -> bool:
        """A line that is being typed goes, which would become the first of the letter; whether there was any."""

    def is_sent(self) -> None:
        """The beginning has been sent."""


class Player:
    """Brings a lesson's world to where a step begins, and plays the step.

    Args:
        session: The lesson.
        world: Its world.
        stage: Where it is seen.
        pace: Seconds between two lines that are shown.
    """

    def __init__(self, session: LessonSession, world: World, stage: Stage, *, pace: float = PACE) -> None:
        self._session = session
        self._world = world
        self._stage = stage
        self._pace = pace
        self._waiting: list[Callable[[], object]] = []

    async def begin(self, way: tuple[Act, ...], then: Callable[[], object] = lambda: None) -> None:
        """A fresh world, brought to where the step begins; then it is the learner's turn.

        Args:
            way: What brings it there.
            then: What is done as soon as it is there, before anything else that waits.
        """
        if not await self.set(way):
            return
        self._stage.ask()
        then()
        waiting, self._waiting = self._waiting, []
        for do in waiting:
            do()

    def when_set(self, do: Callable[[], object]) -> None:
        """Do something once the world is set: done earlier, it would get in between what is played there."""
        if self._session.mode is Mode.SETTING:
            self._waiting.append(do)
        else:
            do()

    async def set(self, way: tuple[Act, ...]) -> bool:
        """A fresh world, brought to where a step begins; from then on, what happens counts.

        Args:
            way: What brings it there.

        Returns:
            Whether that could be.
        """
        is_set = await self._bring(way)
        if is_set:
            self._session.resume()
            self._stage.refresh()
        return is_set

    async def show_how(self) -> None:
        """Play the step's solution at a pace at which it can be read; what waits for the world is dropped."""
        if self._session.runner.step.judge is not None:
            self._stage.say(OWN_PROGRAM)
            return
        if not await self._bring(self._session.way_again()):
            return
        self._waiting.clear()
        self._session.mode = Mode.SHOWING
        self._stage.refresh()
        self._stage.to_prompt()
        for act in self._session.runner.step.solution:
            await self.play(act, self._pace)
        self._session.mode = Mode.SHOWN
        self._stage.refresh()

    async def type_known(self, beginning: Beginning) -> None:
        """Begin the step again, and send at once what of it is known from earlier lessons.

        Args:
            beginning: What is asked and done before and after that.
        """
        session, asked = self._session, self._session.page.question
        known = session.runner.step.known
        if not known:
            self._stage.say(ALL_NEW)
        elif asked is not None and asked.when == "before":
            self._stage.ask()
            self._stage.say(ASKS_FIRST, lambda: self._session.page.question is asked)
        elif beginning.may_begin() and await self.set(session.way_again()):
            dropped = DROPPED if beginning.empty() else ""
            self._stage.to_prompt()
            typed = [asyncio.wrap_future(self._world.perform(to_lab(act))) for act in known]
            session.cue = len(known)
            try:
                await asyncio.gather(*typed)
            except HeloError as error:
                self._stage.complain(error)
            else:
                self._stage.say(SENT.format(line=known[-1].line) + dropped)
                beginning.is_sent()

    async def play(self, act: Act, pace: float) -> None:
        """Do one thing, so that it can be followed: a line stands in the prompt before it goes out.

        Args:
            act: What is done.
            pace: Seconds for which it stands there.
        """
        if act.send is not None:
            self._stage.type(act.send)
        try:
            await asyncio.sleep(pace)
        finally:
            self._stage.clear()
        try:
            await self._perform(act)
        except HeloError as error:
            self._stage.complain(error)

    async def _bring(self, way: tuple[Act, ...]) -> bool:
        """A fresh world, and in it what has happened before the step; returns whether that could be."""
        self._session.mode = Mode.SETTING
        self._stage.refresh()
        try:
            await asyncio.wrap_future(self._world.reset(self._session.plan, keep=False))
            self._stage.begin_again()
            for act in way:
                await self._perform(act)
        except HeloError as error:
            self._stage.complain(error)
            return False
        self._stage.catch_up()
        return True

    async def _perform(self, act: Act) -> None:
        await asyncio.wrap_future(self._world.perform(to_lab(act)))
