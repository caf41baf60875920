"""Programs that end before anything is asked of them: what is said of a file that is not where it was looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from heloworld.errors import UsageError
from heloworld.judge.causes import Cause
from heloworld.judge.client.suite import suite as clients
from heloworld.judge.failure import Failure
from heloworld.judge.mbox.suite import SUITE as MBOXES
from heloworld.judge.program.command import command_of
from heloworld.judge.program.last_words import ends_with_traceback
from heloworld.judge.smtp.suite import SUITE as SERVERS
from heloworld.judge.stage import Suite
from judge.on_trial import judged
from judge.small_programs import LISTEN, python

THREAD = (
    LISTEN
    + """
import threading
def serve(line):
    line.sendall(b"220 mail.harbour.test\\r\\n")
    lines.append(line.makefile("rb"))
    for each in lines[-1]:
        raise ValueError("what now")
lines = []
while True:
    threading.Thread(target=serve, args=[meet()], daemon=True).start()
"""
)
"""A server whose threads die of the first command, while it lives on and keeps their connections open."""


async def fallen(suite: Suite, here: Path, *words: str) -> Failure:
    """Why a program that Python is to run falls at the first stage."""
    command = command_of((sys.executable, *words), here, "")
    (verdict,) = await judged(suite.stages[:1], command)
    assert verdict.failure is not None
    return verdict.failure


@pytest.mark.parametrize("suite", [SERVERS, clients(), MBOXES], ids=lambda suite: suite.name)
async def test_a_misspelt_file_is_named_with_its_folder(suite: Suite, tmp_path: Path) -> None:
    failure = await fallen(suite, tmp_path, "sever.py", "{port}")
    assert failure.said == f"The program has ended, with exit status 2. There is no sever.py in {tmp_path}."
    assert failure.cause == Cause.MISSPELT


async def test_a_file_with_nearly_that_name_is_named_too(tmp_path: Path) -> None:
    for name in ("server.py", "notes.txt"):
        (tmp_path / name).touch()
    failure = await fallen(SERVERS, tmp_path, "./sever.py", "{port}")
    assert failure.said.endswith(f"There is no sever.py in {tmp_path}, but there is server.py.")


async def test_a_file_with_a_whole_path_is_looked_for_in_its_own_folder(tmp_path: Path) -> None:
    failure = await fallen(SERVERS, tmp_path / "home", str(tmp_path / "work" / "sever.py"))
    assert failure.said.endswith(f"There is no sever.py in {tmp_path / 'work'}.")


async def test_a_file_that_the_program_opens_by_itself_is_none_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text("open('settings.json')")
    failure = await fallen(SERVERS, tmp_path, "server.py", "{port}", "state.db")
    assert failure.said == "The program has ended, with exit status 1."
    assert failure.cause == Cause.NO_SUCH_FILE


async def test_a_thread_that_died_of_an_exception_is_behind_its_silence() -> None:
    verdict = (await judged(SERVERS.stages[:2], python(THREAD)))[-1]
    assert verdict.failure is not None
    assert verdict.failure.said.startswith("Nothing, for ")
    assert verdict.failure.cause == Cause.EXCEPTION


@pytest.mark.parametrize(
    ("printed", "is_one"),
    [
        (b'Traceback (most recent call last):\n  File "s.py", line 3, in serve\n    f()\nValueError: no\n', True),
        (b'Traceback (most recent call last):\n  File "s.py", line 3, in serve\n    f()\nValueError: no\nok\n', False),
        (b"java.io.IOException: no\n\tat Server.main(Server.java:3)\n", True),
        (b"a client has called\n", False),
        (b"", False),
    ],
)
def test_an_exception_is_known_by_how_it_is_printed(printed: bytes, is_one: bool) -> None:
    assert ends_with_traceback(printed) is is_one


def test_a_command_in_one_pair_of_quotation_marks_is_told_from_a_misspelt_program(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        command_of((f"{sys.executable} server.py {{port}}",), tmp_path, "")
    assert f"Leave out the quotation marks around the whole command: {sys.executable} server.py {{port}}" in str(
        error.value
    )
