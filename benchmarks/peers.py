"""What the benchmarks share about programs of other people: none of them may hold up or spoil a run.

A peer runs in a home of its own, has no terminal and nobody to answer its questions, and gets a time limit. What it
took is a number or a reason why there is none; `ratio` and `median` give None where there is nothing to compare, and
`shown` writes that as a dash.
"""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

NONE = "–"
"""What stands in a table where nothing was measured."""

NOT_INSTALLED = "not installed"

PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
"""Where programs are looked for: administrators' programs are often not in the PATH of a user."""

_KEPT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program.

    Attributes:
        seconds: How long it took, from start to end.
        peak: The most memory it held, in MiB.
        printed: The last bytes that it printed, up to 1 MiB.
        trouble: Why the numbers say nothing; empty where they do.
    """

    seconds: float
    peak: float
    printed: bytes = b""
    trouble: str = ""


def tool(name: str) -> str | None:
    """Where a program is, or None."""
    return shutil.which(name, path=PATH)


@contextmanager
def own_home() -> Iterator[dict[str, str]]:
    """The environment of somebody who has nothing but an empty home with a mail folder, for as long as it is needed."""
    with TemporaryDirectory(prefix="bench-home-") as folder:
        Path(folder, "Mail").mkdir()
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        yield {**kept, "HOME": folder, "PATH": PATH, "TERM": "xterm", "MAILRC": os.devnull}


def run(argv: Sequence[str], env: Mapping[str, str], limit: float) -> Run:
    """Run a program to its end, its output read through a pipe; killed with its children after `limit` seconds."""
    if shutil.which(argv[0], path=env["PATH"]) is None:
        return Run(0.0, 0.0, trouble=NOT_INSTALLED)
    is_late = threading.Event()

    def stop() -> None:
        is_late.set()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    started = time.perf_counter()
    process = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        start_new_session=True,  # no terminal is left to ask at
    )
    timer = threading.Timer(limit, stop)
    timer.start()
    assert process.stdout is not None
    try:
        last = b""
        with process.stdout:
            while piece := process.stdout.read(1 << 20):
                last = piece
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    finally:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    trouble = f"did not finish in {limit:g} s" if is_late.is_set() else ""
    if not trouble and process.returncode:
        trouble = f"failed (status {process.returncode})"
    return Run(seconds, usage.ru_maxrss / 1024, last, trouble)


@contextmanager
def serving(argv: Sequence[str], stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs for as long as it is needed; one that does not end when asked to is killed."""
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        end(process)
        if process.stdout is not None:
            process.stdout.close()


def end(process: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """Wait for the end of a program that was told to end, and kill it where that takes too many seconds."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """How many times as much ours is; None where one is missing or there is nothing to divide by."""
    return ours / theirs if ours is not None and theirs else None


def median(values: Iterable[float | None]) -> float | None:
    """The median of those that are there; None where none is."""
    found = [value for value in values if value is not None]
    return statistics.median(found) if found else None


def shown(value: float | None, spec: str = ".2f", unit: str = "") -> str:
    """A number for a table, formatted by a format specification, or a dash."""
    return NONE if value is None else f"{value:{spec}} {unit}".rstrip()
