"""A mailbox as sessions see it, while others write to it."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import pytest

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.edits import Edit
from heloworld.mbox.maildrop import maildrop_file
from heloworld.mbox.maildrop.maildrop_file import LetterGone, MaildropFile
from heloworld.mbox.maildrop.snapshot import news
from heloworld.mbox.reading.message import record
from heloworld.mbox.reading.uid_book import book_of
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.locks import Locked, dotlock
from mbox.conftest import Spawn
from patience import PATIENCE

Uids: TypeAlias = AbstractSet[int]
NOBODY: frozenset[int] = frozenset()


def letter(number: int, body: bytes = b"body\r\n") -> bytes:
    return record(b"Subject: %d\r\n\r\n" % number + body, sender="dora@island.test", at=number)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ana.mbox"
    path.write_bytes(b"".join(map(letter, range(1, 5))))
    return path


@pytest.fixture
def maildrop(path: Path) -> Iterator[MaildropFile]:
    each = MaildropFile(path, Dialect.MBOXRD)
    yield each
    each.close()


@pytest.fixture
def writer() -> Iterator[MailboxWriter]:
    with MailboxWriter(lock_patience=1) as each:
        yield each


def settled(maildrop: MaildropFile) -> None:
    """Look until the file is old enough for its time to say that nothing has changed."""
    until = time.monotonic() + 10
    while maildrop.has_changed():
        assert time.monotonic() < until
        maildrop.look()


def change(maildrop: MaildropFile, writer: MailboxWriter, gone: Uids = NOBODY, seen: Uids = NOBODY) -> None:
    """Delete or mark letters, as a session has it done."""
    changing = maildrop.deletion(gone) if gone else maildrop.flagging(seen, lambda flags: flags | {"\\Seen"})
    future = writer.submit_change(maildrop.path, changing)
    future.add_done_callback(lambda done: maildrop.settle(done.result().edits, gone))
    future.result()


def text(maildrop: MaildropFile, uid: int) -> bytes:
    return b"".join(maildrop.text(uid))


def test_reading_does_not_write_to_the_mailbox(maildrop: MaildropFile, path: Path) -> None:
    before = path.read_bytes(), path.stat().st_mtime_ns
    snapshot = maildrop.look()
    assert snapshot.uids == (1, 2, 3, 4)
    assert text(maildrop, 2) == b"Subject: 2\r\n\r\nbody\r\n"
    assert maildrop.sizes([1, 2, 9]) == {1: 20, 2: 20}
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert {each.name for each in path.parent.iterdir()} == {
        "ana.mbox",
        book_of(path).name,
        ".helo-uidvalidity",
    }


def test_uids_outlive_the_program(maildrop: MaildropFile, path: Path, writer: MailboxWriter) -> None:
    first = maildrop.look()
    change(maildrop, writer, gone={2})
    maildrop.look()
    again = MaildropFile(path, Dialect.MBOXRD)
    path.write_bytes(path.read_bytes() + letter(5))
    found = again.look()
    assert (found.book.validity, found.uids) == (first.book.validity, (1, 3, 4, 5))
    again.close()


def test_a_lost_book_means_new_uids_and_says_so(maildrop: MaildropFile, path: Path) -> None:
    before = maildrop.look()
    book_of(path).unlink()
    again = MaildropFile(path, Dialect.MBOXRD)
    after = again.look()
    assert after.book.validity > before.book.validity
    assert news(before, after).is_replaced
    again.close()


def test_flags_and_deletion_are_seen_in_the_file(maildrop: MaildropFile, path: Path, writer: MailboxWriter) -> None:
    before = maildrop.look()
    change(maildrop, writer, seen={1, 3})
    change(maildrop, writer, gone={2, 9})
    after = maildrop.look()
    happened = news(before, after)
    assert (happened.appended, happened.expunged, happened.flagged) == ((), (2,), (1, 3))
    assert path.read_bytes().count(b"\nStatus: RO\n\nbody") == 2
    assert [text(maildrop, uid) for uid in (1, 3, 4)] == [b"Subject: %d\r\n\r\nbody\r\n" % uid for uid in (1, 3, 4)]
    with pytest.raises(LetterGone):
        maildrop.text(2)


def test_a_flag_that_is_set_already_writes_nothing(maildrop: MaildropFile, path: Path, writer: MailboxWriter) -> None:
    change(maildrop, writer, seen={1})
    before = path.stat().st_mtime_ns
    change(maildrop, writer, seen={1})
    assert path.stat().st_mtime_ns == before
    assert maildrop.look().letters[0].flags == {"\\Seen"}


def test_what_is_to_change_is_looked_for_under_the_lock(
    maildrop: MaildropFile, path: Path, writer: MailboxWriter
) -> None:
    maildrop.look()
    path.write_bytes(b"".join(map(letter, (1, 3, 4, 5))))
    change(maildrop, writer, gone={3})
    assert path.read_bytes() == letter(1) + letter(4) + letter(5)
    assert maildrop.look().uids == (1, 4, 5)


def test_equal_letters_are_told_apart_when_one_is_deleted(
    maildrop: MaildropFile, path: Path, writer: MailboxWriter
) -> None:
    path.write_bytes(letter(1) * 3)
    change(maildrop, writer, seen={2})
    change(maildrop, writer, gone={1})
    snapshot = maildrop.look()
    assert snapshot.uids == (2, 3)
    assert [each.flags for each in snapshot.letters] == [{"\\Seen"}, set()]


def test_a_long_text_is_the_right_one_whatever_moves(maildrop: MaildropFile, path: Path, writer: MailboxWriter) -> None:
    body = b"".join(b"line %d\r\n" % number for number in range(60_000))
    path.write_bytes(letter(1) + letter(2, body) + letter(3))
    maildrop.look()
    chunks = maildrop.text(2)
    got = next(chunks) + next(chunks) + next(chunks)
    change(maildrop, writer, gone={1})
    got += next(chunks)
    change(maildrop, writer, seen={2, 3})
    got += next(chunks)
    path.write_bytes(letter(9) * 2 + path.read_bytes())
    with pytest.raises(LetterGone):
        b"".join(chunks)
    assert (b"Subject: 2\r\n\r\n" + body).startswith(got)
    assert len(got) > 3 * 64 * 1024


def test_what_moved_while_it_was_read_is_not_what_was_asked_for(
    maildrop: MaildropFile, path: Path, writer: MailboxWriter
) -> None:
    maildrop.look()
    found = maildrop.where(2)
    assert maildrop.read_if(found, found.letter.body, found.letter.body_stop) == b"body\n"
    path.write_bytes(path.read_bytes()[5:])
    assert maildrop.read_if(found, found.letter.body, found.letter.body_stop) is None
    path.write_bytes(b"".join(map(letter, range(1, 5))))
    assert maildrop.read_if(found, found.letter.body, found.letter.body_stop) == b"body\n"
    fresh = path.with_suffix(".new")
    fresh.write_bytes(path.read_bytes())
    fresh.replace(path)
    assert maildrop.read_if(found, found.letter.body, found.letter.body_stop) is None
    change(maildrop, writer, seen={4})
    assert maildrop.read_if(found, found.letter.body, found.letter.body_stop) is None


def test_a_change_that_leaves_no_trace_but_in_the_bytes(maildrop: MaildropFile, path: Path) -> None:
    maildrop.look()
    facts = path.stat()
    with path.open("r+b") as box:
        box.write(letter(2) + letter(1))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(LetterGone):
        maildrop.text(1)
    assert text(maildrop, 2) == b"Subject: 2\r\n\r\nbody\r\n"


def test_a_file_that_changed_just_now_is_looked_at_once_more(
    maildrop: MaildropFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.touch()
    with monkeypatch.context() as slow:
        slow.setattr(maildrop_file, "_TICK", 60_000_000_000)
        maildrop.look()
    assert maildrop.has_changed()
    settled(maildrop)


def test_a_change_is_noticed_whatever_the_time_of_the_last_writing_is_set_to(
    maildrop: MaildropFile, path: Path
) -> None:
    os.utime(path, (1, 1))
    settled(maildrop)
    with path.open("r+b") as box:
        box.write(letter(2) + letter(1))
    os.utime(path, (1, 1))
    assert maildrop.has_changed()


def test_no_change_begins_while_somebody_reads_undisturbed(maildrop: MaildropFile, writer: MailboxWriter) -> None:
    """The writer stands before the file with its locks, and the letter can be read to its end."""
    maildrop.look()
    is_there, deletion = threading.Event(), maildrop.deletion({1})

    def change(mailbox: Locked) -> list[Edit]:
        is_there.set()
        return list(deletion(mailbox))

    with maildrop.settling.undisturbed:
        future = writer.submit_change(maildrop.path, change)
        assert is_there.wait(PATIENCE)
        assert text(maildrop, 1) == b"Subject: 1\r\n\r\nbody\r\n"
        assert maildrop.settling.is_settled
    maildrop.settle(future.result().edits, {1})
    assert maildrop.look().uids == (2, 3, 4)


def test_a_text_waits_for_a_change_that_is_under_way(
    maildrop: MaildropFile, writer: MailboxWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    maildrop.look()
    settle, asked = threading.Event(), threading.Event()
    future = writer.submit_change(maildrop.path, maildrop.deletion({1}))
    done = future.result().edits
    got: list[bytes] = []

    def read() -> None:
        asked.set()
        got.append(text(maildrop, 3))

    reader = threading.Thread(target=read)
    reader.start()
    asked.wait()
    monkeypatch.setattr(maildrop_file, "PATIENCE", 0.01)
    with pytest.raises(MailboxError, match="is being changed"):
        maildrop.look()
    assert not settle.is_set()
    maildrop.settle(done, {1})
    reader.join()
    assert got == [b"Subject: 3\r\n\r\nbody\r\n"]


def test_recent_letters_are_recent_for_one_session(maildrop: MaildropFile, path: Path) -> None:
    assert maildrop.claim_recent() == 1
    assert maildrop.claim_recent() == 5
    path.write_bytes(path.read_bytes() + letter(5))
    again = MaildropFile(path, Dialect.MBOXRD)
    assert again.claim_recent() == 5
    assert again.claim_recent() == 6
    again.close()


def test_a_mailbox_that_comes_and_goes_is_empty_meanwhile(maildrop: MaildropFile, path: Path) -> None:
    content, before = path.read_bytes(), maildrop.look()
    path.unlink()
    assert maildrop.has_changed()
    assert news(before, maildrop.look()).expunged == (1, 2, 3, 4)
    assert not maildrop.has_changed()
    path.write_bytes(content)
    assert maildrop.look().uids == (5, 6, 7, 8)


def test_nothing_opens_a_mailbox_again_that_is_closed(maildrop: MaildropFile, path: Path) -> None:
    path.write_bytes(letter(1, b"line of text\r\n" * 20_000))
    maildrop.look()
    chunks = maildrop.text(maildrop.look().uids[0])
    next(chunks)
    maildrop.close()
    for ask in (maildrop.look, lambda: b"".join(chunks)):
        with pytest.raises(MailboxGone, match="not served any more"):
            ask()


def test_what_is_no_mailbox_is_said(maildrop: MaildropFile, path: Path) -> None:
    path.unlink()
    path.mkdir()
    with pytest.raises(MailboxGone):
        maildrop.look()


HOLDER = """
import fcntl, os, sys
path, how = sys.argv[1:]
if how == "dotlock":
    os.close(os.open(path + ".lock", os.O_CREAT | os.O_EXCL))
