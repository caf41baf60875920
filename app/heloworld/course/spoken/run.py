"""``helo lessons run NAME --text``: a lesson as plain lines, for a screen reader, a pipe, and scripts.

The session is the one behind the screen; so are the world and what is kept.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from heloworld.course.journal.following import followers_of
from heloworld.course.model.catalogue import lesson_of, lessons_option, open_course
from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.play.followers import Follower, Followers
from heloworld.course.play.playground import Playground
from heloworld.course.progress import learner_name
from heloworld.course.progress.progress import Progress
from heloworld.course.spoken import wording
from heloworld.course.spoken.commands import TextCommands
from heloworld.course.spoken.own_program import Judge
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.stdin import Typed
from heloworld.course.spoken.until_signal import until_signal
from heloworld.errors import HeloError
from heloworld.output import print_lines
from heloworld.wire.visible import visible_text


def run(folder: Path | None, name: str, judge: Judge | None = None, *followers: Follower) -> None:
    """Run a lesson on stdin and stdout, until its input ends.

    Args:
        folder: The course's folder; None for the one that ships with the program.
        name: The lesson's id or number.
        judge: Tries programs of the learner's own; None where nobody does.
        followers: Who follows the learner, besides those who keep what they do.

    Raises:
        HeloError: There is no such lesson, or not all of its goals are reached.
    """
    gc.enable()
    logging.getLogger("heloworld").addHandler(logging.NullHandler())  # the server's notes are not for the learner
    course, left_out = open_course(folder, learner_name.known())
    lesson = lesson_of(course, name)
    progress = Progress.load(folder)
    for trouble in filter(None, (left_out, progress.trouble)):
        click.echo(f"helo: {visible_text(trouble)}", err=True)
    following = followers_of(folder, *followers)
    reached, goals = until_signal(_run(course, lesson, progress, following, judge)), sum(1 for _ in lesson.goals)
    if reached < goals:
        raise HeloError(
            f"{reached} of {goals} goals are reached.",
            f"Go on where you left with: helo lessons run {lesson.id}{lessons_option(course)} --text",
        )


async def _run(course: Course, lesson: Lesson, progress: Progress, followers: Followers, judge: Judge | None) -> int:
    """Run a lesson; returns how many of its goals are reached."""
    is_terminal = sys.stdin.isatty()
    async with Playground(lesson) as ground:
        teller = wording.Teller(tells_own=not is_terminal)
        say = _print_wrapped if sys.stdout.isatty() else print_lines
        session = TextSession(course, ground, progress, teller, say, followers, judge, watches=is_terminal)
        commands = TextCommands(session)
        await session.begin()
        typed = Typed(sys.stdin.fileno())
        while not session.is_over:
            line = await _next(typed, session, is_terminal=is_terminal)
            if line is None:
                break
            await commands.take(line)
        await session.program.rest()
        session.end()
        return sum(session.lesson.runner.is_reached(goal) for goal in lesson.goals)


def _print_wrapped(lines: Iterable[str]) -> None:
    """Print lines for a terminal, broken between words where it is too narrow for them."""
    width = shutil.get_terminal_size().columns
    print_lines(part for line in lines for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""])


async def _next(typed: Typed, session: TextSession, *, is_terminal: bool) -> bytes | None:
    """The next line; while it is waited for, what other programs do is told."""
    line = asyncio.ensure_future(typed.line())
    if is_terminal:
        click.echo(f"{session.prompt}: ", nl=False)
    while not line.done():
        news = asyncio.ensure_future(session.happened.wait())
        await asyncio.wait({line, news}, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        if line.done():
            break
        is_behind = is_terminal and session.is_behind
        if is_behind:
            click.echo()
        session.look()
        if is_behind:
            click.echo(f"{session.prompt}: ", nl=False)
    return line.result()
