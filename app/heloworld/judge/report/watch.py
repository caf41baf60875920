"""``helo judge --watch``: judges again whenever the program's files change, on a screen that stays calm."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from shutil import get_terminal_size
from textwrap import wrap
from typing import Final

import click

from heloworld import output
from heloworld.judge.files import ProgramFiles
from heloworld.judge.report.failure import WHOLE, Fewer
from heloworld.judge.report.lines import columns, report, summary
from heloworld.judge.report.paint import Painted, Style, has_colours, painted
from heloworld.judge.report.progress_bar import bar
from heloworld.judge.report.show import Judgement, new_seed, show
from heloworld.judge.run import run
from heloworld.judge.stage import Stage
from heloworld.judge.verdict import Verdict

_ABOVE: Final = 2
"""Lines above what came of a judging."""


async def watch(judgement: Judgement, files: ProgramFiles, *, keeps_seed: bool) -> None:
    """Judge a program now and after each change of its files, until nobody reads what is printed any more.

    Args:
        judgement: What is to be judged.
        files: Its files.
        keeps_seed: Whether the values are the same every time.
    """
    screen = _Screen() if sys.stdout.isatty() and not judgement.as_json else None
    while not output.reader_is_gone():
        once = judgement if keeps_seed else judgement.with_seed(new_seed())
        judging = asyncio.ensure_future(show(once) if screen is None else screen.judge(once))
        change = asyncio.ensure_future(files.changed())
        try:
            await asyncio.wait({judging, change}, return_when=asyncio.FIRST_COMPLETED)
            if judging.done():
                judging.result()
            await change
        finally:
            for task in (judging, change):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


class _Screen:
    """Draws in place: a line that tells what is being done, and below it the last report, until there is a new one."""

    def __init__(self) -> None:
        self._verdicts: list[Verdict] = []
        self._seed = 0
        self._body: list[Painted] = []
        self._body_size = (0, 0)
        self._is_new = True

    async def judge(self, judgement: Judgement) -> None:
        """Judge once; what was said last stays until all is known."""

        def began(stage: Stage) -> None:
            self._draw(bar(judgement.stages.index(stage), len(judgement.stages), stage.name))

        plan = replace(judgement.plan, began=began)
        self._verdicts = [verdict async for verdict in run(judgement.stages, judgement.subject, plan)]
        self._seed, self._body_size = judgement.plan.seed, (0, 0)
        self._draw(f"{time.strftime('%H:%M:%S')} Waiting for a change; Ctrl+C ends it.")
        judgement.write(self._verdicts)

    def _draw(self, status: str) -> None:
        """Write over what was there, without clearing it first, so that nothing flickers."""
        room = get_terminal_size().lines - 1
        size = (columns(), room - _ABOVE)
        if size != self._body_size and self._verdicts:  # a long conversation is not dissected for every stage anew
            self._body, self._body_size = overview(self._verdicts, self._seed, *size), size
        lines = [Painted(status, Style.DIM), Painted(""), *self._body]
        if len(lines) > room:
            lines = [*lines[: room - 1], Painted("… make the window higher to see the rest", Style.DIM)]
        in_colours = has_colours()
        text = "".join(f"{painted(line, has_colours=in_colours)}\x1b[K\n" for line in lines)
        click.echo(("\x1b[2J" if self._is_new else "") + f"\x1b[H{text}\x1b[J", nl=False, color=True)
        self._is_new = False


def overview(verdicts: Sequence[Verdict], seed: int, width: int, room: int) -> list[Painted]:
    """All of it on one screen: the names of what passed, the report of what did not.

    Where there is not enough room, first the conversation is shortened and then what the program printed: what helps
    most, the cause, stands below them.

    Args:
        verdicts: What came of the stages.
        seed: The seed of the run.
        width: How wide a line may be.
        room: How many lines there should be at most.
    """
    lines = list(_overview(verdicts, seed, width, WHOLE))
    if (over := len(lines) - room) > 0:
        shorter = Fewer(conversation=over)
        lines = list(_overview(verdicts, seed, width, shorter))
        if (over := len(lines) - room) > 0:
            lines = list(_overview(verdicts, seed, width, shorter._replace(printed=over)))
    return lines


def _overview(verdicts: Sequence[Verdict], seed: int, width: int, fewer: Fewer) -> Iterator[Painted]:
    groups = {
        "Passed": ([each.stage.name for each in verdicts if each.passed], Style.GOOD),
        "Skipped": ([each.stage.name for each in verdicts if each.passed is None and not each.is_untried], Style.DIM),
    }
    for name, (stages, style) in groups.items():
        lines = wrap(f"{name}: {', '.join(stages)}", width, subsequent_indent="  ", break_on_hyphens=False)
        yield from (Painted(line, style) for line in lines if stages)
    for verdict in verdicts:
        if verdict.failure is not None:
            yield Painted(f"FAILED: {verdict.stage.name}", Style.BAD)
            yield from report(verdict, width, fewer)
    yield from summary(verdicts, seed, width)
