"""A writer killed at one exact instant, and what the next one finds."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.reading.uid_book import UidBook
from heloworld.mbox.writing import disk, uid_book_file
from heloworld.mbox.writing.journal import Journal, boot_id
from heloworld.mbox.writing.locks import STALE_AFTER, take
from heloworld.mbox.writing.recovery import recover_folder
from heloworld.mbox.writing.uid_book_file import load_book, save_book
from mbox.writing.killed_writer import LOST, NEW, OLD, deliver, hidden, journal_of, killed
from patience import PATIENCE

INSTANTS = [
    "torn journal",
    "before the links",
    "before the second link",
    "before writing",
    "torn",
    "before the second mailbox",
    "torn in the second mailbox",
    "before syncing",
    "before the commit",
]


@pytest.fixture
def ana(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    path = tmp_path / "mail" / "ana.mbox"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def ben(tmp_path: Path) -> Path:
    (tmp_path / "more").mkdir()
    path = tmp_path / "more" / "ben.mbox"
    path.write_bytes(OLD * 2)
    return path


def test_the_boot_has_a_name() -> None:
    assert boot_id()


def test_a_boot_without_a_name_is_like_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Journal(Path("x"), boot_id(), ()).is_of_this_boot
    monkeypatch.setattr("heloworld.mbox.writing.journal.boot_id", lambda: "")
    assert not Journal(Path("x"), "", ()).is_of_this_boot


@given(content=st.binary(max_size=60))
def test_nonsense_is_no_journal(content: bytes) -> None:
    assert Journal.parse(Path("x"), content) is None


def test_a_torn_journal_is_none(ana: Path) -> None:
    killed("before the commit", ana)
    content = journal_of(ana).read_bytes()
    whole = Journal.parse(ana, content)
    assert whole
    assert [append.data for append in whole.appends] == [LOST]
    assert not any(Journal.parse(ana, content[:size]) for size in range(0, len(content), 7))


@pytest.mark.parametrize("instant", INSTANTS)
def test_nothing_of_an_unacknowledged_message_is_left(ana: Path, ben: Path, instant: str) -> None:
    killed(instant, ana, ben)
    deliver(ben, ana)
    assert (ana.read_bytes(), ben.read_bytes()) == (OLD + NEW, OLD * 2 + NEW)
    recover_folder(ana.parent)
    assert hidden(ana.parent, ben.parent) == []


@pytest.mark.parametrize("instant", INSTANTS)
def test_each_mailbox_recovers_on_its_own_whenever_it_is_next_used(ana: Path, ben: Path, instant: str) -> None:
    killed(instant, ana, ben)
    deliver(ana)
    assert ana.read_bytes() == OLD + NEW
    deliver(ana)
    deliver(ben)
    assert (ana.read_bytes(), ben.read_bytes()) == (OLD + NEW * 2, OLD * 2 + NEW)
    recover_folder(ana.parent)
    assert hidden(ana.parent, ben.parent) == []


@pytest.mark.parametrize("instant", ["torn journal", "before writing", "torn", "before syncing", "before the commit"])
def test_a_message_for_one_mailbox_is_undone_as_well(ana: Path, instant: str) -> None:
    killed(instant, ana)
    deliver(ana)
    assert ana.read_bytes() == OLD + NEW
    assert hidden(ana.parent) == []


@pytest.mark.parametrize("instant", INSTANTS)
def test_a_folder_is_mended_before_anything_is_appended(ana: Path, instant: str) -> None:
    ben = ana.with_name("ben.mbox")
    killed(instant, ana, ben)
    for mended in recover_folder(ana.parent):
        assert mended in {ana, ben}
    assert (ana.read_bytes(), ben.read_bytes() if ben.exists() else b"") == (OLD, b"")
    assert {path.suffix for path in ana.parent.iterdir()} <= {".mbox", ".lock"}
    assert recover_folder(ana.parent) == []


@pytest.mark.parametrize("instant", ["after the commit", "after the journal"])
def test_what_was_committed_stays_in_every_mailbox(ana: Path, ben: Path, instant: str) -> None:
    killed(instant, ana, ben)
    deliver(ana, ben)
    assert (ana.read_bytes(), ben.read_bytes()) == (OLD + LOST + NEW, OLD * 2 + LOST + NEW)
    assert hidden(ana.parent, ben.parent) == []


def test_a_folder_may_be_moved_before_it_is_mended(ana: Path) -> None:
    ben = ana.with_name("ben.mbox")
    killed("before the commit", ana, ben)
    moved = ana.parent.rename(ana.parent.with_name("moved"))
    deliver(moved / "ana.mbox", moved / "ben.mbox")
    assert ((moved / "ana.mbox").read_bytes(), (moved / "ben.mbox").read_bytes()) == (OLD + NEW, NEW)
    assert hidden(moved) == []


@pytest.mark.parametrize("instant", ["torn", "before the commit"])
@pytest.mark.parametrize("change", ["appended", "shortened", "rewritten in place", "replaced", "emptied"])
def test_what_other_programs_made_of_the_file_meanwhile_is_left_alone(ana: Path, instant: str, change: str) -> None:
    killed(instant, ana)
    if change == "appended":
        with ana.open("ab") as file:
            file.write(b"\n\nFrom other\n\nbody\n\n")
    elif change == "shortened":
        os.truncate(ana, len(OLD) - 10)
    elif change == "rewritten in place":
        content = ana.read_bytes()
        ana.write_bytes(content[:20] + b"Status: RO\n" + content[20:])
    elif change == "replaced":
        fresh = ana.with_suffix(".new")
        fresh.write_bytes(ana.read_bytes())
        fresh.replace(ana)
    else:
        ana.write_bytes(b"")
    found = ana.read_bytes()
    deliver(ana)
    assert ana.read_bytes() == found + b"\n" * (found[-2:] != b"\n\n") * (2 - found.endswith(b"\n")) * bool(found) + NEW


@pytest.mark.parametrize("boot", ["another", ""])
def test_after_a_crash_of_the_machine_only_what_is_torn_is_cut_off(ana: Path, boot: str) -> None:
    ben = ana.with_name("ben.mbox")
    for instant, left in (("torn", b""), ("before the commit", LOST)):
        killed(instant, ben)
        journal = journal_of(ben)
        head, data = journal.read_bytes().split(b"\n", 1)
        journal.write_bytes(json.dumps(json.loads(head) | {"boot": boot}).encode() + b"\n" + data)
        os.utime(ben)  # it changed last, as if the journal had said so from the beginning
        deliver(ben)
        assert ben.read_bytes() == left + NEW
        ben.unlink()


def test_a_mailbox_that_cannot_be_mended_keeps_nobody_from_the_others(
    ana: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ben = ana.with_name("ben.mbox")
    killed("before the commit", ana)
    killed("torn", ben)
    other_name = ana.with_suffix(".more")
    other_name.hardlink_to(ana)
    assert recover_folder(ana.parent) == [ben]
    assert (ana.read_bytes(), ben.read_bytes()) == (OLD + LOST, b"")
    assert "ana.mbox has more than one name" in caplog.text
    other_name.unlink()
    assert recover_folder(ana.parent) == [ana]


def test_a_folder_that_is_not_there_has_nothing_to_mend(tmp_path: Path) -> None:
    assert recover_folder(tmp_path / "none") == []


def test_a_journal_of_a_living_writer_is_not_thrown_away(ana: Path) -> None:
    journal = ana.with_name(f".helo-{os.getppid()}-1-1.helo-journal")
    journal.touch(mode=0o600)
    journal.write_bytes(b"half a journ")
    recover_folder(ana.parent)
    assert journal.exists()
    others = ana.with_name(".other.journal")
    others.write_bytes(b"not ours")
    for name in (".helo-999999999-1-1.helo-journal", f".helo-{os.getpid()}-1-1.helo-journal"):
        abandoned = journal.rename(ana.with_name(name))
        recover_folder(ana.parent)
        assert (abandoned.exists(), others.exists()) == (False, True)
        journal = abandoned
        journal.touch(mode=0o600)


def test_a_journal_without_links_that_is_old_is_dead_whoever_has_its_writers_number_now(ana: Path) -> None:
    journal = ana.with_name(f".helo-{os.getppid()}-1-1.helo-journal")
    journal.touch(mode=0o600)
    recover_folder(ana.parent)
    assert journal.exists()
    os.utime(journal, (time.time() - STALE_AFTER - 1,) * 2)
    recover_folder(ana.parent)
    assert not journal.exists()


def test_a_mailbox_that_is_locked_or_gone_is_left_for_later(ana: Path) -> None:
    killed("torn", ana)
    held = take(ana)
    assert recover_folder(ana.parent) == []
    held.release()
    ana.rename(ana.with_suffix(".away"))
    assert recover_folder(ana.parent) == []
    assert hidden(ana.parent) == []


KEEPER = """
import os, signal, sys
from pathlib import Path
from heloworld.mbox.reading.uid_book import UidBook
from heloworld.mbox.writing import uid_book_file

