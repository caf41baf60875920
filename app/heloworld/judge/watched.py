"""A program that is judged while it is written: now, and again whenever one of its files changes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from heloworld.errors import HeloError, UsageError
from heloworld.judge.files import ProgramFiles
from heloworld.judge.program.command import Command, command_of
from heloworld.judge.report.events import events_of
from heloworld.judge.report.show import new_seed
from heloworld.judge.run import Plan, run
from heloworld.judge.stage import Stage
from heloworld.judge.suites import SUITES
from heloworld.wire.events import Event

EXAMPLES: Final[Mapping[str, str]] = {
    "smtp": "python3 server.py {port} {mailbox}",
    "client": "python3 client.py {host} {port} {from} {to}",
    "mbox": "python3 reader.py",
}
"""What somebody may type who has a program of that kind."""

WORDS: Final[Mapping[str, str]] = {"smtp": "Your server", "client": "Your client", "mbox": "Your reader"}
"""What a program of that kind is called."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of a program.

    Attributes:
        judge: The kind of program.
        wanted: The stages that it is about; those before the last of them are played, too.
        command: The command that starts it.
        here: The folder in which that was typed.
    """

    judge: str
    wanted: tuple[str, ...]
    command: Command
    here: Path


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the judge is.

    Attributes:
        stage: The stage that is played; where none is, the one that failed, or empty.
        number: Which of them it is, from 1; where none is played, how many were passed.
        of: How many there are.
        is_over: Whether all is known, and a change is awaited.
        has_files: Whether there are files that can change; a command whose file is misspelt names none.
    """

    stage: str
    number: int
    of: int
    is_over: bool = False
    has_files: bool = True


def task_of(judge: str, wanted: tuple[str, ...], line: str, here: Path) -> Task:
    """What is asked of the program that a command line starts.

    Args:
        judge: The kind of program.
        wanted: The stages that it is about.
        line: The command line, as it was typed; no shell is asked about it.
        here: The folder in which it was typed.

    Raises:
        UsageError: It is no command line, or there is no such program.
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(
            "A quotation mark in this command line has no partner.", "Close it, or leave it out."
        ) from error
    return Task(judge, wanted, command_of(words, here, EXAMPLES[judge]), here)


async def watch(
    task: Task,
    record: Callable[[Event], object],
    next_conn: Callable[[], int],
    tell: Callable[[Progress], object],
) -> None:
    """Judge a program now and after each change of its files, until this is cancelled.

    Args:
        task: What is asked of it.
        record: Receives what happened.
        next_conn: Numbers the connections in it.
        tell: Told how far it is.
    """
    files = ProgramFiles(task.command, task.here)

    def tell_of_files(progress: Progress) -> None:
        tell(replace(progress, has_files=bool(files)))

    while True:
        judging = asyncio.ensure_future(judge_once(task, record, next_conn, tell_of_files))
        change = asyncio.ensure_future(files.changed())
        try:
            await asyncio.wait({judging, change}, return_when=asyncio.FIRST_COMPLETED)
            if judging.done():
                judging.result()
            await change
        finally:
            for each in (judging, change):
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError, HeloError):
                    await each


async def judge_once(
    task: Task,
    record: Callable[[Event], object],
    next_conn: Callable[[], int],
    tell: Callable[[Progress], object],
) -> None:
    """Judge a program; the arguments are those of `watch`."""
    suite = SUITES[task.judge]()
    stages = suite.up_to(task.wanted[-1])
    passed, fell = 0, ""

    def began(stage: Stage) -> None:
        tell(Progress(stage.name, stages.index(stage) + 1, len(stages)))

    async for verdict in run(stages, task.command, Plan(new_seed(), began=began)):
        passed += verdict.passed is True
        fell = fell or (verdict.stage.name if verdict.failure is not None else "")
        for event in events_of(verdict, task.judge, next_conn, is_about=task.wanted.__contains__):
            record(event)
    tell(Progress(fell, passed, len(stages), is_over=True))


def tried(judge: str, wanted: tuple[str, ...], line: str, here: Path) -> list[Event]:
    """Judge a program once; the arguments are those of `task_of`.

    Returns:
        What happened.
    """
    events: list[Event] = []
    numbers = itertools.count(1)
    task = task_of(judge, wanted, line, here)
    asyncio.run(judge_once(task, events.append, lambda: next(numbers), _say_nothing))
    return events


class SpokenJudge:
    """The judge for a lesson that is run in words."""

    def example(self, judge: str) -> str:
        """A command line that somebody may type."""
        return EXAMPLES[judge]

    def begin(self, judge: str, wanted: tuple[str, ...], line: str, here: Path) -> SpokenTrial:
        """A program on trial; the arguments are those of `task_of`.

        Raises:
            UsageError: There is no such program.
        """
        return SpokenTrial(task_of(judge, wanted, line, here))


class SpokenTrial:
    """A program on trial, in a lesson that is run in words.

    Args:
        task: What is asked of it.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._files = ProgramFiles(task.command, task.here)

    async def once(self, record: Callable[[Event], object], next_conn: Callable[[], int]) -> None:
        """Judge it once; the arguments are those of `watch`."""
        await judge_once(self._task, record, next_conn, _say_nothing)

    async def again(self, record: Callable[[Event], object], next_conn: Callable[[], int]) -> None:
        """Judge it after each change of its files since the beginning, until this is cancelled."""
        await self._files.changed()
        await watch(self._task, record, next_conn, _say_nothing)


def _say_nothing(_: Progress) -> None:
    return
