"""What all kinds of ``helo judge`` have: their options, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heloworld.cli.options import FILE
from heloworld.errors import UsageError

if TYPE_CHECKING:
    from heloworld.judge.report.show import Judgement
    from heloworld.judge.stage import Need, Suite
    from heloworld.wire.events import Address

_JUNIT: Final = "Also write the verdicts as JUnit XML, for CI systems and GitHub Classroom."
_GRADESCOPE: Final = "Also write them as results.json for the Gradescope autograder."
_KEEP_GOING: Final = "Go on after a stage that failed.  [default with --junit and --gradescope]"
_HERE: Final = "Start the command in this folder (for go run, cargo, npm), not in a new one."
_OPTIONS: Final = (
    click.argument("words", nargs=-1, metavar="-- CMD…", type=click.UNPROCESSED),
    click.option("--stage", metavar="NAME", help="Judge up to this stage.  [default: all of them]"),
    click.option("--seed", type=click.IntRange(0), metavar="N", help="Use the random values of an earlier run."),
    click.option("--watch", "watches", is_flag=True, help="Judge again whenever the program's files change."),
    click.option("--keep-going", "goes_on", is_flag=True, help=_KEEP_GOING),
    click.option("--here", "stays_here", is_flag=True, help=_HERE),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object a stage."),
    click.option("--junit", type=FILE, metavar="FILE", help=_JUNIT),
    click.option("--gradescope", type=FILE, metavar="FILE", help=_GRADESCOPE),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to ``helo judge``, whatever is judged; the names are those of the options."""

    words: tuple[str, ...]
    stage: str | None
    seed: int | None
    watches: bool
    goes_on: bool
    stays_here: bool
    as_json: bool
    junit: Path | None
    gradescope: Path | None


def judging(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all; it is called with what was given, and with its own."""

    def command(**given: Any) -> None:  # noqa: ANN401 - Click's own
        names = Given.__dataclass_fields__
        own = {name: value for name, value in given.items() if name not in names}
        function(Given(**{name: given[name] for name in names}), **own)

    result: Callable[..., None] = update_wrapper(command, function)
    for option in reversed(_OPTIONS):
        result = option(result)
    return result


def judge(
    suite: Suite,
    given: Given,
    example: str,
    *,
    address: Address | None = None,
    lacks: frozenset[Need] = frozenset(),
) -> None:
    """Judge a program as it was asked for; the exit status is 1 if a stage failed.

    Args:
        suite: The kind of program.
        given: What was given.
        example: A command line that could be judged.
        address: Where the program runs already; None where it is to be started.
        lacks: What the program has not, so that some stages are skipped.

    Raises:
        UsageError: The call was wrong.
        OutputError: A file that was asked for cannot be written.
    """
    from heloworld.course.spoken.until_signal import until_signal
    from heloworld.judge.report.show import show

    _check(given, address)
    judgement = _judgement(suite, given, example, address, lacks)
    if given.watches:
        _watch(judgement, given)
        return
    verdicts = until_signal(show(judgement))
    if any(verdict.passed is False for verdict in verdicts):
        raise click.exceptions.Exit(1)


def _check(given: Given, address: Address | None) -> None:
    if address is not None and given.words:
        raise UsageError("--connect and a command exclude each other.", "Leave out one of them.")
    if address is not None and given.watches:
        raise UsageError("--watch looks at the files of a command, and --connect has none.", "Leave out one of them.")


def _judgement(suite: Suite, given: Given, example: str, address: Address | None, lacks: frozenset[Need]) -> Judgement:
    from heloworld.judge.program.command import command_of
    from heloworld.judge.report.show import Judgement, new_seed
    from heloworld.judge.run import Plan

    stages = suite.up_to(given.stage)
    subject = address or command_of(given.words, Path.cwd(), example, stays_here=given.stays_here)
    seed = new_seed() if given.seed is None else given.seed
    goes_on = given.goes_on or given.junit is not None or given.gradescope is not None
    plan = Plan(seed, goes_on=goes_on, lacks=lacks)
    return Judgement(suite, stages, subject, plan, given.as_json, given.junit, given.gradescope)


def _watch(judgement: Judgement, given: Given) -> None:
    """Judge again and again, until the user ends it."""
    from heloworld.course.spoken.until_signal import until_signal
    from heloworld.judge.files import ProgramFiles
    from heloworld.judge.program.command import Command
    from heloworld.judge.report.watch import watch

    assert isinstance(judgement.subject, Command)
    reports = [each for each in (given.junit, given.gradescope) if each is not None]
    files = ProgramFiles(judgement.subject, Path.cwd(), reports)
    try:
        until_signal(watch(judgement, files, keeps_seed=given.seed is not None))
    except KeyboardInterrupt:
        click.echo()
