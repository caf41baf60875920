"""How long it takes to know every message of a large mailbox, beside what a user would pick instead.

The mailbox is made anew from a fixed seed. The index is timed twice: in a program that is running already (so does
``helo mbox``), and as a whole process, start of Python and all. ``grep -c`` is the peer that the goal names. The
programs take turns in a changing order; slow ones run once. A program that is not installed, does not finish in time
or fails has a row that says so.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from peers import NONE, NOT_INSTALLED, Run, median, own_home, ratio, run, shown, tool

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

    def run(self, path: Path, env: Mapping[str, str], limit: float) -> Run:
        """One run over a mailbox."""
        if not all(tool(name) for name in (self.argv[0], *self.needs)):
            return Run(0.0, 0.0, trouble=NOT_INSTALLED)
        found = run([*self.argv, str(path)], env, limit)
        return replace(found, seconds=float(found.printed.split()[-1])) if self.told(found) else found

    def told(self, found: Run) -> bool:
        """Whether the time of a run is what the program said itself."""
        return self.tells_time and not found.trouble


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


def take_turns(peers: Sequence[Peer], path: Path, rounds: int, limit: float) -> dict[str, list[Run]]:
    """Let programs look at a mailbox in turns, in a changing order; a slow one, and one in trouble, only once."""
    chance = random.Random(7)
    found: dict[str, list[Run]] = {peer.name: [] for peer in peers}
    with own_home() as env:
        for number in range(rounds):
            for peer in chance.sample(peers, len(peers)):
                runs = found[peer.name]
                is_hopeless = bool(runs and runs[-1].trouble)
                if not is_hopeless and not (peer.is_slow and number):
                    runs.append(peer.run(path, env, limit))
    return found


def table(found: Mapping[str, Sequence[Run]], size: int) -> str:
    """Medians, and the medians of the rounds' ratios to the first peer."""
    base = [None if each.trouble else each.seconds for each in found[PEERS[0].name]]
    lines = [f"| {size / GIGABYTE:g} GB | seconds | ratio to grep -c | peak MiB |", "| --- | ---: | ---: | ---: |"]
    for name, runs in found.items():
        lines.append(f"| {name} | {' | '.join(_cells(runs, base))} |")
    return "\n".join(lines)


def _cells(runs: Sequence[Run], base: Sequence[float | None]) -> tuple[str, str, str]:
    """What a row says of one program: a program that was in trouble once has no numbers."""
    trouble = next((each.trouble for each in runs if each.trouble), "" if runs else "not run")
    if trouble:
        return trouble, NONE, NONE
    seconds = [each.seconds for each in runs]
    peers = base if len(seconds) == len(base) else [median(base)] * len(seconds)
    ratios = (ratio(one, other) for one, other in zip(seconds, peers, strict=True))
    peak = max(each.peak for each in runs)
    return shown(median(seconds)), shown(median(ratios)), shown(peak, ",.0f")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--quick", action="store_true", help="leave out the slow ones")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one run (default: %(default)g)")
    options = parser.parse_args(arguments)
    size = int(options.gigabytes * GIGABYTE)
    peers = [peer for peer in PEERS if not (peer.is_slow and options.quick)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.mbox"
        make(path, size)
        found = take_turns(peers, path, options.rounds, options.limit)
    print(table(found, size))


if __name__ == "__main__":
    main()
