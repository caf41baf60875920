"""Playing stages, one after the other, each on a program that was started anew."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from heloworld.judge.causes import Cause
from heloworld.judge.failure import Failed, Failure, Skipped
from heloworld.judge.program.command import Command
from heloworld.judge.program.last_words import ends_with_traceback
from heloworld.judge.stage import Need, Stage
from heloworld.judge.trial import Numbers, Subject, Trial
from heloworld.judge.values import Values
from heloworld.judge.verdict import Verdict
from heloworld.wire.events import Event
from heloworld.wire.transcript import Transcript

_LAST_WORDS: Final = 0.25
"""Seconds in which a program whose connection broke may turn out to have died."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How stages are played.

    Attributes:
        seed: Where the random values come from.
        goes_on: Whether the stages after one that failed are played, too.
        lacks: What there is not, beside what a running server has not by itself.
        began: Told each stage before it is played.
        record: Receives every event as it happens, the connections numbered through the whole run.
    """

    seed: int
    goes_on: bool = False
    lacks: frozenset[Need] = frozenset()
    began: Callable[[Stage], None] | None = None
    record: Callable[[Event], None] | None = None


async def run(stages: Sequence[Stage], subject: Subject, plan: Plan) -> AsyncIterator[Verdict]:
    """Judge a program.

    Args:
        stages: What is asked of it, in this order; `Suite.up_to` gives them.
        subject: The command, started anew for each stage; or where a server runs already.
        plan: How.

    Yields:
        The verdict on each stage, as soon as there is one. After the first that failed the others are skipped, unless
        the plan goes on; after one that failed because nothing even starts, they are skipped in any case.
    """
    numbers = Numbers()
    lacks = plan.lacks | (frozenset() if isinstance(subject, Command) else {Need.FILE, Need.END})
    fell = ""
    for stage in stages:
        missing = [need for need in Need if need in stage.needs & lacks]
        if fell or missing:
            why = missing[0].value if missing else f"Not tried, because {fell} failed."
            yield Verdict(stage, None, 0.0, skipped=why, is_untried=not missing)
            continue
        if plan.began is not None:
            plan.began(stage)
        verdict = await judge_stage(stage, subject, plan, numbers)
        if verdict.failure is not None and (verdict.failure.ends_all or not plan.goes_on):
            fell = stage.name
        yield verdict


async def judge_stage(stage: Stage, subject: Subject, plan: Plan, numbers: Numbers) -> Verdict:
    """The verdict on one stage, with nothing left running and nothing left behind."""
    begin = time.monotonic()
    transcript = Transcript()
    if plan.record is not None:
        transcript.subscribe(plan.record)
    failure, skipped = None, ""
    async with Trial(subject, Values(plan.seed, stage.name), transcript, numbers) as trial:
        try:
            failure = await _played(stage, trial)
        except Skipped as why:
            skipped = str(why)
        if failure is not None:
            failure = trial.overstepped() or await _explained(failure, trial)
        printed, crossed = trial.printed, transcript.since(0)[0]
    seconds = time.monotonic() - begin
    events = tuple(crossed if failure is not None else transcript.since(0)[0])
    passed = None if skipped else failure is None
    return Verdict(stage, passed, seconds, failure, skipped, transcript=events, printed=printed)


async def _played(stage: Stage, trial: Trial) -> Failure | None:
    """Why a stage failed; None where it did not.

    Raises:
        Skipped: It has nothing to ask.
    """
    script = asyncio.ensure_future(stage.play(trial))
    guard = asyncio.ensure_future(trial.excess())
    try:
        done, _ = await asyncio.wait({script, guard}, timeout=stage.seconds, return_when=asyncio.FIRST_COMPLETED)
        if guard in done:
            return guard.result()
        if script not in done:
            return Failure(
                f"The stage was not over after {stage.seconds:.0f} seconds.",
                "Quick answers.",
                Cause.STAGE_TOO_LONG,
            )
        await script
    except Failed as failed:
        return failed.failure
    except OSError as error:
        return Failure(f"The stage could not go on: {error}.", "Files and connections that can be used.", Cause.OUTSIDE)
    finally:
        for task in (script, guard):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Failed, Skipped, OSError):
                await task
    return None


async def _explained(failure: Failure, trial: Trial) -> Failure:
    """A failure; where the other side is silent because the program or a thread of it has died, with that for cause."""
    if failure.ends_all or not trial.programs or not trial.hears_nothing:
        return failure
    program = trial.programs[-1]
    await program.ended(_LAST_WORDS)
    if not program.has_failed:
        return replace(failure, cause=Cause.EXCEPTION) if ends_with_traceback(program.stderr_tail()) else failure
    if program.end in failure.said:
        return failure
    return replace(failure, said=f"{failure.said} {program.end}", cause=Cause.CRASHED)
