"""Programs of the gallery on trial: how each is started, and what the judge says of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from heloworld.judge.program.command import Command
from heloworld.judge.run import Plan, run
from heloworld.judge.stage import Suite
from heloworld.judge.verdict import Verdict

TESTS = Path(__file__).parents[1]
SEED = 4711


def python(module: str, *words: str) -> Command:
    """A module of the gallery as a program; without site packages it starts soon."""
    name = f"judge.gallery.{module}"
    start = f"import runpy, sys; sys.path.insert(0, {str(TESTS)!r}); runpy.run_module({name!r}, None, '__main__', True)"
    return Command((sys.executable, "-S", "-E", "-c", start, *words))


async def judged(suite: Suite, command: Command, up_to: str | None = None, without: str = "") -> list[Verdict]:
    """The verdicts on a program, up to a stage; one that takes long may be left out, unless it is that one."""
    stages = [stage for stage in suite.up_to(up_to) if stage.name != without or stage.name == up_to]
    return [verdict async for verdict in run(stages, command, Plan(SEED))]


def failed(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """The stages that failed, each with what came and why."""
    return {
        each.stage.name: f"{each.failure.said} / {each.failure.expected} / {each.failure.cause}"
        for each in verdicts
        if each.failure is not None
    }
