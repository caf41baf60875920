"""Runs every benchmark and prints its tables: ``make bench``, or ``make bench ARGS=--quick``."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
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
)
"""File, heading, and what makes it quick."""


def machine() -> str:
    """What it ran on, and when."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{time.strftime('%Y-%m-%d')}, {system}, {cores} cores, Python {platform.python_version()}."


def main() -> int:
    """Print everything; the status is 1 if a benchmark could not run."""
    is_quick = "--quick" in sys.argv[1:]
    print(machine(), end="\n\n", flush=True)
    failed = 0
    for file, heading, quick in BENCHMARKS:
        print(f"## {heading}\n", flush=True)
        failed += subprocess.run([sys.executable, HERE / file, *(quick if is_quick else ())]).returncode != 0
        print(flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
