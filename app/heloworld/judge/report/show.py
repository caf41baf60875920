"""``helo judge``: plays the stages once and says what came of them."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

import click

from heloworld.errors import OutputError
from heloworld.judge.report.gradescope import gradescope
from heloworld.judge.report.json_lines import json_line
from heloworld.judge.report.junit import junit
from heloworld.judge.report.lines import columns, summary, verdict_lines
from heloworld.judge.report.paint import Painted, has_colours, painted
from heloworld.judge.report.progress_bar import ProgressBar
from heloworld.judge.run import Plan, run
from heloworld.judge.stage import Stage, Suite
from heloworld.judge.trial import Subject
from heloworld.judge.verdict import Verdict
from heloworld.wire.visible import visible_text


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be judged, and what is to be said of it.

    Attributes:
        suite: The kind of program.
        stages: Those of its stages that are played.
        subject: Who is on trial.
        plan: How they are played.
        as_json: Whether to print JSON objects instead of lines for people.
        junit: A file for JUnit XML.
        gradescope: A file for an autograder's results.
    """

    suite: Suite
    stages: Sequence[Stage]
    subject: Subject
    plan: Plan
    as_json: bool = False
    junit: Path | None = None
    gradescope: Path | None = None

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write the files that are wanted.

        Raises:
            OutputError: One cannot be written.
        """
        seed = self.plan.seed
        for path, make in ((self.junit, junit), (self.gradescope, gradescope)):
            if path is not None:
                _write(path, make(self.suite, verdicts, seed))

    def with_seed(self, seed: int) -> Judgement:
        """The same with other random values."""
        return replace(self, plan=replace(self.plan, seed=seed))


def new_seed() -> int:
    """A seed that is short enough to be typed."""
    return secrets.randbelow(1_000_000)


async def show(judgement: Judgement) -> list[Verdict]:
    """Judge a program, and print each verdict as soon as there is one.

    Raises:
        OutputError: A file that is wanted cannot be written.
    """
    stream: TextIO = sys.stderr if judgement.as_json else sys.stdout
    bar = ProgressBar(stream, len(judgement.stages))
    verdicts: list[Verdict] = []

    def began(stage: Stage) -> None:
        bar.draw(judgement.stages.index(stage), stage.name)

    try:
        async for verdict in run(judgement.stages, judgement.subject, replace(judgement.plan, began=began)):
            verdicts.append(verdict)
            bar.clear()
            if judgement.as_json:
                click.echo(json_line(verdict))
            else:
                say(*verdict_lines(verdict, columns(), judgement.stages))
    finally:
        bar.clear()
    if judgement.as_json:
        click.echo(f"helo: --seed {judgement.plan.seed} repeats this run.", err=True)
    else:
        say(*summary(verdicts, judgement.plan.seed, columns()))
    judgement.write(verdicts)
    return verdicts


def say(*lines: Painted) -> None:
    """Print lines, in colours where there are any."""
    in_colours = has_colours()
    for line in lines:
        click.echo(painted(line, has_colours=in_colours))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"{visible_text(str(path))} could not be written: {error.strerror or error}.",
            "Choose another place for it.",
        ) from error
