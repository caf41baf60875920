"""Runs every benchmark and prints its tables: ``make bench``, or ``make bench ARGS=--quick``.

Each has a time limit: one that hangs or falls is said to have done so, and the next one runs.
"""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent

BENCHMARKS = (
    ("startup.py", "How soon one can type", ("--rounds", "3")),
    ("latency.py", "How soon the screen answers a key", ("--rounds", "3")),
    ("many_lines.py", "Very many lines", ("1000", "100000")),
    ("large_mailbox.py", "Every message of a large mailbox", ("--rounds", "3", "--quick", "--gigabytes", "0.2")),
    ("counts.py", "Every reader's count of a large mailbox", ("--rounds", "3", "--gigabytes", "0.2")),
    ("first_rows.py", "The first rows of a large mailbox", ("--rounds", "2", "--gigabytes", "0.2")),
    ("throughput.py", "How much mail the server takes", ("--rounds", "3", "--scale", "0.3")),
    ("pulling.py", "How soon mail is fetched by POP3 and IMAP", ("--rounds", "3", "--gigabytes", "0.05")),
    ("questions.py", "How many questions the name server answers", ("--rounds", "3", "--count", "2000")),
    ("verifying.py", "How soon letters are judged", ("--rounds", "3", "--count", "200")),
    ("grading.py", "How soon hand-ins are graded", ("--rounds", "1", "--count", "300")),
    ("class_board.py", "What the board of a class costs", ("--people", "100")),
    ("full_class.py", "How soon the board is right, and answers a key", ("--rounds", "1")),
    ("relaying.py", "How much mail is handed on", ("--rounds", "3", "--messages", "300")),
)
"""File, heading, and what makes it quick."""

LIMIT = 20 * 60
"""Seconds for one benchmark: several times what the slowest takes on a busy machine."""


def machine() -> str:
    """What it ran on, and when."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{time.strftime('%Y-%m-%d')}, {system}, {cores} cores, Python {platform.python_version()}."


def run(file: str, arguments: Sequence[str]) -> str:
    """Run one benchmark; returns what went wrong, or nothing."""
    process = subprocess.Popen(
        [sys.executable, HERE / file, *arguments], stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        status = process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        status = None
    finally:
        _end(process)
    if status is None:
        return f"It did not finish in {LIMIT // 60} minutes."
    return f"It failed (status {status})." if status else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a benchmark that still runs: first so that it can end its own programs, then by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main() -> int:
    """Print everything; the status is 1 if a benchmark could not run."""
    is_quick = "--quick" in sys.argv[1:]
    print(machine(), end="\n\n", flush=True)
    failed = 0
    for file, heading, quick in BENCHMARKS:
        print(f"## {heading}\n", flush=True)
        trouble = run(file, quick if is_quick else ())
        failed += bool(trouble)
        print(f"\n{trouble}\n" if trouble else "", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
