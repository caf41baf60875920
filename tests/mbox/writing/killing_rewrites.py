"""Kill a writer while it deletes and marks letters in a mailbox into which it delivers as well, and count what is left.

Run on its own, it prints one JSON object::

    python tests/mbox/writing/killing_rewrites.py FOLDER --rounds 40

A child is killed in the middle of writing over the mailbox, or at any time. A program that knows no journal may append
to the torn file then, and the recovery may be killed, too. Every letter is made from its number alone, so that
each byte of the mailbox can be told to be right.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from heloworld.mbox.edits import Edit
from heloworld.mbox.reading.message import record
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing import disk
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.journal import link_of
from heloworld.mbox.writing.locks import Locked

FEWEST = 60
_LETTER = re.compile(rb"From dora@island\.test [^\n]*\nSubject: ([0-9]+)\n(?:Status: ([RO]+)\n)?\n")


@dataclass
class Report:
    """What was found, as numbers of letters.

    Attributes:
        acknowledged: Changes whose future resolved.
        delivered: Letters whose future resolved.
        torn_files: How often a kill left a whole journal of a rewrite.
        onto_torn: Letters that a stranger appended to a torn file.
        missing: Letters that were acknowledged or a stranger's, are gone, and that nobody wanted to delete.
        undead: Letters that are there although their deletion was acknowledged.
        torn: Places where something else stands than a whole letter.
        twice: Letters that are there more than once.
        wrong_marks: Letters that are marked in a way that nobody asked for.
    """

    rounds: int = 0
    acknowledged: int = 0
    delivered: int = 0
    torn_files: int = 0
    onto_torn: int = 0
    missing: int = 0
    undead: int = 0
    torn: int = 0
    twice: int = 0
    wrong_marks: int = 0
    left_behind: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        wrong = self.missing or self.undead or self.torn or self.twice or self.wrong_marks
        return not (wrong or self.left_behind)


def letter(number: int) -> bytes:
    """A letter, told by its number."""
    size = (number * 7919) % 3000 if number % 16 else 20_000 + (number * 7919) % 40_000
    body = (b"%d From " % number) * (size // 10) + b"\r\nFrom %d\r\n" % number
    return record(b"Subject: %d\r\n\r\n" % number + body, sender="dora@island.test", at=number)


def letters_in(content: bytes) -> tuple[list[tuple[int, str, int, int]], int]:
    """The letters of a mailbox: number, mark, start and stop; and how often something else stood there."""
    found, torn, at = list[tuple[int, str, int, int]](), 0, 0
    while at < len(content):
        head = _LETTER.match(content, at)
        whole = letter(int(head[1])) if head else b""
        body = whole[whole.find(b"\n\n") + 2 :]
        if head and content.startswith(body, head.end()):
            found.append((int(head[1]), (head[2] or b"").decode(), at, head.end() + len(body)))
            at = head.end() + len(body)
        else:
            torn += 1
            following = content.find(b"\n\nFrom dora", at)
            at = following + 2 if following >= 0 else len(content)
    return found, torn


def change_for_ever(box: Path, seed: int) -> None:
    """Deliver from some threads, delete and mark from another; print what is tried and what was acknowledged, at once.

    It dies by itself in the middle of writing over the mailbox, some time.
    """
    chance, left = random.Random(seed), random.Random(seed).randrange(1, 3000)
    disk.BLOCK = 2048  # type: ignore[misc]
    plain = os.pwrite

    def deadly(fd: int, data: bytes, offset: int) -> int:
        nonlocal left
        left -= 1
        if not left:
            plain(fd, data[: chance.randrange(len(data) + 1)], offset)
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(fd, data, offset)

    os.pwrite = deadly  # type: ignore[assignment]
    writer = MailboxWriter(lock_patience=30)

    def deliver(number: int) -> None:
        while True:
            writer.submit([(box, letter(number))]).result()
            os.write(1, b"letter %d\n" % number)
            number += 3

    for at in range(3):
        threading.Thread(target=deliver, args=(seed * 100_000 + at,), daemon=True).start()
    while True:
        tried = list[str]()
        writer.submit_change(box, lambda mailbox: chosen(mailbox, chance, tried)).result()  # noqa: B023
        os.write(1, f"ok {' '.join(tried[-1:])}\n".encode())


def chosen(mailbox: Locked, chance: random.Random, tried: list[str]) -> list[Edit]:
    """Some letters deleted and some marked, near the start or anywhere."""
    found, _ = letters_in(read_all(mailbox.fd, 0, mailbox.size))
    if len(found) < FEWEST:
        return []
    edits, words = list[Edit](), list[str]()
    for number, mark, start, stop in sorted(
        chance.sample(found, min(chance.randrange(1, 20), len(found) - FEWEST + 1))
    ):
        if chance.random() < 0.7:
            edits.append(Edit(start, stop, b""))
            words.append(f"{number}:gone")
            continue
        line = start + letter(number).index(b"\n\n") + 1
        new = chance.choice(["RO", "O"])
        if new != mark:
            edits.append(Edit(line, line + (len(mark) + 9 if mark else 0), b"Status: %s\n" % new.encode()))
            words.append(f"{number}:{new}")
    edits.sort()
    tried.append(" ".join(words))
    os.write(1, f"try {' '.join(words)}\n".encode())
    return edits


class Ledger:
    """What a mailbox may hold: for each letter the marks that it may have, "gone" among them."""

    def __init__(self) -> None:
        self.may: defaultdict[int, set[str]] = defaultdict(set)
        self.acknowledged = self.delivered = 0

    def hear(self, said: bytes) -> None:
        """What one child has said before it died."""
        open_try: list[tuple[int, str]] = []
        for line in said.decode().split("\n")[:-1]:
            word, *rest = line.split()
            wishes = [(int(each.split(":")[0]), each.split(":")[1]) for each in rest if ":" in each]
            if word == "letter":
                self.may[int(rest[0])] = self.may.get(int(rest[0]), set()) | {""}
                self.delivered += 1
            elif word == "try":
                open_try = wishes
                for number, wish in wishes:
                    self.may[number] = self.may.get(number, {""}) | {wish}
            elif word == "ok":
                self.acknowledged += 1
                for number, wish in open_try:
                    self.may[number] = {wish}
                open_try = []

    def settle(self, found: dict[int, str]) -> None:
        """What was found is what is there from now on."""
        self.may |= {number: {found.get(number, "gone")} for number in self.may.keys() | found.keys()}


def kill_one(box: Path, seed: int, patience: float) -> bytes:
    """Start a child, and kill it some time after its first word unless it has died by then; what it said."""
    command = [sys.executable, __file__, str(box.parent), "--change", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=patience)
        child.send_signal(signal.SIGKILL)
        return said + child.stdout.read()


def is_torn(box: Path) -> bool:
    with suppress(OSError):
        return bool(link_of(box).stat().st_size)
    return False


def kill_again_and_again(folder: Path, rounds: int, seed: int | None = None) -> Report:
    """Kill so many times, and look at the mailbox each time."""
    chance, report, ledger = random.Random(seed), Report(), Ledger()
    box = folder / "ana.mbox"
    box.write_bytes(b"".join(letter(number) for number in range(200)))
    ledger.may |= {number: {""} for number in range(200)}
    for turn in range(1, rounds + 1):
        for _ in range(chance.choice([1, 1, 2])):  # the second one may die in the recovery
            ledger.hear(kill_one(box, turn * 10 + _, chance.uniform(0.3, 1.5)))
            report.torn_files += is_torn(box)
            if chance.random() < 0.4:
                number = 10_000_000 + len(ledger.may)
                report.onto_torn += is_torn(box)
                with box.open("ab") as stranger:
                    stranger.write(letter(number))
                ledger.may[number] = {""}
        with MailboxWriter() as writer:
            writer.submit_change(box, lambda _: []).result()
        inspect(box, ledger, report)
        report.rounds += 1
    report.acknowledged, report.delivered = ledger.acknowledged, ledger.delivered
    report.left_behind = sorted(path.name for path in folder.iterdir() if path != box)
    return report


def inspect(box: Path, ledger: Ledger, report: Report) -> None:
    """Compare the mailbox with what it may hold."""
    letters, torn = letters_in(box.read_bytes())
    found = {number: mark for number, mark, *_ in letters}
    report.torn += torn
    report.twice += len(letters) - len(found)
    for number, may in [*ledger.may.items(), *((number, {""}) for number in found.keys() - ledger.may.keys())]:
        if number not in found:
            report.missing += "gone" not in may
        elif may == {"gone"}:
            report.undead += 1
        else:
            report.wrong_marks += found[number] not in may
    ledger.settle(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--change", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.change is not None:
        change_for_ever(asked.folder / "ana.mbox", asked.change)
        return
    report = kill_again_and_again(asked.folder, asked.rounds, asked.seed)
    print(json.dumps(asdict(report)))
    sys.exit(0 if report.is_clean else 1)


if __name__ == "__main__":
    main()
