"""How soon a mailbox's first rows are on the screen, small and large: ``python benchmarks/first_rows.py``.

The same program is started on a mailbox of a few messages and on one of a gigabyte, in turns. Measured are the moments
at which the first row of the list and the first bytes of the file are there, counted from when something of the screen
was there at all; and the most memory held until two seconds later, when the large one is indexed.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path

from large_mailbox import make
from side_by_side import HELO, Measured, Program, Row, rounds, table, terminal

UP, ROW, BYTES, MEMORY = "something on the screen", "first row, after that", "first bytes, after that", "memory"
ROWS = (Row(UP, "ms"), Row(ROW, "ms"), Row(BYTES, "ms"), Row(MEMORY, "MB"))


def measure(seconds: float, program: Program) -> Measured:
    """One start, watched for so long."""
    with terminal(program) as screen:
        up = screen.wait_bytes("HELO World") - screen.started
        row = screen.wait_bytes("letter 0") - screen.started
        first = screen.wait_bytes("Subject") - screen.started
        screen.read_for(seconds)
        memory = screen.memory() / 1e6
    return {UP: up * 1e3, ROW: (row - up) * 1e3, BYTES: (first - up) * 1e3, MEMORY: memory}


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=7, help="starts on each mailbox (default: %(default)s)")
    arguments.add_argument("--gigabytes", type=float, default=1.0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.mbox"), Path(folder, "large.mbox")
        make(small, 20_000)
        make(large, int(given.gigabytes * 1e9))
        programs = tuple(
            Program(name, (*HELO, "mbox", str(path)), "")
            for name, path in (("20 kB", small), (f"{given.gigabytes:g} GB", large))
        )
        print(table(ROWS, rounds(given.rounds, programs, partial(measure, 2.0))))


if __name__ == "__main__":
    main()
