"""Kill ``helo serve`` while SMTP delivers, POP3 deletes and IMAP marks and expunges in one mailbox; count what is left.

Run on its own, it prints one JSON object::

    python tests/lab/killing_doors.py FOLDER --rounds 40

The kill comes while a change is being written, or at any time. Every letter is made from its number alone, so that each
byte of the mailbox can be told to be right, and the clients write down what was acknowledged to them.
"""

from __future__ import annotations

import imaplib
import poplib
import random
import re
import signal
import smtplib
import sys
import threading
import time
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from heloworld.mbox.writing.journal import link_of
from kill_command import main
from lab.kill_report import Report
from patience import PATIENCE
from serving import Server, serving

FEWEST = 120
"""Letters that are left in the mailbox; from there on nothing is deleted until more have come."""

REWRITE = 10_000
"""Bytes of a journal that holds more than what a delivery changes."""

PACE = 0.02
"""Seconds between two letters: those who fetch mail are to keep up with those who send it."""

GONE = "gone"
DELETED = "D"
_HEAD = re.compile(rb"From dora@island\.test [^\n]*\n((?:[^\n]+\n)+)\n")
_SUBJECT = re.compile(rb"^Subject: ([0-9]+)\r?$", re.MULTILINE)
_FLAGS = {"S": r"\Seen", "F": r"\Flagged", "A": r"\Answered", "D": r"\Deleted"}
_DEAD = (OSError, EOFError, smtplib.SMTPException, poplib.error_proto, imaplib.IMAP4.abort)
"""What a client hears of a server that has been killed."""


def letter(number: int) -> bytes:
    """A letter as it is sent, told by its number: most are small, some not."""
    lines = (number * 7919) % 100 if number % 16 else 1000 + (number * 7919) % 2000
    return b"Subject: %d\r\n\r\n" % number + b"%d here\r\nFrom %d\r\n" % (number, number) * (lines + 1)


def letters_in(content: bytes) -> tuple[list[tuple[int, str]], int]:
    """The letters of a mailbox, number and flags, and how often something else stood there."""
    found, torn, at = list[tuple[int, str]](), 0, 0
    while at < len(content):
        head = _HEAD.match(content, at)
        subject = _SUBJECT.search(head[1]) if head else None
        body = b""
        if subject:
            sent = letter(int(subject[1])).partition(b"\r\n\r\n")[2]
            body = sent.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ") + b"\n"
        if head and subject and content.startswith(body, head.end()):
            found.append((int(subject[1]), _flags(head[1])))
            at = head.end() + len(body)
        else:
            torn += 1
            following = content.find(b"\n\nFrom dora", at)
            at = following + 2 if following >= 0 else len(content)
    return found, torn


def _flags(header: bytes) -> str:
    status = b"".join(re.findall(rb"^(?:X-)?Status: (\w*)$", header, re.MULTILINE)).decode().replace("R", "S")
    return "".join(sorted(set(status) & set(_FLAGS)))


class Ledger:
    """What the mailbox may hold, by what was tried and acknowledged: for each letter its flags, or that it is gone."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._guard = threading.Lock()
        self._may: dict[int, set[str]] = {}
        self._names: dict[str, int] = {}

    def is_known(self, number: int) -> bool:
        """Whether a letter was acknowledged, and may still be there."""
        with self._guard:
            may = self._may.get(number, {GONE})
            return GONE not in may

    def sending(self, number: int) -> None:
        with self._guard:
            self._may[number] = {GONE, ""}

    def sent(self, number: int) -> None:
        with self._guard:
            self._may[number] = {""}
            self.report.delivered += 1

    def trying(self, numbers: Collection[int], *states: str) -> None:
        """From now on letters may be in one of these states, too."""
        with self._guard:
            for number in numbers:
                if self._may[number] != {GONE}:
                    self._may[number] |= {*states}

    def done(self, numbers: Collection[int], *states: str) -> None:
        """They are in one of these states now; or they are gone, where somebody tried that."""
        with self._guard:
            for number in numbers:
                self._may[number] = {*states} | (self._may[number] & {GONE})

    def gone(self, numbers: Collection[int]) -> None:
        with self._guard:
            self._may |= {number: {GONE} for number in numbers}

    def named(self, name: str, number: int) -> None:
        """A letter has told its name, which must always be that of the same letter."""
        with self._guard:
            self.report.wrong_letters += self._names.setdefault(name, number) != number

    def served(self, number: int, text: bytes) -> None:
        with self._guard:
            self.report.served += 1
            self.report.wrong_letters += not text.endswith(letter(number))

    def inspect(self, content: bytes) -> None:
        """Compare the mailbox with what it may hold; that is what it holds from now on."""
        letters, torn = letters_in(content)
        found, report = dict(letters), self.report
        report.torn += torn
        report.twice += len(letters) - len(found)
        report.wrong_flags += sum(number not in self._may for number in found)
        for number, may in self._may.items():
            state = found.get(number, GONE)
            report.missing += state == GONE and GONE not in may
            report.undead += state != GONE and may == {GONE}
            report.wrong_flags += state != GONE and may != {GONE} and state not in may
        self._may = {number: _from_now_on(found.get(number, GONE)) for number in self._may.keys() | found.keys()}


def _from_now_on(state: str) -> set[str]:
    """What a letter may be: one that is marked as deleted goes with anybody's EXPUNGE."""
    return {state, GONE} if DELETED in state else {state}


