"""What each reader's count of a large mailbox costs, beside ``grep -c``: whole processes, output through a pipe.

Needs grep, and room for the mailbox in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from large_mailbox import GIGABYTE, PEERS, Peer, make, run, table

from heloworld.mbox.lenses import LENSES

HELO = (sys.executable, "-m", "heloworld", "mbox", "--count", "--as")

COUNTS = (PEERS[0], *(Peer(f"--as {name}", (*HELO, name)) for name in LENSES))
"""The yardstick, and every reader."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    options = parser.parse_args(arguments)
    size = int(options.gigabytes * GIGABYTE)
    found: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in COUNTS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.mbox"
        make(path, size)
        for _ in range(options.rounds):
            for peer in random.sample(COUNTS, len(COUNTS)):
                found[peer.name].append(run(peer, path))
    print(table(found, size))


if __name__ == "__main__":
    main()
