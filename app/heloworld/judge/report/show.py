"""``helo judge``: plays the stages and prints what came of them."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

import click

from heloworld.judge.report.json_lines import json_line
from heloworld.judge.report.lines import summary, verdict_lines
from heloworld.judge.report.paint import Painted, has_colours, painted
from heloworld.judge.run import Plan, run
from heloworld.judge.stage import Stage
from heloworld.judge.trial import Subject
from heloworld.judge.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with the verdicts.

    Attributes:
        as_json: Whether to print JSON objects instead of lines for people.
    """

    as_json: bool = False


def new_seed() -> int:
    """A seed that is short enough to be typed."""
    return secrets.randbelow(1_000_000)


def show(stages: tuple[Stage, ...], subject: Subject, plan: Plan, wanted: Wanted) -> bool:
    """Judge a program once, and print what came of it; returns whether nothing failed."""
    verdicts = asyncio.run(_judged(stages, subject, plan, wanted))
    if not wanted.as_json:
        _say(summary(verdicts, plan.seed))
    return not any(verdict.passed is False for verdict in verdicts)


async def _judged(stages: tuple[Stage, ...], subject: Subject, plan: Plan, wanted: Wanted) -> list[Verdict]:
    verdicts = []
    async for verdict in run(stages, subject, plan):
        verdicts.append(verdict)
        if wanted.as_json:
            click.echo(json_line(verdict))
        else:
            for line in verdict_lines(verdict):
                _say(line)
    return verdicts


def _say(line: Painted) -> None:
    click.echo(painted(line, has_colours=has_colours()))
