"""No program that a benchmark runs beside this one can hold it up, and no measurement is divided by."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from peers import NONE, NOT_INSTALLED, median, own_home, ratio, run, serving, shown


def test_a_program_has_its_own_home_with_a_mail_folder() -> None:
    code = "import os; print(os.environ['HOME'], os.listdir(os.environ['HOME']))"
    with own_home() as env:
        printed = run([sys.executable, "-c", code], env, 30).printed.decode()
        assert printed.split() == [env["HOME"], "['Mail']"]
    assert env["HOME"] != os.environ["HOME"]
    assert not Path(env["HOME"]).exists()


def test_a_program_that_hangs_is_killed_with_its_children() -> None:
    started = time.monotonic()
    with own_home() as env:
        found = run(["sh", "-c", "sleep 60 & wait"], env, 0.3)
    assert found.trouble == "did not finish in 0.3 s"
    assert time.monotonic() - started < 30


def test_a_program_can_ask_nobody() -> None:
    ask = "open('/dev/tty')"
    with own_home() as env:
        assert run([sys.executable, "-c", ask], env, 30).trouble == "failed (status 1)"
        assert run([sys.executable, "-c", "input()"], env, 30).trouble == "failed (status 1)"


def test_a_program_that_is_not_there_is_said_to_be_missing() -> None:
    with own_home() as env:
        assert run(["no-such-program"], env, 1).trouble == NOT_INSTALLED


def test_what_a_program_took_is_measured() -> None:
    with own_home() as env:
        found = run([sys.executable, "-c", "print('9' * 100)"], env, 30)
    assert found.trouble == ""
    assert found.seconds > 0
    assert found.peak > 1
    assert found.printed == b"9" * 100 + b"\n"


def test_a_server_that_ends_when_asked_to_is_ended() -> None:
    with serving(
        [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"], subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"up\n"
        assert server.poll() is None
    assert server.returncode is not None


@pytest.mark.parametrize(("ours", "theirs"), [(1.0, 0.0), (1.0, None), (None, 1.0), (None, None)])
def test_nothing_is_divided_by_what_was_not_measured(ours: float | None, theirs: float | None) -> None:
    assert ratio(ours, theirs) is None
    assert shown(ratio(ours, theirs)) == NONE


def test_medians_and_numbers() -> None:
    assert ratio(1.0, 2.0) == 0.5
    assert median([None, 1.0, 3.0]) == 2.0
    assert median([None]) is None
    assert shown(1234.5, ",.0f", "ms") == "1,234 ms"
