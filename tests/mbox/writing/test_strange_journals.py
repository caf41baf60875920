"""A journal that somebody else may have made cuts off no mail, and keeps none away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from heloworld.mbox.writing.journal import boot_id
from heloworld.mbox.writing.recovery import recover_folder
from mbox.writing.killed_writer import LOST, NEW, OLD, deliver, journal_of, killed


@pytest.fixture
def ana(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    path = tmp_path / "mail" / "ana.mbox"
    path.write_bytes(OLD)
    return path


def forge(box: Path, data: bytes) -> Path:
    """A journal such as a writer would have left that had been killed right after it had appended some bytes."""
    facts = box.stat()
    listing = [[box.name, facts.st_ino, facts.st_size - len(data), len(data)]]
    journal = journal_of(box)
    journal.touch(mode=0o600)
    journal.write_bytes(json.dumps({"boot": boot_id(), "appends": listing}).encode() + b"\n" + data)
    return journal


def aside_of(box: Path) -> Path:
    journal = journal_of(box)
    return journal.with_name(f"{journal.name}.not-ours")


def test_a_journal_that_is_younger_than_the_mail_is_set_aside_and_the_mail_stays(
    ana: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deliver(ana)
    said = forge(ana, NEW).read_bytes()
    deliver(ana)
    assert ana.read_bytes() == OLD + NEW + NEW
    assert aside_of(ana).read_bytes() == said
    [sentence] = [record.getMessage() for record in caplog.records]
    assert "younger than the mail" in sentence
    assert aside_of(ana).name in sentence
    forge(ana, NEW)
    assert recover_folder(ana.parent) == []
    assert ana.read_bytes() == OLD + NEW + NEW
    assert aside_of(ana).with_name(f"{aside_of(ana).name}-2").exists()


def test_a_journal_of_another_user_is_set_aside(ana: Path, caplog: pytest.LogCaptureFixture) -> None:
    killed("before the commit", ana)
    try:
        os.chown(journal_of(ana), 65534, 65534)
    except PermissionError:
        pytest.skip("only root may give a file away")
    os.utime(ana)
    deliver(ana)
    assert ana.read_bytes() == OLD + LOST + NEW
    assert aside_of(ana).exists()
    assert "belongs to another user" in caplog.text


def test_a_journal_of_whoever_owns_the_mailbox_is_believed(ana: Path) -> None:
    killed("before the commit", ana)
    try:
        for path in (journal_of(ana), ana):
            os.chown(path, 65534, 65534)
    except PermissionError:
        pytest.skip("only root may give a file away")
    deliver(ana)
    assert ana.read_bytes() == OLD + NEW


def test_a_journal_that_others_may_write_is_set_aside(ana: Path) -> None:
    killed("before the commit", ana)
    journal_of(ana).chmod(0o620)
    os.utime(ana)
    deliver(ana)
    assert ana.read_bytes() == OLD + LOST + NEW
    assert aside_of(ana).exists()


def test_a_second_name_of_a_journal_says_nothing_once_the_mail_is_acknowledged(ana: Path) -> None:
    kept = ana.with_name("kept")
    code = f"""
import os
from pathlib import Path
from heloworld.mbox.writing import journal
from heloworld.mbox.writing.append import MailboxWriter
commit = journal.Journal.commit
journal.Journal.commit = lambda self: (os.link(self.path, {str(kept)!r}), commit(self))
with MailboxWriter() as writer:
    writer.submit([(Path({str(ana)!r}), {LOST!r})]).result()
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    assert kept.stat().st_size == 0
    kept.rename(journal_of(ana))
    os.utime(ana)
    deliver(ana)
    assert ana.read_bytes() == OLD + LOST + NEW


@pytest.mark.parametrize("kind", ["link to a letter", "link to itself", "pipe", "folder"])
def test_whatever_stands_in_the_place_of_a_journal_keeps_no_mail_away(ana: Path, kind: str) -> None:
    letter = ana.with_name("letter")
    letter.write_bytes(b"dear ben")
    if kind == "link to a letter":
        journal_of(ana).symlink_to(letter)
    elif kind == "link to itself":
        journal_of(ana).with_name(".helo-1-a-1.helo-journal").symlink_to(".helo-1-a-1.helo-journal")
        journal_of(ana).symlink_to(".helo-1-a-1.helo-journal")
    elif kind == "pipe":
        os.mkfifo(journal_of(ana), 0o600)
    else:
        journal_of(ana).mkdir()
    deliver(ana)
    assert ana.read_bytes() == OLD + NEW
    assert os.path.lexists(aside_of(ana))
    assert letter.read_bytes() == b"dear ben"
