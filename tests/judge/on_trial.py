"""Programs of the gallery on trial: how each is started, and what the judge says of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from heloworld.judge.program.command import Command
from heloworld.judge.run import Plan, run
from heloworld.judge.stage import Stage, Suite
from heloworld.judge.verdict import Verdict
from judge.gallery.faults import Fault, Gallery

TESTS = Path(__file__).parents[1]
SEED = 4711


def python(module: str, *words: str) -> Command:
    """A module of the gallery as a program; without site packages it starts soon."""
    start = (
        f"import sys; sys.path.insert(0, {str(TESTS)!r}); from judge.gallery.{module} import main; main(sys.argv[1:])"
    )
    return Command((sys.executable, "-S", "-E", "-c", start, *words))


async def judged(stages: Sequence[Stage], command: Command, seed: int = SEED) -> list[Verdict]:
    """The verdicts on a program, up to the first stage that fails."""
    return [verdict async for verdict in run(stages, command, Plan(seed))]


async def judged_patiently(stages: Sequence[Stage], command: Command, known: Collection[str]) -> list[Verdict]:
    """The verdicts of all stages on somebody else's program, which a busy machine may make slow.

    A stage that fails and is not known to is played up to three times; the last verdict counts.
    """
    verdicts = [verdict async for verdict in run(stages, command, Plan(SEED, goes_on=True))]
    for at, stage in enumerate(stages):
        for seed in (SEED + 1, SEED + 2):
            if verdicts[at].passed is False and stage.name not in known:
                verdicts[at] = (await judged([stage], command, seed))[0]
    return verdicts


def stages_for(fault: Fault, gallery: Gallery, suite: Suite, *, without: str = "") -> Sequence[Stage]:
    """The stages that a faulty program is to pass, and that at which it must fail.

    The first fault of each stage is played from the very beginning, the others from the stage before theirs on:
    starting programs takes long. With HELO_WHOLE_GALLERY in the environment all are played from the beginning.

    Args:
        fault: The fault.
        gallery: Where it hangs.
        suite: The stages.
        without: One that takes long, and is played only where it is the one.
    """
    stages = [stage for stage in suite.up_to(fault.stage) if stage.name != without or stage.name == fault.stage]
    is_first = next(each for each in gallery.values() if each.stage == fault.stage) is fault
    return stages if is_first or os.environ.get("HELO_WHOLE_GALLERY") else stages[-2:]


def skipped(verdicts: Sequence[Verdict]) -> set[str]:
    """The stages that had nothing to ask."""
    return {verdict.stage.name for verdict in verdicts if verdict.passed is None}


def failed(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """The stages that failed, each with what came and why."""
    return {
        each.stage.name: f"{each.failure.said} / {each.failure.expected} / {each.failure.cause}"
        for each in verdicts
        if each.failure is not None
    }