def deliver(server: Server, ledger: Ledger, chance: random.Random, numbers: Callable[[], int]) -> None:
    """SMTP: one letter after the other, on connections of some letters."""
    while True:
        with smtplib.SMTP("127.0.0.1", server.port, "client.test", PATIENCE) as client:
            for _ in range(chance.randrange(1, 12)):
                number = numbers()
                ledger.sending(number)
                client.sendmail("dora@island.test", ["ana@harbour.test"], letter(number))
                ledger.sent(number)
                threading.Event().wait(PACE)


def pop(server: Server, ledger: Ledger, chance: random.Random, _: Callable[[], int]) -> None:
    """POP3: look at some letters, delete them, and mean it most of the time."""
    port = int(server.wait("listening", protocol="pop3")["port"])
    while True:
        with closing(poplib.POP3("127.0.0.1", port, timeout=PATIENCE)) as client:
            client.user("ana")
            client.pass_("sesame")
            count, wanted = client.stat()[0], list[int]()
            for at in chance.sample(range(1, count + 1), min(chance.randrange(1, 9), max(count - FEWEST, 0))):
                with suppress(poplib.error_proto):  # it was deleted meanwhile
                    text = b"\r\n".join([*client.retr(at)[1], b""])
                    number = _number(text)
                    ledger.served(number, text)
                    ledger.named(client.uidl(at).split()[-1].decode(), number)
                    if ledger.is_known(number):
                        client.dele(at)
                        wanted.append(number)
            if chance.random() < 0.8:
                ledger.trying(wanted, GONE)
                client.quit()
                ledger.gone(wanted)
                ledger.report.popped += len(wanted)


def thin_out(server: Server, ledger: Ledger, numbers: list[int]) -> None:
    """POP3: delete the first letters where there are so many that every look takes long."""
    surplus = numbers[: max(len(numbers) - 2 * FEWEST, 0)]
    port = int(server.wait("listening", protocol="pop3")["port"])
    with closing(poplib.POP3("127.0.0.1", port, timeout=PATIENCE)) as client:
        client.user("ana")
        client.pass_("sesame")
        for at in range(1, len(surplus) + 1):
            client.dele(at)
        client.quit()
    ledger.gone(surplus)


def imap(server: Server, ledger: Ledger, chance: random.Random, _numbers: Callable[[], int], *, mine: int) -> None:
    """IMAP: look, mark, and expunge; each of two such clients has letters of its own, even and odd ones."""
    port = int(server.wait("listening", protocol="imap")["port"])
    while True:
        with closing(_Imap("127.0.0.1", port, timeout=PATIENCE)) as client:
            client.login("ana", "sesame")
            client.select()
            for _ in range(chance.randrange(1, 4)):
                there = client.listing(ledger)
                for _ in range(chance.randrange(1, 8)):
                    _change_some(client, ledger, chance, there, mine)


def _change_some(client: _Imap, ledger: Ledger, chance: random.Random, there: dict[int, int], mine: int) -> None:
    """Mark some letters, delete some, or read one."""
    known = [uid for uid, number in there.items() if number % 2 == mine and ledger.is_known(number)]
    some = chance.sample(known, min(chance.randrange(1, 8), len(known)))
    numbers = [there[uid] for uid in some]
    if some and chance.random() < 0.3:
        client.fetch_whole(ledger, some[0], numbers[0])
    elif chance.random() < 0.5 and len(there) > FEWEST:
        client.mark(ledger, numbers, some, DELETED)
        if chance.random() < 0.7:
            client.expunge()
            ledger.gone(numbers)
            ledger.report.expunged += len(numbers)
    else:
        client.mark(ledger, numbers, some, chance.choice(["", "S", "F", "FS", "AS"]))


