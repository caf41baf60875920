"""Kill a server that hands letters on, and count what arrives.

Run on its own, it prints one JSON object::

    python tests/relay/killing_relay.py FOLDER --rounds 40

Clients give numbered letters to harbour, some for its own ana too, and write down which got their 250. Harbour is
killed while it takes letters and hands them on to island, which lives on, and is started again. In the end every letter
with a 250 has to be in dora's mailbox on island. One may be there twice only if harbour died in the moment between
island's 250 and its own note of it: then harbour said nothing more on the connection of the first copy, for whatever it
says next it says after the note is safe.
"""

from __future__ import annotations

import random
import re
import signal
import smtplib
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kill_command import main
from patience import PATIENCE
from relay.host_process import running
from serving import Server

CLIENTS = 4
_SUBJECT = re.compile(rb"^Subject: ([0-9]+)\n", re.MULTILINE)


@dataclass
class Report:
    """What was found.

    Attributes:
        acknowledged: Letters whose 250 came from harbour.
        unknown: Letters of which the client heard nothing any more.
        waited: Letters that were in the queue at a kill.
        missing: Letters that were acknowledged and are not there.
        damaged: Letters that are there and are not as they were sent.
        twice: Letters that are there more than once, in the one moment where that cannot be helped.
        twice_for_nothing: The same, but not in that moment.
        local_missing: Letters that were acknowledged and are not in the mailbox of harbour's own recipient.
        left_behind: Files in the queue when all was done.
        complaints: What harbour said on stderr.
    """

    rounds: int = 0
    acknowledged: int = 0
    unknown: int = 0
    waited: int = 0
    missing: int = 0
    damaged: int = 0
    twice: int = 0
    twice_for_nothing: int = 0
    local_missing: int = 0
    left_behind: str = ""
    complaints: str = ""

    @property
    def is_clean(self) -> bool:
        wrong = self.missing or self.damaged or self.twice_for_nothing or self.local_missing
        return not (wrong or self.left_behind or self.complaints)


def letter(number: int) -> bytes:
    """A letter, told by its number: most are small, some not."""
    lines = (number * 7919) % 60 if number % 16 else 2000
    return b"Subject: %d\r\n\r\n" % number + b".%d here\r\nFrom %d\r\n" % (number, number) * (lines + 1)


def body(number: int) -> bytes:
    """The text of a letter as it stands in a mailbox."""
    return letter(number).partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")


class Clients:
    """Send letters, and know what was said to each."""

    def __init__(self) -> None:
        self.acknowledged: set[int] = set()
        self.unknown: set[int] = set()
        self.local: set[int] = set()
        self._guard = threading.Lock()
        self._last = 0

    def work(self, server: Server, chance: random.Random) -> None:
        """One letter after the other, until the server dies."""
        with suppress(OSError, smtplib.SMTPException):
            while True:
                with smtplib.SMTP("127.0.0.1", server.port, "laptop.test", PATIENCE) as client:
                    for _ in range(chance.randrange(1, 8)):
                        self._send(client, chance)

    def wait_for(self, count: int) -> None:
        """Until so many more letters have got their 250, for some seconds at the most."""
        wanted, until = len(self.acknowledged) + count, time.monotonic() + 5
        while len(self.acknowledged) < wanted and time.monotonic() < until:
            threading.Event().wait(0.002)

    def _send(self, client: smtplib.SMTP, chance: random.Random) -> None:
        with self._guard:
            self._last += 1
            number = self._last
            self.unknown.add(number)
        recipients = ["dora@island.test"] + ["ana@harbour.test"] * (chance.random() < 0.3)
        refused = client.sendmail("ben@harbour.test", recipients, letter(number))
        assert not refused, refused
        with self._guard:
            self.unknown.discard(number)
            self.acknowledged.add(number)
            if len(recipients) > 1:
                self.local.add(number)


def numbers_in(box: Path) -> list[tuple[int, int, bool]]:
    """The letters of a mailbox in order: number, where it begins, and whether it is whole."""
    content = box.read_bytes() if box.exists() else b""
    starts = [found.start() for found in re.finditer(rb"^From (?=\S+ \w{3} \w{3} )", content, re.MULTILINE)]
    found = []
    for start, stop in zip(starts, [*starts[1:], len(content)], strict=True):
        header, _, text = content[start:stop].partition(b"\n\n")
        subject = _SUBJECT.search(header + b"\n")
        number = int(subject[1]) if subject else 0
        found.append((number, start, text == body(number) + b"\n"))
    return found


def judge(report: Report, clients: Clients, harbour: Path, island: Server) -> None:
    """Compare what arrived with what was promised."""
    there = numbers_in(island.mailbox("dora"))
    report.damaged = sum(not is_whole for *_, is_whole in there)
    report.missing = len(clients.acknowledged - {number for number, *_ in there})
    report.acknowledged, report.unknown = len(clients.acknowledged), len(clients.unknown)
    report.local_missing = len(clients.local - {number for number, *_ in numbers_in(harbour / "ana.mbox")})
    delivered = {event["offset"]: at for at, event in enumerate(island.events) if event["event"] == "delivered"}
    last_words = {
        event["conn"]: at
        for at, event in enumerate(island.events)
        if event["event"] == "bytes" and event["from"] == "client"
    }
    copies: dict[int, list[int]] = {}
    for number, start, _ in there:
        copies.setdefault(number, []).append(delivered[start])
    for places in copies.values():
        report.twice += len(places) - 1
        report.twice_for_nothing += sum(last_words[island.events[at]["conn"]] > at for at in places[:-1])


def kill_one(folder: Path, island: Server, clients: Clients, report: Report, chance: random.Random) -> None:
    """Start harbour and clients, and kill it."""
    queue = folder / "queue/mail.harbour.test"
    with running("harbour", folder, island.port) as server:
        threads = [
            threading.Thread(target=clients.work, args=(server, random.Random(chance.randrange(10**9))))
            for _ in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        clients.wait_for(chance.randrange(1, 40))
        threading.Event().wait(chance.uniform(0, 0.3))
        report.complaints += server.stop(signal.SIGKILL)[1]
        report.waited += len(list(queue.glob("*.json")))
        for thread in threads:
            thread.join(PATIENCE)


def kill_again_and_again(folder: Path, rounds: int, seed: int | None = None) -> Report:
    """Kill so many times, let harbour finish, and look at what arrived."""
    chance, report, clients = random.Random(seed), Report(), Clients()
    harbour = folder / "harbour"
    with running("island", folder / "island") as island:
        for _ in range(rounds):
            kill_one(harbour, island, clients, report, chance)
            report.rounds += 1
        with running("harbour", harbour, island.port) as server:
            queue, until = harbour / "queue/mail.harbour.test", time.monotonic() + 2 * PATIENCE
            while list(queue.glob("*.json")) and time.monotonic() < until:
                threading.Event().wait(0.05)
            report.complaints += server.stop()[1]
        report.left_behind = " ".join(sorted({path.name for path in queue.iterdir()} - {".lock"}))
        island.settle()
        judge(report, clients, harbour, island)
        report.complaints += island.stop()[1]
    return report


if __name__ == "__main__":
    main(__doc__, kill_again_and_again)
