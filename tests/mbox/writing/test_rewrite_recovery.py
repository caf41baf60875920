"""A writer killed at one exact instant of a rewrite, and what the next one finds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from heloworld.mbox.edits import Edit
from heloworld.mbox.writing.journal import Journal, link_of
from heloworld.mbox.writing.recovery import recover_folder
from mbox.writing.killed_writer import LOST, NEW, OLD, deliver, hidden
from serving import environment

LETTERS = tuple(OLD.replace(b"body", b"%d bottles" % number * 50) for number in range(4))
ALL = b"".join(LETTERS)
STRANGER = b"From stranger Thu Jan  1 00:00:00 1970\nSubject: strange\n\nbody\n\n"

WRITER = """
import os, signal, sys
from pathlib import Path
from heloworld.mbox.edits import Edit
from heloworld.mbox.writing import atomic_append, disk, journal, rewrite
from heloworld.mbox.writing.append import MailboxWriter

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def torn(fd, data, at=None):
    (write_over if at is not None else write_all)(fd, data[: len(data) // 2], *([at] if at is not None else []))
    die()

write_all, write_over, put = disk.write_all, disk.write_over, rewrite.put
def written(*arguments):
    write_over(*arguments)
    die()
def done(*arguments):
    put(*arguments)
    die()
instant = sys.argv[1]
if instant == "torn journal":
    journal.write_all = torn
elif instant == "before the links":
    Path.symlink_to = die
elif instant == "before rewriting":
    atomic_append.put = die
elif instant == "grown":
    rewrite.write_over = die
elif instant == "torn":
    rewrite.write_over = torn
elif instant == "before cutting":
    rewrite.write_over = written
elif instant == "before the commit":
    atomic_append.put = done
elif instant == "after the commit":
    journal.Journal.close = die
elif instant == "recovery, before its journal":
    Path.replace = die
elif instant == "recovery, before rewriting":
    rewrite.put = die
elif instant == "recovery, torn":
    rewrite.write_over = torn
elif instant == "recovery, before the commit":
    rewrite.put = done
box, edits, lost, *others = sys.argv[2:]
edits = [Edit(start, stop, new.encode()) for start, stop, new in eval(edits)]
with MailboxWriter() as writer:
    records = [(Path(other), Path(lost).read_bytes()) for other in others]
    writer.submit_change(Path(box), lambda _: edits, records).result()
"""

UNDONE = ["torn journal", "before rewriting", "grown", "torn", "before cutting"]
OF_RECOVERY = ["before its journal", "before rewriting", "torn", "before the commit"]
SHORTER = ((0, len(LETTERS[0]), ""), (len(LETTERS[0]) * 2, len(LETTERS[0]) * 3, ""))
_AT = OLD.index(b"\n\n") + 1
LONGER = tuple((number * len(LETTERS[0]) + _AT, number * len(LETTERS[0]) + _AT, "Status: RO\n") for number in range(3))


@pytest.fixture
def ana(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    path = tmp_path / "mail" / "ana.mbox"
    path.write_bytes(ALL)
    (tmp_path / "lost").write_bytes(LOST)
    return path


def kill(instant: str, box: Path, edits: tuple[tuple[int, int, str], ...] = (), *others: Path) -> None:
    """Have a writer change a mailbox and append LOST to others, and die at an instant, if it comes to that."""
    command = [sys.executable, "-c", WRITER, instant, str(box), repr(edits), str(box.parent.parent / "lost")]
    status = subprocess.run([*command, *map(str, others)], env=environment()).returncode
    assert status == -signal.SIGKILL or (instant.startswith("recovery") and status == 0)


def visit(box: Path) -> None:
    with box.open("ab") as stranger:
        stranger.write(STRANGER)


def after(edits: tuple[tuple[int, int, str], ...]) -> bytes:
    content = ALL
    for start, stop, new in reversed(edits):
        content = content[:start] + new.encode() + content[stop:]
    return content


@pytest.mark.parametrize(
    ("instant", "edits"),
    [(instant, edits) for instant in UNDONE for edits in (SHORTER, LONGER) if (instant, edits) != (UNDONE[-1], LONGER)],
)
def test_a_rewrite_that_was_not_acknowledged_did_not_happen(
    ana: Path, instant: str, edits: tuple[tuple[int, int, str], ...]
) -> None:
    kill(instant, ana, edits)
    visit(ana)
    visit(ana)
    deliver(ana)
    assert ana.read_bytes() == ALL + STRANGER * 2 + NEW
    assert hidden(ana.parent) == []


@pytest.mark.parametrize("edits", [SHORTER, LONGER], ids=["shorter", "longer"])
@pytest.mark.parametrize("instant", ["before the commit", "after the commit"])
def test_one_that_was_done_stays_done(ana: Path, instant: str, edits: tuple[tuple[int, int, str], ...]) -> None:
    kill(instant, ana, edits)
    visit(ana)
    deliver(ana)
    assert ana.read_bytes() == after(edits) + STRANGER + NEW
    assert hidden(ana.parent) == []


@pytest.mark.parametrize("edits", [SHORTER, LONGER], ids=["shorter", "longer"])
@pytest.mark.parametrize("instant", OF_RECOVERY)
def test_a_recovery_may_be_killed_as_well(ana: Path, instant: str, edits: tuple[tuple[int, int, str], ...]) -> None:
    kill("torn", ana, edits)
    for _ in range(2):
        visit(ana)
        kill(f"recovery, {instant}", ana)
    visit(ana)
    deliver(ana)
    assert ana.read_bytes() == ALL + STRANGER * 3 + NEW
    assert [path.name for path in ana.parent.iterdir()] == ["ana.mbox"]


@pytest.mark.parametrize(
    ("instant", "first"),
    [
        ("torn journal", "ana"),
        ("before the links", "ben"),
        ("before rewriting", "ana"),
        ("torn", "ben"),
        ("before cutting", "ana"),
        ("before the commit", "ana"),
        ("before the commit", "ben"),
    ],
)
def test_a_message_that_is_moved_is_in_one_of_two_mailboxes(ana: Path, instant: str, first: str) -> None:
    ben = ana.with_name("ben.mbox")
    ben.write_bytes(OLD)
    kill(instant, ana, SHORTER, ben)
    boxes = [ana, ben] if first == "ana" else [ben, ana]
    for box in boxes:
        deliver(box)
    assert (ana.read_bytes(), ben.read_bytes()) == (ALL + NEW, OLD + NEW)
    recover_folder(ana.parent)
    assert hidden(ana.parent) == []


def test_a_message_that_was_moved_stays_moved(ana: Path) -> None:
    ben = ana.with_name("ben.mbox")
    kill("after the commit", ana, SHORTER, ben)
    assert recover_folder(ana.parent) == []
    assert (ana.read_bytes(), ben.read_bytes()) == (after(SHORTER), LOST)
    assert hidden(ana.parent) == []


@pytest.mark.parametrize("instant", ["torn", "before cutting"])
def test_a_folder_is_mended_at_the_start(ana: Path, instant: str) -> None:
    kill(instant, ana, SHORTER)
    assert recover_folder(ana.parent) == [ana]
    assert ana.read_bytes() == ALL
    assert [path.name for path in ana.parent.iterdir()] == ["ana.mbox"]


@pytest.mark.parametrize("by", ["rename", "in place"])
def test_what_another_program_rewrote_stays_and_the_mail_from_before_is_kept(
    ana: Path, by: str, caplog: pytest.LogCaptureFixture
) -> None:
    kill("torn", ana, SHORTER)
    theirs = NEW * 2
    if by == "rename":
        fresh = ana.with_suffix(".new")
        fresh.write_bytes(theirs)
        fresh.replace(ana)
    else:
        ana.write_bytes(theirs)
    recover_folder(ana.parent)
    assert ana.read_bytes() == theirs
    assert ana.with_name("ana.helo-rescued.mbox").read_bytes() == ALL
    assert "ana.helo-rescued.mbox has its mail from before" in caplog.text
    assert hidden(ana.parent) == []


def test_a_journal_that_is_younger_than_the_change_is_set_aside(ana: Path, caplog: pytest.LogCaptureFixture) -> None:
    kill("torn", ana, SHORTER)
    torn, journal = ana.read_bytes(), link_of(ana)
    while journal.stat().st_ctime_ns <= ana.stat().st_ctime_ns:  # a clock of files ticks every few milliseconds
        os.utime(journal)
    recover_folder(ana.parent)
    assert ana.read_bytes() == torn
    assert "younger than the mail" in caplog.text


def test_a_journal_of_which_the_disk_kept_the_length_alone_is_none(ana: Path) -> None:
    kill("before rewriting", ana, SHORTER)
    journal = link_of(ana)
    content = journal.read_bytes()
    found = Journal.parse(journal, content)
    assert found
    [rewrite] = found.rewrites
    assert (rewrite.base, rewrite.old, rewrite.edits[0]) == (0, ALL, Edit(*SHORTER[0][:2], b""))
    head, data = content.split(b"\n", 1)
    assert Journal.parse(journal, head + b"\n" + bytes(len(data))) is None
    assert not any(Journal.parse(journal, content[:size]) for size in range(0, len(content), 97))


def test_after_a_power_loss_the_disk_may_have_any_sectors(ana: Path) -> None:
    kill("before rewriting", ana, SHORTER)
    journal = link_of(ana)
    head, data = journal.read_bytes().split(b"\n", 1)
    journal.write_bytes(json.dumps(json.loads(head) | {"boot": "another"}).encode() + b"\n" + data)
    new = after(SHORTER).ljust(len(ALL), b"\0")
    ana.write_bytes(ALL[:512] + new[512:1024] + ALL[1024:])
    assert recover_folder(ana.parent) == [ana]
    assert ana.read_bytes() == ALL
