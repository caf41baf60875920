"""Programs that only read a mailbox, print endlessly, or crash."""

from __future__ import annotations

import sys

import pytest

from heloworld.cli.main import run
from heloworld.judge.causes import Cause
from heloworld.judge.mbox.causes import MboxCause
from heloworld.judge.mbox.suite import SUITE
from heloworld.judge.program.command import Command
from judge.on_trial import TESTS, failed, judged, skipped

READER = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
from judge.gallery.right_mbox import main
sys.exit(STATUS) if sys.argv[1] == "append" else main(sys.argv[1:])
"""
WRITING = {"append", "append-again", "append-quoting", "locks", "beside"}
QUICK = [stage for stage in SUITE.stages if stage.name in {"one", "show", *WRITING}]


def code(text: str) -> Command:
    return Command((sys.executable, "-S", "-E", "-c", text))


@pytest.mark.parametrize("status", [2, 64])
async def test_whoever_only_reads_is_not_asked_to_write(status: int) -> None:
    verdicts = await judged(QUICK, code(READER.replace("STATUS", str(status))))
    assert failed(verdicts) == {}
    assert skipped(verdicts) == WRITING
    assert verdicts[-1].skipped == f"The program does not know append (exit status {status})."


async def test_another_status_is_a_failure() -> None:
    verdicts = await judged(QUICK, code(READER.replace("STATUS", "1")))
    assert list(failed(verdicts)) == ["append"]


async def test_a_program_that_prints_endlessly_is_ended() -> None:
    (verdict,) = await judged(SUITE.up_to("empty"), code("while True: print('0' * 1000)"))
    assert verdict.failure is not None
    assert verdict.failure.cause == Cause.PRINTS_ENDLESSLY


async def test_a_number_among_words_is_none() -> None:
    (verdict,) = await judged(SUITE.up_to("empty"), code("print('0 messages')"))
    assert verdict.failure is not None
    assert verdict.failure.cause == MboxCause.NO_NUMBER


async def test_a_program_that_is_not_there_is_called_so() -> None:
    (verdict,) = await judged(SUITE.up_to("empty"), Command((sys.executable, "mbox.py")))
    assert verdict.failure is not None
    assert verdict.failure.cause == Cause.NO_SUCH_FILE


async def test_a_line_end_too_many_is_called_an_empty_line() -> None:
    text = "import sys; [print(line) for line in open(sys.argv[-1]).read().partition(chr(10))[2].splitlines()]"
    (verdict,) = await judged([stage for stage in SUITE.stages if stage.name == "show"], code(text))
    assert verdict.failure is not None
    assert verdict.failure.said.endswith(": an empty line")


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    reader = code(READER.replace("STATUS", "64"))
    assert run(["judge", "mbox", "--stage", "show", "--seed", "7", "--", *reader.words]) == 0
    assert "5 of 5 stages passed." in capsys.readouterr().out
