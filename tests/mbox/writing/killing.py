"""Kill a writer at random moments, reopen its mailboxes, and count what is missing, torn, double or halfway there.

Run on its own, it prints one JSON object::

    python tests/mbox/writing/killing.py FOLDER --rounds 40 --threads 8

Every message is made from its number alone, so that each byte of a mailbox can be told to be right.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from heloworld.mbox.reading.message import record
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.recovery import recover_folder

NAMES = ("ana", "ben", "cleo", "postmaster")


@dataclass
class Report:
    """What was found, as numbers of messages.

    Attributes:
        acknowledged: Messages whose future resolved.
        unacknowledged: Messages that are there though nobody was told (a kill between the sync and the word).
        missing: Acknowledged messages that are not in all their mailboxes.
        torn: Places in a mailbox where something else stands than a whole message.
        twice: Messages that are in a mailbox more than once.
        partly: Unacknowledged messages that are in some of their mailboxes only.
        undone: How often the next writer had to cut something off.
    """

    rounds: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0
    missing: int = 0
    torn: int = 0
    twice: int = 0
    partly: int = 0
    undone: int = 0
    left_behind: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.torn or self.twice or self.partly or self.left_behind)


def message(number: int) -> bytes:
    """A message, told by its number: mostly small, now and then large enough to be torn."""
    size = (number * 7919) % 2000 if number % 16 else 200_000 + (number * 7919) % 400_000
    body = (b"%d From " % number) * (size // 10) + b"\r\nFrom %d\r\n" % number
    return record(b"Subject: %d\r\n\r\n" % number + body, sender="dora@island.test", at=number)


def recipients(number: int) -> list[str]:
    """Whose message it is: one mailbox or several."""
    return [name for at, name in enumerate(NAMES) if number % (at + 1) == 0]


def submit_for_ever(folder: Path, threads: int, first: int) -> None:
    """Submit from several threads; print the number of every message that was acknowledged, at once."""
    writer = MailboxWriter(lock_patience=30)

    def work(number: int) -> None:
        while True:
            writer.submit([(folder / f"{name}.mbox", message(number)) for name in recipients(number)]).result()
            os.write(1, b"%d\n" % number)
            number += threads

    for at in range(threads):
        threading.Thread(target=work, args=(first + at,)).start()


def kill_one(folder: Path, threads: int, first: int, patience: float) -> list[int]:
    """Start a writer, kill it some time after its first message; the numbers that it said were safe."""
    command = [sys.executable, __file__, str(folder), "--threads", str(threads), "--submit", str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=patience)
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read()
    return [int(line) for line in said.split(b"\n")[:-1]]


def numbers_in(content: bytes) -> tuple[list[int], int]:
    """The messages of a mailbox by their numbers, and how often something else stood there."""
    numbers: list[int] = []
    at = torn = 0
    while at < len(content):
        try:
            start = content.index(b"\nSubject: ", at) + len(b"\nSubject: ")
            number = int(content[start : content.index(b"\n", start)])
        except ValueError:
            return numbers, torn + 1
        whole = message(number)
        if content[at : at + len(whole)] == whole:
            numbers.append(number)
            at += len(whole)
        else:
            torn += 1
            following = content.find(b"\n\nFrom dora", at)
            at = following + 2 if following >= 0 else len(content)
    return numbers, torn


def inspect(folder: Path, acknowledged: set[int], report: Report) -> None:
    """Compare the mailboxes with what was acknowledged."""
    found: dict[str, list[int]] = {}
    for name in NAMES:
        path = folder / f"{name}.mbox"
        found[name], torn = numbers_in(path.read_bytes() if path.exists() else b"")
        report.torn += torn
        report.twice += len(found[name]) - len(set(found[name]))
    everywhere = {name: set(numbers) for name, numbers in found.items()}
    for number in acknowledged | set().union(*everywhere.values()):
        there = [number in everywhere[name] for name in recipients(number)]
        report.missing += number in acknowledged and not all(there)
        report.partly += number not in acknowledged and not all(there)
        report.unacknowledged += number not in acknowledged and all(there)
    report.acknowledged = len(acknowledged)
    report.left_behind = sorted(path.name for path in folder.iterdir() if path.suffix != ".mbox")


def kill_again_and_again(folder: Path, rounds: int, threads: int = 8, seed: int | None = None) -> Report:
    """Kill a writer so many times, each time appending to every mailbox afterwards, and look at what is left."""
    chance, report, acknowledged = random.Random(seed), Report(), set()
    first = 1
    for _ in range(rounds):
        acknowledged |= set(kill_one(folder, threads, first, chance.uniform(0, 0.25)))
        first = (max(acknowledged) // threads + 1000) * threads
        sizes = {name: _size(folder / f"{name}.mbox") for name in NAMES}
        with MailboxWriter() as writer:
            last = first + 12  # every mailbox gets what is divisible by 1, 2, 3 and 4
            last -= last % 12
            places = writer.submit([(folder / f"{name}.mbox", message(last)) for name in recipients(last)]).result()
        recover_folder(folder)  # what a server does at its start; here, only what no writer needs is left for it
        report.undone += any(place.offset < sizes[place.path.stem] for place in places)
        acknowledged.add(last)
        first = last + 1
        report.rounds += 1
    inspect(folder, acknowledged, report)
    return report


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--submit", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.submit is not None:
        submit_for_ever(asked.folder, asked.threads, asked.submit)
        return
    report = kill_again_and_again(asked.folder, asked.rounds, asked.threads, asked.seed)
    print(json.dumps(asdict(report)))
    sys.exit(0 if report.is_clean else 1)


if __name__ == "__main__":
    main()
