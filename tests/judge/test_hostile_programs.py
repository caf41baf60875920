"""Programs that hang, multiply, print or write endlessly, crash: one sentence, and nothing is left of them."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from heloworld.judge.causes import Cause
from heloworld.judge.program.command import Command
from heloworld.judge.smtp import reaching
from heloworld.judge.smtp.causes import SmtpCause
from judge.small_programs import LISTEN, judged, python
from patience import PATIENCE

FLOOD = LISTEN + "line = meet()\nline.sendall(b'220-' + b'x' * 100_000_000)\n"
LINES = LISTEN + "line = meet()\nline.sendall(b'220-and one more line\\r\\n' * 5_000_000)\n"
FORKS = """
import os, signal
for each in range(4):
    if os.fork() == 0:
        if each % 2:
            os.setsid()
        if os.fork() == 0:
            signal.pause()
signal.pause()
"""
MULTIPLIES = """
import os, signal
for each in range(40):
    if os.fork() and each > 4:
        break
    os.setsid() if os.getpid() != os.getpgrp() else None
signal.pause()
"""
DAEMON = """
import os, subprocess, sys
waits = "import signal; print('here', flush=True); signal.pause()  # " + os.environ["TOKEN_OF_A_TEST"]
beside = f"import os, sys; os.setsid(); os.execve(sys.executable, [sys.executable, '-c', {waits!r}], {{}})"
subprocess.Popen([sys.executable, "-c", beside], stdout=subprocess.PIPE).stdout.readline()
"""
OTHER_PORT = """
import socket
door = socket.create_server(("127.0.0.1", 0))
door.accept()
"""
OTHER_ADDRESS = """
import os, socket
door = socket.create_server(("127.0.0.7", int(os.environ["PORT"])))
door.accept()
"""
FILES = """
import itertools
for each in itertools.count():
    open(f"file-{each}", "w").close()
"""
CASES = {
    "hangs": ("import signal; signal.pause()", "Nobody listens", Cause.NEVER_LISTENS),
    "forks": (FORKS, "Nobody listens", Cause.NEVER_LISTENS),
    "multiplies": (MULTIPLIES, "Nobody listens", Cause.NEVER_LISTENS),
    "prints endlessly": ("while True: print('y' * 1000)", "more than 1 MB", Cause.PRINTS_ENDLESSLY),
    "writes endlessly": ("f = open('big', 'wb')\nwhile True: f.write(bytes(1 << 20))", "64 MB", Cause.WRITES_ENDLESSLY),
    "makes files endlessly": (FILES, "more than 2,000 files", Cause.WRITES_ENDLESSLY),
    "leaves a daemon behind": (DAEMON, "exit status 0", Cause.ENDED_EARLY),
    "crashes": ("raise ValueError('I forgot how to listen')", "exit status 1", Cause.ENDED_EARLY),
    "is ended by a signal": ("import os; os.kill(os.getpid(), 11)", "the signal SIGSEGV", Cause.ENDED_EARLY),
    "ends at once": ("", "exit status 0", Cause.ENDED_EARLY),
    "crashes later": (LISTEN + "line = meet()\nraise ValueError", "exit status 1", Cause.CRASHED),
    "listens elsewhere": (OTHER_PORT, "The program listens on 127.0.0.1, port", Cause.OTHER_PORT),
    "listens on another address": (OTHER_ADDRESS, "The program listens on 127.0.0.7", Cause.OTHER_ADDRESS),
    "sends a line of 100 MB": (FLOOD, "220-xxx", SmtpCause.TOO_LONG),
    "sends lines of 100 MB": (LINES, "220-and one more line", SmtpCause.TOO_LONG),
}


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """What every process has in its environment that is started in this test."""
    token = secrets.token_hex(8)
    monkeypatch.setenv("TOKEN_OF_A_TEST", token)
    return token


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def started(token: str) -> Iterator[int]:
    """The processes that were started in this test and still run: it stands in their environment or on their line."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if token.encode() in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                    yield int(entry.name)
            except OSError:
                continue  # it has ended meanwhile, or is somebody else's


@pytest.mark.skipif(sys.platform != "linux", reason="only /proc shows everything that runs")
@pytest.mark.parametrize(("code", "said", "cause"), CASES.values(), ids=CASES)
async def test_a_sentence_and_nothing_left(
    code: str, said: str, cause: str, token: str, rooms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if cause is Cause.NEVER_LISTENS:
        monkeypatch.setattr(reaching, "START_SECONDS", 1.0)
    begin = time.monotonic()
    [verdict] = await judged(python(code))
    assert verdict.failure is not None
    assert said in verdict.failure.said
    assert verdict.failure.cause == cause
    assert time.monotonic() - begin < PATIENCE
    assert list(started(token)) == []
    assert list(rooms.iterdir()) == []


async def test_what_it_printed_last_is_kept() -> None:
    [verdict] = await judged(python("import sys; print('on stdout'); sys.exit('I forgot how to listen')"))
    assert verdict.printed == b"I forgot how to listen\n"
    [verdict] = await judged(python("print('on stdout')"))
    assert verdict.printed == b"on stdout\n"


async def test_a_folder_that_was_closed_is_removed_all_the_same(rooms: Path) -> None:
    await judged(python("import os; os.makedirs('a/b'); open('a/b/c', 'w'); os.chmod('a/b', 0); os.chmod('a', 0)"))
    assert list(rooms.iterdir()) == []


async def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    path = tmp_path / "program"
    path.write_bytes(b"\x7fELF and no more")
    path.chmod(0o700)
    [verdict] = await judged(Command((str(path),)))
    assert verdict.failure is not None
    assert verdict.failure.cause == Cause.NOT_STARTED
    assert "Exec format error" in verdict.failure.said


async def test_a_port_of_its_own_each_time() -> None:
    """A server of the run before may still hold the old one."""
    told = [await judged(python("import os; print(os.environ['PORT'])")) for _ in range(3)]
    assert len({verdict.printed for [verdict] in told}) == 3
