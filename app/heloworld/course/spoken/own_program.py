"""A lesson in words, where a step is about a program of the learner's own: what is typed is how it is started."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from heloworld.course.play.playground import Playground
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.records import OwnProgram
from heloworld.errors import HeloError
from heloworld.wire.events import Event
from heloworld.wire.visible import visible_text

Record: TypeAlias = Callable[[Event], object]

PROMPT: Final = "Your program"
_TYPE: Final = "What you type now is how your program is started, such as {example}."
_AGAIN: Final = "Your program is started with {command}. Enter judges it; another command line takes its place."
_NOTHING: Final = "Nothing is known of your program yet."


class Judge(Protocol):
    """Tries programs; it stands above the course, and is handed in."""

    def example(self, judge: str) -> str:
        """A command line that somebody may type."""

    def begin(self, judge: str, wanted: tuple[str, ...], line: str, here: Path) -> ProgramOnTrial:
        """A program on trial.

        Args:
            judge: The kind of program.
            wanted: The stages that are asked for.
            line: Its command line.
            here: The folder in which that was typed.

        Raises:
            UsageError: There is no such program.
        """


class ProgramOnTrial(Protocol):
    """A program that is tried."""

    async def once(self, record: Record, next_conn: Callable[[], int]) -> None:
        """Try it; what happens is recorded, its connections with such numbers."""

    async def again(self, record: Record, next_conn: Callable[[], int]) -> None:
        """Try it after each change of its files since the beginning, until this is cancelled."""


class SpokenProgram:
    """The learner's own program, as it is talked about.

    Nothing is started before the learner has pressed Enter for it since the lesson was opened.

    Args:
        lesson: How far the learner is.
        ground: The world in whose transcript the judge writes.
        judge: The judge; None where there is none.
        watches: Whether files are watched.
        say: Says a line.
    """

    def __init__(
        self,
        lesson: LessonSession,
        ground: Playground,
        judge: Judge | None,
        say: Callable[[str], object],
        *,
        watches: bool,
    ) -> None:
        self._lesson, self._ground, self._judge, self._say = lesson, ground, judge, say
        self._watches = watches
        self._watching: asyncio.Task[None] | None = None

    @property
    def is_asked_for(self) -> bool:
        """Whether the step is about a program of the learner's own."""
        return self._judge is not None and self._lesson.runner.step.judge is not None

    def introduce(self) -> None:
        """Say what is to be typed, where it is another thing than lines for the server."""
        kind = self._lesson.runner.step.judge
        if self._judge is None or kind is None:
            return
        known = self._lesson.progress.program(kind)
        if known is None:
            self._say(_TYPE.format(example=self._judge.example(kind)))
        else:
            self._say(_AGAIN.format(command=visible_text(known.command)))

    async def take(self, line: str) -> None:
        """Take a command line, and have what it starts judged; an empty line has it judged again."""
        kind, judge = self._lesson.runner.step.judge, self._judge
        if judge is None or kind is None:
            return
        known = OwnProgram(line.strip(), str(Path.cwd())) if line.strip() else self._lesson.progress.program(kind)
        if known is None:
            self._say(_NOTHING)
            self.introduce()
            return
        await self.rest()
        record, number = self._ground.lab.transcript.record, partial(next, self._ground.lab.connections)
        try:
            trial = judge.begin(kind, self._lesson.runner.step.stages, known.command, Path(known.folder))
        except HeloError as error:
            self._say(visible_text(str(error)))
            return
        if line.strip():
            self._lesson.progress.keep_program(kind, known)
        await trial.once(record, number)
        if self._watches:
            self._watching = asyncio.create_task(trial.again(record, number))

    async def rest(self) -> None:
        """Judge no more."""
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
