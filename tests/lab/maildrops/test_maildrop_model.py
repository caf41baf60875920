"""Deliveries, flags, deletions and strangers in any order: the file is as a simple model says, and so is every UID."""

from __future__ import annotations

import mailbox
import random
import re
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.maildrop.maildrop_file import LetterGone, MaildropFile
from heloworld.mbox.maildrop.snapshot import Snapshot, news
from heloworld.mbox.reading.flags import DELETED, FLAGGED, SEEN
from heloworld.mbox.reading.message import record
from heloworld.mbox.writing.append import MailboxWriter

STEPS = ("deliver", "deliver", "flag", "delete", "append", "mark in place", "mark by a new file", "remove", "restart")


@dataclass
class Model:
    """What the mailbox holds: the numbers of its letters in order, and the flags of each."""

    letters: list[int] = field(default_factory=list)
    flags: dict[int, set[str]] = field(default_factory=dict)
    last: int = 0

    def another(self) -> int:
        self.last += 1
        self.letters.append(self.last)
        self.flags[self.last] = set()
        return self.last


def letter(number: int) -> bytes:
    """A letter; some of them are equal to the byte."""
    body = b"From here\r\n>From there\r\n" * (number % 3) + b"%d\r\n" % (number % 7)
    return record(b"Subject: %d\r\n\r\n" % number + body, sender="dora@island.test", at=0)


def wire(number: int) -> bytes:
    return b"Subject: %d\r\n\r\n" % number + b"From here\r\n>From there\r\n" * (number % 3) + b"%d\r\n" % (number % 7)


class Play:
    """A mailbox, a session that has it open, and everybody else."""

    def __init__(self, path: Path, writer: MailboxWriter, chance: random.Random) -> None:
        self.path, self.writer, self.chance, self.model = path, writer, chance, Model()
        self.meant: dict[int, int] = {}
        path.unlink(missing_ok=True)
        path.with_name(f".{path.name}.helo-uids").unlink(missing_ok=True)
        self.open()

    def open(self) -> None:
        self.maildrop = MaildropFile(self.path, Dialect.MBOXRD)
        self.known: Snapshot = self.maildrop.look()
        self.client = {uid: each.flags for uid, each in zip(self.known.uids, self.known.letters, strict=True)}

    def some(self) -> set[int]:
        return {number for number in self.model.letters if self.chance.random() < 0.4}

    def uids(self, numbers: set[int]) -> set[int]:
        return {uid for uid, number in self.meant.items() if number in numbers and uid in self.known.uids}

    def step(self, what: str) -> None:
        numbers, flag = self.some(), self.chance.choice([SEEN, FLAGGED, DELETED])
        if what == "deliver":
            self.writer.submit([(self.path, letter(self.model.another()))]).result()
        elif what == "append" and self.path.exists():
            with self.path.open("ab") as box:
                box.write(letter(self.model.another()))
        elif what == "flag":
            adds = self.chance.random() < 0.7
            uids = self.uids(numbers)
            change = self.maildrop.flagging(uids, lambda flags: flags | {flag} if adds else flags - {flag})
            done = self.writer.submit_change(self.path, change).result().edits
            self.maildrop.settle(done)
            for uid in uids:
                (set.add if adds else set.discard)(self.model.flags[self.meant[uid]], flag)
        elif what == "delete":
            uids = self.uids(numbers)
            done = self.writer.submit_change(self.path, self.maildrop.deletion(uids)).result().edits
            self.maildrop.settle(done, uids)
            gone = {self.meant[uid] for uid in uids}
            self.model.letters = [number for number in self.model.letters if number not in gone]
        elif what == "restart":
            self.maildrop.close()
            self.open()
        elif self.path.exists():
            self.stranger(what, numbers)

    def stranger(self, what: str, numbers: set[int]) -> None:
        """mutt, Python's mailbox, and somebody who removes letters."""
        if what == "mark in place":
            content = self.path.read_bytes()
            for number in numbers:
                head = b"Subject: %d\n" % number
                noted = b"Content-Length: 9\nLines: 1\nStatus: RO\n"
                content = re.sub(b"(?<=\n)" + head + b"(?:[A-Z].*\n)*", head + noted, content)
                self.model.flags[number] = {SEEN}
            with self.path.open("r+b") as box:
                box.write(content)
                box.truncate()
            return
        with closing(mailbox.mbox(self.path)) as box:
            for at, number in reversed(list(zip(box.keys(), self.model.letters, strict=True))):
                if number not in numbers:
                    continue
                if what == "remove":
                    del box[at]
                    self.model.letters.remove(number)
                else:
                    message = box[at]
                    message.set_flags("FO")
                    box[at] = message
                    self.model.flags[number] = {FLAGGED}
            box.flush()

    def check(self) -> None:
        now = self.maildrop.look()
        happened = news(self.known, now)
        for uid in happened.expunged:
            del self.client[uid]
        for uid in (*happened.appended, *happened.flagged):
            found = now.letter(uid)
            assert found
            self.client[uid] = found.flags
        self.known = now
        subjects = [int(each) for each in re.findall(rb"^Subject: (\d+)$", self.content(), re.MULTILINE)]
        assert subjects == self.model.letters
        assert len(now.uids) == len(subjects)
        assert list(self.client.items()) == list(zip(now.uids, (each.flags for each in now.letters), strict=True))
        for uid, number, each in zip(now.uids, subjects, now.letters, strict=True):
            assert self.meant.setdefault(uid, number) == number
            assert each.flags == self.model.flags[number]
            assert b"".join(self.maildrop.text(uid)) == wire(number)
        assert self.maildrop.sizes(now.uids) == {uid: len(wire(self.meant[uid])) for uid in now.uids}
        for uid in self.meant.keys() - set(now.uids):
            with pytest.raises(LetterGone):
                self.maildrop.text(uid)

    def content(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""


@settings(max_examples=60)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=14), seed=st.integers(0, 2**32))
def test_the_file_is_as_the_model_says(tmp_path_factory: pytest.TempPathFactory, steps: list[str], seed: int) -> None:
    path = tmp_path_factory.getbasetemp() / "model.mbox"
    with MailboxWriter() as writer:
        play = Play(path, writer, random.Random(seed))
        for what in ("deliver", "deliver", "deliver", *steps):
            play.step(what)
            if play.chance.random() < 0.8:
                play.check()
        play.check()
        play.maildrop.close()
