"""Programs of the gallery on trial: how each is started, and what the judge says of it."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from heloworld.judge.program.command import Command
from heloworld.judge.report.failure import failure_lines
from heloworld.judge.run import Plan, run
from heloworld.judge.stage import Stage, Suite
from heloworld.judge.verdict import Verdict
from judge.gallery.faults import Fault, Gallery

TESTS = Path(__file__).parents[1]
REPORTS = Path(__file__).parent / "reports"
SEED = 4711
VARYING = {
    r"port \d+": "port 12345",
    r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}": "Mon Nov 23 23:26:01 2026",
    r"queued as \w+": "queued as 7DCB64A55D",
    r"TLSv1\.\d": "TLSv1.3",
}
"""What differs from run to run, and what is recorded instead."""


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


def report_is_as_recorded(kind: str, fault: Fault, verdict: Verdict) -> bool:
    """Whether the report of a stage that failed is the one that was recorded, but for what differs from run to run.

    With REDRAW=1 in the environment it is written anew first, as is right after sentences were changed: read it then.

    Args:
        kind: What was judged, which is the folder of its reports.
        fault: The program's fault.
        verdict: The verdict on the stage at which it fell.
    """
    lines = [f"{fault.about}\n", *(line.text for line in failure_lines(verdict, 100))]
    told = "\n".join(itertools.takewhile(lambda line: line != "The program printed:", lines)).rstrip() + "\n"
    for pattern, same in VARYING.items():
        told = re.sub(pattern, same, told)
    path = REPORTS / kind / f"{fault.name}.txt"
    if os.environ.get("REDRAW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, encoding="utf-8")
    return told == path.read_text(encoding="utf-8")


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
