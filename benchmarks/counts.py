"""What each reader's count of a large mailbox costs, beside ``grep -c``: whole processes, output through a pipe.

Needs grep, and room for the mailbox in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from large_mailbox import GIGABYTE, PEERS, Peer, make, table, take_turns

from heloworld.mbox.lenses import LENSES

HELO = (sys.executable, "-m", "heloworld", "mbox", "--count", "--as")

COUNTS = (PEERS[0], *(Peer(f"--as {name}", (*HELO, name)) for name in LENSES))
"""The yardstick, and every reader."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one run (default: %(default)g)")
    options = parser.parse_args(arguments)
    size = int(options.gigabytes * GIGABYTE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.mbox"
        make(path, size)
        found = take_turns(COUNTS, path, options.rounds, options.limit)
    print(table(found, size))


if __name__ == "__main__":
    main()
