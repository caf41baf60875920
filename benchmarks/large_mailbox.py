"""How long it takes to know every message of a large mailbox, beside what a user would pick instead.

The mailbox is made anew from a fixed seed. The index is timed twice: in a program that is running already (so does
``helo mbox``), and as a whole process, start of Python and all. ``grep -c`` is the peer that the goal names. The
programs take turns in a changing order. Those that are not installed are left out; slow ones run once.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GIGABYTE = 1_000_000_000
SEPARATOR = "From dora@island.test Sat Jan  3 01:05:34 2026\n"

_INDEX = """
import sys
from pathlib import Path
from heloworld.mbox.reading.index import MailboxIndex
index = MailboxIndex(Path(sys.argv[1]))
index.search()
print(len(index))
"""
_INDEX_ALONE = """
import sys, time
from pathlib import Path
from heloworld.mbox.reading.index import MailboxIndex
started = time.perf_counter()
index = MailboxIndex(Path(sys.argv[1]))
index.search()
print(len(index), time.perf_counter() - started)
"""
_PYTHON = "import sys, mailbox; print(len(mailbox.mbox(sys.argv[1], create=False)))"
_MUTT = """exec script -qec "mutt -n -F /dev/null -R -f '$0' -e 'push <exit>'" /dev/null"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that looks at every message.

    Attributes:
        name: What it is, in words.
        argv: How it is called; the file's name is added.
        needs: What has to be installed, besides the first word of that.
        is_slow: Whether one round is enough.
        tells_time: Whether the last word that it prints says how many seconds it took.
    """

    name: str
    argv: tuple[str, ...]
    needs: tuple[str, ...] = ()
    is_slow: bool = False
    tells_time: bool = False

    @property
    def is_there(self) -> bool:
        """Whether it can be run here."""
        return all(shutil.which(name) for name in (self.argv[0], *self.needs))


PEERS = (
    Peer("grep -c '^From '", ("grep", "-c", "^From ")),
    Peer("our index, in a running program", (sys.executable, "-c", _INDEX_ALONE), tells_time=True),
    Peer("our index, whole process", (sys.executable, "-c", _INDEX)),
    Peer("helo mbox --count", (sys.executable, "-m", "heloworld", "mbox", "--count")),
    Peer("rg -c '^From '", ("rg", "-c", "^From ")),
    Peer("cat into /dev/null", ("sh", "-c", 'exec cat "$0" >/dev/null')),
    Peer("s-nail, headers", ("s-nail", "-n", "-H", "-f"), is_slow=True),
    Peer("mutt, open and exit", ("sh", "-c", _MUTT), ("script", "mutt"), is_slow=True),
    Peer("Python's mailbox", (sys.executable, "-c", _PYTHON), is_slow=True),
)


def make(path: Path, size: int) -> None:
    """Write a mailbox of about so many bytes: short and long letters, a third of them with an attachment."""
    chance = random.Random(7)
    words = ("harbour", "island", "ferry", "letter", "tide", "lamp", "rope", "morning", "from", "window")
    texts = [" ".join(chance.choices(words, k=10)) for _ in range(500)]
    with path.open("wb") as file:
        for number in range(size):
            lines = chance.choices(texts, k=chance.randrange(5, 60))
            if chance.random() < 0.33:
                lines += [chance.randbytes(38).hex() for _ in range(chance.randrange(50, 400))]
            text = "\n".join(lines)
            file.write(f"{SEPARATOR}From: Dora <dora@island.test>\nSubject: letter {number}\n\n{text}\n\n".encode())
            if file.tell() >= size:
                return


def run(peer: Peer, path: Path) -> tuple[float, float]:
    """Seconds and peak memory in MiB of one run, its output read through a pipe."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*peer.argv, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm"},
    )
    assert process.stdout is not None
    last = b""
    while piece := process.stdout.read(1 << 20):
        last = piece
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    seconds = float(last.split()[-1]) if peer.tells_time else time.perf_counter() - started
    return seconds, usage.ru_maxrss / 1024


def table(found: dict[str, list[tuple[float, float]]], size: int) -> str:
    """Medians, and the medians of the rounds' ratios to the first peer."""
    base = [seconds for seconds, _ in found[PEERS[0].name]]
    lines = [f"| {size / GIGABYTE:g} GB | seconds | ratio to grep -c | peak MiB |", "| --- | ---: | ---: | ---: |"]
    for name, runs in found.items():
        seconds = [seconds for seconds, _ in runs]
        peers = base if len(seconds) == len(base) else [statistics.median(base)]
        ratio = statistics.median(one / other for one, other in zip(seconds, peers, strict=True))
        peak = max(peak for _, peak in runs)
        lines.append(f"| {name} | {statistics.median(seconds):.2f} | {ratio:.2f} | {peak:,.0f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--quick", action="store_true", help="leave out the slow ones")
    options = parser.parse_args(arguments)
    size = int(options.gigabytes * GIGABYTE)
    peers = [peer for peer in PEERS if peer.is_there and not (peer.is_slow and options.quick)]
    chance = random.Random(7)
    found: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in peers}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.mbox"
        make(path, size)
        for number in range(options.rounds):
            for peer in chance.sample(peers, len(peers)):
                if not peer.is_slow or number == 0:
                    found[peer.name].append(run(peer, path))
    print(table(found, size))


if __name__ == "__main__":
    main()
