"""How stages are played, whatever is judged: which come after which, what they are handed, how long they may last."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest

from heloworld.errors import UsageError
from heloworld.judge.causes import Cause
from heloworld.judge.failure import Failed, Failure, Skipped
from heloworld.judge.program.process import Program
from heloworld.judge.run import Plan
from heloworld.judge.smtp.suite import SUITE
from heloworld.judge.stage import Need, Stage
from heloworld.judge.trial import Trial
from heloworld.judge.values import Values
from heloworld.wire.events import Event, Opened
from judge.small_programs import SEED, TALKS, judged, python


async def passes(trial: Trial) -> None:
    pass


async def fails(trial: Trial) -> None:
    raise Failed(Failure("this", "that", "why"))


async def cannot_start(trial: Trial) -> None:
    raise Failed(Failure("this", "that", "why", ends_all=True))


async def has_nothing_to_ask(trial: Trial) -> None:
    raise Skipped("There is nothing to ask.")


async def lasts(trial: Trial) -> None:
    await asyncio.sleep(1000)


def stage(name: str, play: object = passes, *needs: Need, seconds: float = 10.0) -> Stage:
    return Stage(name, "It is about something.", "RFC 1", play, frozenset(needs), seconds)  # type: ignore[arg-type]


NOTHING = python("")


async def test_after_a_failure_nothing_is_tried() -> None:
    verdicts = await judged(NOTHING, stages=[stage("one"), stage("two", fails), stage("three")])
    assert [verdict.passed for verdict in verdicts] == [True, False, None]
    assert [verdict.is_untried for verdict in verdicts] == [False, False, True]
    assert verdicts[2].skipped == "Not tried, because two failed."


async def test_unless_it_goes_on() -> None:
    stages = [stage("one", fails), stage("two", has_nothing_to_ask), stage("three")]
    verdicts = await judged(NOTHING, stages=stages, plan=Plan(SEED, goes_on=True))
    assert [verdict.passed for verdict in verdicts] == [False, None, True]
    assert verdicts[1].skipped == "There is nothing to ask."
    assert not verdicts[1].is_untried


async def test_what_cannot_start_is_not_started_again() -> None:
    verdicts = await judged(NOTHING, stages=[stage("one", cannot_start), stage("two")], plan=Plan(SEED, goes_on=True))
    assert [verdict.passed for verdict in verdicts] == [False, None]


async def test_what_there_is_not() -> None:
    stages = [stage("one", fails, Need.MESSAGE), stage("two", passes, Need.FILE)]
    verdicts = await judged(NOTHING, stages=stages, plan=Plan(SEED, lacks=frozenset({Need.MESSAGE})))
    assert [(verdict.passed, verdict.skipped) for verdict in verdicts] == [(None, Need.MESSAGE.value), (True, "")]


async def test_a_stage_has_an_end() -> None:
    begin = time.monotonic()
    [verdict] = await judged(NOTHING, stages=[stage("one", lasts, seconds=0.2)])
    assert verdict.failure is not None
    assert verdict.failure.cause == Cause.STAGE_TOO_LONG
    assert 0.2 <= time.monotonic() - begin < 5


async def test_a_stage_is_told_before_it_is_played() -> None:
    told: list[str] = []
    stages = [stage("one"), stage("two", passes, Need.FILE), stage("three")]
    plan = Plan(SEED, lacks=frozenset({Need.FILE}), began=lambda each: told.append(each.name))
    await judged(NOTHING, stages=stages, plan=plan)
    assert told == ["one", "three"]


async def test_all_of_it_fits_on_one_wire() -> None:
    """Connections are numbered through the whole run, and each verdict has those of its stage."""
    events: list[Event] = []
    verdicts = await judged(python(TALKS), "goodbye", plan=Plan(SEED, record=events.append))
    assert [verdict.passed for verdict in verdicts] == [True] * 3
    assert [event.conn for event in events if isinstance(event, Opened)] == [1, 2, 3, 4]
    assert [event for verdict in verdicts for event in verdict.transcript] == events


async def test_a_program_has_a_folder_of_its_own(tmp_path: Path) -> None:
    seen: list[tuple[Path, bytes]] = []

    async def look(trial: Trial) -> None:
        program = trial.start({"port": "25"})
        await program.ended(20)
        seen.append((trial.folder, program.stdout_tail()))

    code = "import os; print(os.getcwd(), os.listdir(), os.environ['TMPDIR'], os.environ['PORT']); open('left', 'w')"
    await judged(python(code), stages=[stage("one", look), stage("two", look)])
    assert [said for _, said in seen] == [f"{folder} [] {folder} 25\n".encode() for folder, _ in seen]
    assert not any(folder.exists() for folder, _ in seen)


async def test_what_a_program_reads_and_its_status() -> None:
    async def ask(trial: Trial) -> None:
        program = trial.start({}, stdin=b"hello")
        assert await program.ended(20) == 75
        assert program.stdout.read_bytes() == b"HELLO"

    code = "import sys; sys.stdout.write(sys.stdin.read().upper()); sys.exit(75)"
    [verdict] = await judged(python(code), stages=[stage("one", ask)])
    assert verdict.passed


async def test_whoever_stops_listening_ends_it_all() -> None:
    started: list[tuple[Path, Program]] = []
    runs = asyncio.Event()

    async def start(trial: Trial) -> None:
        started.append((trial.folder, trial.start({})))
        runs.set()
        await lasts(trial)

    judging = asyncio.ensure_future(judged(python("import signal; signal.pause()"), stages=[stage("one", start)]))
    await runs.wait()
    judging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await judging
    [(folder, program)] = started
    assert program.status == -signal.SIGKILL
    assert not folder.exists()


def test_the_same_seed_has_the_same_values() -> None:
    def some(seed: int, name: str) -> list[str]:
        values = Values(seed, name)
        return [values.word(), values.token(), values.host(), values.address(), values.words(3)]

    assert some(1, "append") == some(1, "append")
    assert some(1, "append") != some(2, "append")
    assert some(1, "append") != some(1, "again")


def test_a_stage_and_all_before_it() -> None:
    assert [each.name for each in SUITE.up_to("goodbye")] == ["greeting", "hello", "goodbye"]
    assert SUITE.up_to(None) == SUITE.stages
    with pytest.raises(UsageError, match=r"There is no stage hallo. Choose one of: greeting, hello, goodbye, "):
        SUITE.up_to("hallo")