uid_book_file.save_book(Path(sys.argv[1]), UidBook(1))
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2:]:
    uid_book_file.new_validity(Path(sys.argv[1]).parent)
uid_book_file.save_book(Path(sys.argv[1]), UidBook(2))
"""


@pytest.mark.parametrize("draft", [".ana.mbox.helo-uids.part", ".helo-uidvalidity.part"])
def test_a_draft_of_uids_that_a_killed_process_left_is_removed(ana: Path, draft: str) -> None:
    of_counter = ["counter"] if "uidvalidity" in draft else []
    run = subprocess.run([sys.executable, "-c", KEEPER, ana, *of_counter], check=False, timeout=PATIENCE)
    assert run.returncode == -signal.SIGKILL
    assert (ana.with_name(draft)).exists()
    recover_folder(ana.parent)
    assert {each.name for each in ana.parent.iterdir()} == {"ana.mbox", ".ana.mbox.helo-uids"}
    assert load_book(ana) == UidBook(1)


def test_a_draft_that_another_process_takes_for_a_dead_ones_is_written_anew(
    ana: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = iter([recover_folder])

    def sync_while_another_starts(fd: int) -> None:
        disk.sync(fd)
        for start in others:
            start(ana.parent)

    monkeypatch.setattr(uid_book_file, "sync", sync_while_another_starts)
    save_book(ana, UidBook(1))
    assert load_book(ana) == UidBook(1)
