"""Changing a mailbox in place: what is written, beside whom, and what is left where it cannot be done."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from heloworld.errors import MailboxError, MailboxFull, MailboxLocked
from heloworld.mbox.edits import Edit
from heloworld.mbox.os_errors import NotUndone
from heloworld.mbox.writing import rewrite
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.group_commit import Changing
from heloworld.mbox.writing.locks import Locked, take
from mbox.conftest import Spawn
from mbox.writing.killed_writer import NEW, OLD

LETTERS = tuple(OLD.replace(b"body", b"%d bottles" % number) for number in range(3))
ALL = b"".join(LETTERS)
LENGTH = len(LETTERS[0])


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "ana.mbox"
    path.write_bytes(ALL)
    return path


@pytest.fixture
def writer() -> Iterator[MailboxWriter]:
    with MailboxWriter(lock_patience=1) as each:
        yield each


@contextmanager
def held(box: Path) -> Iterator[None]:
    """The mailbox is locked for a while."""
    mailbox = take(box)
    yield
    mailbox.release()


def read(number: int) -> bytes:
    """One of the three letters, marked as read."""
    return LETTERS[number].replace(b"\n\n", b"\nStatus: RO\n\n", 1)


def marked(number: int) -> Edit:
    """One of the three letters is marked as read."""
    at = number * LENGTH + OLD.index(b"\n\n") + 1
    return Edit(at, at, b"Status: RO\n")


def gone(number: int) -> Edit:
    return Edit(number * LENGTH, (number + 1) * LENGTH, b"")


def to(*edits: Edit) -> Changing:
    return lambda _: edits


def test_bytes_are_changed_in_place(box: Path, writer: MailboxWriter) -> None:
    inode = box.stat().st_ino
    done = writer.submit_change(box, to(marked(0), gone(1), marked(2))).result()
    assert box.read_bytes() == read(0) + read(2)
    assert box.stat().st_ino == inode
    assert done.edits == (marked(0), gone(1), marked(2))
    assert [path.name for path in box.parent.iterdir()] == ["ana.mbox"]


@pytest.mark.parametrize("edits", [[gone(0), gone(1), gone(2)], [gone(2)], [gone(0)], [marked(2)]])
def test_the_file_may_shrink_and_grow(box: Path, writer: MailboxWriter, edits: Sequence[Edit]) -> None:
    writer.submit_change(box, to(*edits)).result()
    letters = [
        read(number) if marked(number) in edits else LETTERS[number] for number in range(3) if gone(number) not in edits
    ]
    assert box.read_bytes() == b"".join(letters)


def test_what_changes_nothing_writes_nothing(box: Path, writer: MailboxWriter) -> None:
    before = box.stat().st_mtime_ns
    assert writer.submit_change(box, to()).result().edits == ()
    assert box.stat().st_mtime_ns == before


def test_the_change_is_worked_out_from_the_locked_file(box: Path, writer: MailboxWriter) -> None:
    seen: list[int] = []

    def change(mailbox: Locked) -> list[Edit]:
        seen.append(os.fstat(mailbox.fd).st_size)
        assert box.with_name("ana.mbox.lock").exists()
        return [gone(0)]

    box.write_bytes(ALL + NEW)
    writer.submit_change(box, change).result()
    assert seen == [len(ALL + NEW)]


def test_a_message_may_be_moved_in_one_step(box: Path, writer: MailboxWriter) -> None:
    archive = box.with_name("archive.mbox")
    done = writer.submit_change(box, to(gone(1)), [(archive, NEW)]).result()
    assert (box.read_bytes(), archive.read_bytes()) == (LETTERS[0] + LETTERS[2], NEW)
    assert [each.offset for each in done.appended] == [0]


def test_a_message_may_be_appended_to_the_mailbox_that_changes(box: Path, writer: MailboxWriter) -> None:
    box.write_bytes(ALL + b"From torn\n\ntorn")
    done = writer.submit_change(box, to(marked(0), gone(1)), [(box, NEW), (box, NEW)]).result()
    whole = read(0) + LETTERS[2] + b"From torn\n\ntorn\n\n"
    assert box.read_bytes() == whole + NEW * 2
    assert [(each.offset, each.seam) for each in done.appended] == [(len(whole), 2), (len(whole + NEW), 0)]


def test_deleting_the_torn_message_makes_no_seam(box: Path, writer: MailboxWriter) -> None:
    box.write_bytes(OLD + b"From torn\n\ntorn")
    cut = Edit(len(OLD), len(OLD) + 15, b"")
    done = writer.submit_change(box, to(cut), [(box, NEW)]).result()
    assert box.read_bytes() == OLD + NEW
    assert done.appended[0].seam == 0


def test_changes_of_one_mailbox_see_each_other(box: Path, writer: MailboxWriter) -> None:
    def first(mailbox: Locked) -> list[Edit]:
        return [gone(0)] if mailbox.size else []

    with held(box):
        futures = [writer.submit_change(box, first) for _ in range(3)]
        news = writer.submit([(box, NEW)])
    assert [len(future.result().edits) for future in futures] == [1, 1, 1]
    news.result()
    assert box.read_bytes() == NEW


def test_one_that_cannot_be_worked_out_keeps_nobody_else_from_anything(box: Path, writer: MailboxWriter) -> None:
    def broken(_: Locked) -> list[Edit]:
        raise MailboxError("No.")

    with held(box):
        change, news = writer.submit_change(box, broken), writer.submit([(box, NEW)])
    with pytest.raises(MailboxError, match="No"):
        change.result()
    news.result()
    assert box.read_bytes() == ALL + NEW


@pytest.mark.parametrize("edits", [[gone(3)], [gone(1), gone(0)], [Edit(9, 3, b"")]])
def test_edits_of_another_file_are_refused(box: Path, writer: MailboxWriter, edits: Sequence[Edit]) -> None:
    with pytest.raises(MailboxError, match="not the file any more"):
        writer.submit_change(box, to(*edits)).result()
    assert box.read_bytes() == ALL


def test_a_mailbox_that_stays_locked_is_given_up(box: Path, writer: MailboxWriter) -> None:
    with held(box), pytest.raises(MailboxLocked):
        writer.submit_change(box, to(gone(0))).result()
    assert box.read_bytes() == ALL


def test_a_tail_that_is_too_large_is_refused(box: Path, writer: MailboxWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrite, "LARGEST_TAIL", 2 * LENGTH)
    with pytest.raises(MailboxError, match="too large"):
        writer.submit_change(box, to(gone(0))).result()
    writer.submit_change(box, to(gone(1))).result()
    assert box.read_bytes() == LETTERS[0] + LETTERS[2]


@pytest.mark.parametrize("name", ["write_over", "sync", "_grow"])
@pytest.mark.parametrize("edits", [[gone(0)], [marked(0)], [marked(0), gone(1)]])
def test_where_it_fails_the_mailbox_is_as_it_was(
    box: Path, writer: MailboxWriter, monkeypatch: pytest.MonkeyPatch, name: str, edits: Sequence[Edit]
) -> None:
    ways, failed = getattr(rewrite, name), list[str]()

    def once(fd: int, *rest: Any) -> None:  # noqa: ANN401
        if failed:
            ways(fd, *rest)
            return
        failed.append(name)
        if name == "write_over":
            data, at = rest
            ways(fd, data[: len(data) // 2], at)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(rewrite, name, once)
    future = writer.submit_change(box, to(*edits), [(box.with_name("archive.mbox"), NEW)])
    if name == "_grow" and edits != [marked(0)]:
        future.result()
        return
    with pytest.raises(MailboxFull):
        future.result()
    assert box.read_bytes() == ALL
    assert box.with_name("archive.mbox").read_bytes() == b""
    assert {path.name for path in box.parent.iterdir()} == {"ana.mbox", "archive.mbox"}


def test_where_it_cannot_be_undone_the_next_writer_does_it(
    box: Path, writer: MailboxWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    undoing: list[int] = []

    def torn(fd: int, data: bytes, at: int) -> None:
        os.pwrite(fd, data[: 20 if at < LENGTH and not undoing else 0], at)
        undoing.append(at)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(rewrite, "write_over", torn)
        with pytest.raises(NotUndone):
            writer.submit_change(box, to(gone(0))).result()
    assert box.read_bytes() != ALL
    writer.submit([(box, NEW)]).result()
    assert box.read_bytes() == ALL + NEW
    assert [path.name for path in box.parent.iterdir()] == ["ana.mbox"]


IGNORANT = """
import sys
from heloworld.mbox.writing import rewrite
from pathlib import Path
from heloworld.mbox.edits import Edit
from heloworld.mbox.writing.append import MailboxWriter

over = rewrite.write_over
def beside(fd, data, at):
    if data:
        rewrite.write_over = over
        print(flush=True)
        sys.stdin.readline()
    over(fd, data, at)
rewrite.write_over = beside
with MailboxWriter() as writer:
    writer.submit_change(Path(sys.argv[1]), lambda _: [Edit(0, int(sys.argv[2]), sys.argv[3].encode())]).result()
"""


@pytest.mark.parametrize("instead", ["", "From x\n\n" + "y" * 500 + "\n\n"], ids=["shorter", "longer"])
def test_mail_of_a_program_that_ignores_locks_is_kept(box: Path, spawn: Spawn, instead: str) -> None:
    child = spawn(IGNORANT, box, str(LENGTH), instead)
    with box.open("ab") as stranger:
        stranger.write(NEW)
    child.communicate(b"\n")
    assert box.read_bytes() == instead.encode() + LETTERS[1] + LETTERS[2] + NEW