class _Imap(imaplib.IMAP4):
    """imaplib without a word at its end, which a dead server would not hear."""

    def close(self) -> tuple[str, list[bytes]]:
        self.shutdown()
        return "", []

    def listing(self, ledger: Ledger) -> dict[int, int]:
        """UID → number of all letters."""
        self.noop()
        validity = self.response("UIDVALIDITY")[1][0] or b""
        self._validity = getattr(self, "_validity", validity.decode())
        found: dict[int, int] = {}
        for answer in self.uid("fetch", "1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]:
            if isinstance(answer, tuple):
                uid = int(re.findall(rb"UID (\d+)", answer[0])[0])
                found[uid] = _number(answer[1])
                ledger.named(f"{self._validity} {uid}", found[uid])
        return found

    def fetch_whole(self, ledger: Ledger, uid: int, number: int) -> None:
        for answer in self.uid("fetch", str(uid), "(BODY.PEEK[])")[1]:
            if isinstance(answer, tuple):
                ledger.served(number, answer[1])

    def mark(self, ledger: Ledger, numbers: list[int], uids: list[int], state: str) -> None:
        if not uids:
            return
        states = (state, GONE) if state == DELETED else (state,)
        ledger.trying(numbers, *states)
        flags = " ".join(_FLAGS[each] for each in state)
        said, _ = self.uid("store", ",".join(map(str, uids)), "FLAGS", f"({flags})")
        if said == "OK":
            ledger.done(numbers, *states)
            ledger.report.flagged += len(numbers) * (state != DELETED)


def _number(text: bytes) -> int:
    found = _SUBJECT.search(text)
    assert found is not None, text[:500]
    return int(found[1])


def kill_one(mail: Path, ledger: Ledger, chance: random.Random, first: int) -> int:
    """Start a server and clients, kill it, and wait for all of them; the first number that is free then."""
    guard, is_killed, following, failed = threading.Lock(), threading.Event(), first, list[BaseException]()

    def number() -> int:
        nonlocal following
        with guard:
            following += 1
            return following

    def run(work: Callable[..., None], seed: int) -> None:
        try:
            work(server, ledger, random.Random(seed), number)
        except BaseException as error:  # noqa: BLE001 - raised again by the main thread
            if not (is_killed.is_set() and isinstance(error, _DEAD)):
                failed.append(error)

    doors = ("--pop3-port", 0, "--imap-port", 0, "--login", "ana:sesame")
    with serving(mail, *doors) as server:
        box = server.mailbox("ana")
        content = box.read_bytes() if box.exists() else b""
        ledger.inspect(content)
        thin_out(server, ledger, [number for number, _ in letters_in(content)[0]])
        works = (deliver, deliver, pop, partial(imap, mine=0), partial(imap, mine=1))
        threads = [threading.Thread(target=run, args=(work, chance.randrange(10**9))) for work in works]
        for thread in threads:
            thread.start()
        threading.Event().wait(chance.uniform(1, 4))
        if chance.random() < 0.7:
            _wait_for_a_rewrite(box)
        is_killed.set()
        said = server.stop(signal.SIGKILL)[1]
        ledger.report.complaints += said
        ledger.report.torn_files += _journal(box) > 0
        ledger.report.torn_rewrites += _journal(box) > REWRITE
        for thread in threads:
            thread.join(PATIENCE)
        if failed:
            raise failed[0]
    return following


def _wait_for_a_rewrite(box: Path) -> None:
    """Until the middle of the mailbox is being written over, for two seconds at the most."""
    until = time.monotonic() + 2
    while _journal(box) < REWRITE and time.monotonic() < until:
        pass


def _journal(box: Path) -> int:
    """Bytes of what undoes a change that is under way."""
    with suppress(OSError):
        return link_of(box).stat().st_size
    return 0


def kill_again_and_again(folder: Path, rounds: int, seed: int | None = None) -> Report:
    """Kill so many times, and look at the mailbox each time."""
    chance, report = random.Random(seed), Report()
    ledger, mail, last = Ledger(report), folder / "mail", 0
    with serving(mail) as server, smtplib.SMTP("127.0.0.1", server.port, "client.test", PATIENCE) as client:
        for last in range(1, 2 * FEWEST):
            client.sendmail("dora@island.test", ["ana@harbour.test"], letter(last))
            ledger.sending(last)
            ledger.sent(last)
    for _ in range(rounds):
        last = kill_one(mail, ledger, chance, last)
        report.rounds += 1
    with serving(mail) as server:
        with smtplib.SMTP("127.0.0.1", server.port, "client.test", PATIENCE) as client:  # clears a dotlock of the dead
            ledger.sending(last + 1)
            client.sendmail("dora@island.test", ["ana@harbour.test"], letter(last + 1))
            ledger.sent(last + 1)
        ledger.inspect(server.mailbox("ana").read_bytes())
        report.complaints += server.stop()[1]
    kept = {"ana.mbox", ".ana.mbox.helo-uids", ".helo-uidvalidity"}
    kept |= {".ana.mbox.helo-uids.part"}  # a draft of a book that was killed: the next one is written over it
    report.left_behind = " ".join(sorted({path.name for path in mail.iterdir()} - kept))
    return report


if __name__ == "__main__":
    main(__doc__, kill_again_and_again)