else:
    fd = os.open(path, os.O_RDWR)
    fcntl.lockf(fd, fcntl.LOCK_EX)
with open(path, "ab", buffering=0) as box:
    box.write(b"From x Thu Jan  1 00:00:00 1970\\nSubject: ha")
    print(flush=True)
    sys.stdin.readline()
    box.write(b"lf\\n\\nbody\\n\\n")
if how == "dotlock":
    os.unlink(path + ".lock")
"""


@pytest.mark.parametrize("how", ["dotlock", "fcntl"])
def test_a_letter_that_is_being_written_is_not_looked_at(
    maildrop: MaildropFile, path: Path, spawn: Spawn, how: str
) -> None:
    if how == "fcntl" and not hasattr(fcntl, "F_OFD_SETLK"):
        pytest.skip("the system has no locks that belong to a descriptor")
    maildrop.look()
    child = spawn(HOLDER, path, how)
    looked: list[int] = []
    thread = threading.Thread(target=lambda: looked.append(len(b"".join(maildrop.text(maildrop.look().uids[-1])))))
    thread.start()
    child.communicate(b"\n")
    thread.join()
    assert looked == [len(b"Subject: half\r\n\r\nbody\r\n")]


def test_a_lock_that_is_never_let_go_of_keeps_nobody_from_reading(
    maildrop: MaildropFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maildrop_file, "LOCK_PATIENCE", 0.01)
    dotlock(path).touch()
    assert maildrop.look().uids == (1, 2, 3, 4)


def test_looking_keeps_writers_out_and_lets_go(maildrop: MaildropFile, writer: MailboxWriter) -> None:
    for number in range(20):
        writer.submit([(maildrop.path, letter(number))])
        maildrop.look()
    writer.submit([(maildrop.path, letter(20))]).result()
    assert len(maildrop.look()) == 25


def test_many_threads_see_the_same_uids(maildrop: MaildropFile, writer: MailboxWriter) -> None:
    seen: dict[int, bytes] = {}
    wrong: list[object] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.005):
            snapshot = maildrop.look()
            pairs = zip(snapshot.uids, (each.key for each in snapshot.letters), strict=True)
            wrong.extend(uid for uid, key in pairs if seen.setdefault(uid, key) != key)
            for uid in snapshot.uids[-2:]:
                with suppress(LetterGone):
                    wrong.extend(got for got in [text(maildrop, uid)] if not got.endswith(b"\r\n\r\nbody\r\n"))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5, 45):
        writer.submit([(maildrop.path, letter(number))])
        change(maildrop, writer, gone={number - 4} if number % 3 else {number - 5})
    over.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(seen) > 10
