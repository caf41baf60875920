import asyncio
import errno
import gc
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from heloworld.errors import MailboxError, MailboxGone, MailboxLocked
from heloworld.mbox.reading.message import record
from heloworld.mbox.writing.append import Appended, MailboxWriter
from heloworld.mbox.writing.group_commit import Rounds, Submission
from heloworld.mbox.writing.locks import dotlock, take

RECORD = record(b"Subject: hi\r\n\r\nbody\r\n", sender="dora@island.test", at=0)


TELL = """
import os, sys
from pathlib import Path
from heloworld.mbox.writing.append import MailboxWriter

with MailboxWriter() as writer:
    writer.submit([(Path(path), b"From x\\n\\n\\n") for path in sys.argv[1:]]).result()
    os.write(1, b"told")
"""


def numbered(number: int) -> bytes:
    return record(b"Subject: %d\r\n\r\nbody\r\n" % number, sender="dora@island.test", at=0)


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.suffix in {".lock", ".helo-journal"})


@pytest.fixture
def writer() -> Iterator[MailboxWriter]:
    with MailboxWriter(lock_patience=0.4) as writer:
        yield writer


def test_a_record_is_appended_and_its_place_is_told(writer: MailboxWriter, tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    assert writer.submit([(box, RECORD)]).result() == (Appended(box, 0, len(RECORD)),)
    assert writer.submit([(box, RECORD)]).result() == (Appended(box, len(RECORD), len(RECORD)),)
    assert box.read_bytes() == RECORD * 2
    assert left_behind(tmp_path) == []


class Records(list[tuple[Path, bytes]]):
    """Records of which one can tell when they are gone."""


async def test_what_could_not_be_appended_is_let_go_at_once(writer: MailboxWriter, tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    records = Records([(box, RECORD)])
    gone = weakref.ref(records)
    held = take(box)
    gc.disable()
    try:
        with pytest.raises(MailboxLocked):
            await writer.append(records)
        del records
        assert gone() is None
    finally:
        gc.enable()
        held.release()


def test_a_new_mailbox_is_its_owners_alone(writer: MailboxWriter, tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    old = os.umask(0)
    try:
        writer.submit([(box, RECORD)]).result()
    finally:
        os.umask(old)
    assert stat.S_IMODE(box.stat().st_mode) == 0o600


def test_one_message_for_several_mailboxes_and_twice_for_one(writer: MailboxWriter, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    ana, ben = tmp_path / "ana.mbox", tmp_path / "other" / "ben.mbox"
    places = writer.submit([(ana, RECORD), (ben, RECORD), (ana, RECORD)]).result()
    assert [(place.path, place.offset) for place in places] == [(ana, 0), (ben, 0), (ana, len(RECORD))]
    assert (ana.read_bytes(), ben.read_bytes()) == (RECORD * 2, RECORD)
    assert writer.submit([]).result() == ()


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        (b"", b""),
        (b"\n", b"\n"),
        (b"From x\n\ntorn", b"\n\n"),
        (b"From x\n\nno empty line\n", b"\n"),
        (b"From x\n\nfine\n\n", b""),
        (b"From x\r\n\r\nfine\r\n\r\n", b""),
    ],
)
def test_what_others_left_torn_is_ended_first(writer: MailboxWriter, tmp_path: Path, before: bytes, gap: bytes) -> None:
    box = tmp_path / "ana.mbox"
    box.write_bytes(before)
    (place,) = writer.submit([(box, RECORD)]).result()
    assert box.read_bytes() == before + gap + RECORD
    assert (place.offset, place.length) == (len(before + gap), len(RECORD))


def test_many_threads_lose_nothing_and_mix_nothing_up(writer: MailboxWriter, tmp_path: Path) -> None:
    boxes = [tmp_path / f"{name}.mbox" for name in ("ana", "ben", "cleo")]
    places: dict[int, tuple[Appended, ...]] = {}

    def work(first: int) -> None:
        for number in range(first, first + 40):
            wanted = [box for at, box in enumerate(boxes) if number % (at + 1) == 0]
            places[number] = writer.submit([(box, numbered(number)) for box in wanted]).result()

    threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 400, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for at, box in enumerate(boxes):
        content = box.read_bytes()
        mine = [(number, place) for number, found in places.items() for place in found if place.path == box]
        assert len(mine) == len(range(0, 400, at + 1))
        assert sum(place.length for _, place in mine) == len(content)
        for number, place in mine:
            assert content[place.offset : place.offset + place.length] == numbered(number)


async def test_a_task_can_wait_for_it(writer: MailboxWriter, tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    places = await asyncio.gather(*(writer.append([(box, RECORD)]) for _ in range(50)))
    assert sorted(place.offset for (place,) in places) == [len(RECORD) * number for number in range(50)]
    with pytest.raises(MailboxGone):
        await writer.append([(tmp_path / "no" / "box", RECORD)])


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "no folder", "file for folder"])
def test_what_is_no_plain_file_is_refused(writer: MailboxWriter, tmp_path: Path, kind: str) -> None:
    good, bad = tmp_path / "good.mbox", tmp_path / "bad.mbox"
    if kind == "folder":
        bad.mkdir()
    elif kind == "pipe":
        os.mkfifo(bad)
    elif kind == "link":
        bad.symlink_to(tmp_path / "elsewhere")
    elif kind == "no folder":
        bad = tmp_path / "no" / "bad.mbox"
    else:
        (tmp_path / "file").write_bytes(b"")
        bad = tmp_path / "file" / "bad.mbox"
    both, alone = writer.submit([(good, RECORD), (bad, RECORD)]), writer.submit([(good, RECORD)])
    with pytest.raises(MailboxGone) as raised:
        both.result()
    assert raised.value.remedy
    assert alone.result()[0].offset == 0
    assert good.read_bytes() == RECORD
    assert not (tmp_path / "elsewhere").exists()
    assert left_behind(tmp_path) == []


def test_a_mailbox_with_a_second_name_is_refused(writer: MailboxWriter, tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    box.write_bytes(b"")
    os.link(box, tmp_path / "backup")
    with pytest.raises(MailboxGone, match="more than one name"):
        writer.submit([(box, RECORD)]).result()


def test_a_folder_that_vanishes_is_missed_and_welcomed_back(writer: MailboxWriter, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    box = folder / "ana.mbox"
    for _ in range(2):
        folder.mkdir()
        assert writer.submit([(box, RECORD)]).result()[0].offset == 0
        box.unlink()
        folder.rmdir()
        with pytest.raises(MailboxGone, match="no folder"):
            writer.submit([(box, RECORD)]).result()


def test_a_locked_mailbox_is_waited_for_and_holds_up_nobody_else(writer: MailboxWriter, tmp_path: Path) -> None:
    ana, ben = tmp_path / "ana.mbox", tmp_path / "ben.mbox"
    held = take(ana)
    waiting = writer.submit([(ben, RECORD), (ana, RECORD)])
    assert [writer.submit([(ben, numbered(number))]).result()[0].offset for number in range(3)]
    assert not waiting.done()
    held.release()
    assert [place.offset for place in waiting.result()] == [len(numbered(0)) * 3, 0]


def test_patience_ends(writer: MailboxWriter, tmp_path: Path) -> None:
    ana, ben = tmp_path / "ana.mbox", tmp_path / "ben.mbox"
    ben.write_bytes(b"From x\n\ntorn")
    held = take(ana)
    started = time.monotonic()
    with pytest.raises(MailboxLocked) as raised:
        writer.submit([(ben, RECORD), (ana, RECORD)]).result()
    assert 0.4 <= time.monotonic() - started < 2
    assert str(dotlock(ana)) in raised.value.remedy
    held.release()
    assert ben.read_bytes() == b"From x\n\ntorn"
    assert left_behind(tmp_path) == []
    assert writer.submit([(ana, RECORD)]).result()


def test_who_gives_up_waiting_is_never_written(writer: MailboxWriter, tmp_path: Path) -> None:
    ana, ben = tmp_path / "ana.mbox", tmp_path / "ben.mbox"
    held = take(ana)
    waiting = writer.submit([(ana, RECORD)])
    writer.submit([(ben, RECORD)]).result()
    assert waiting.cancel()
    held.release()
    writer.submit([(ana, numbered(1))]).result()
    assert ana.read_bytes() == numbered(1)
    with pytest.raises(CancelledError):
        waiting.result()


def test_closing_finishes_what_was_submitted(tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    writer = MailboxWriter()
    submitted = [writer.submit([(box, RECORD)]) for _ in range(600)]
    writer.close()
    assert all(future.done() for future in submitted)
    assert box.stat().st_size == 600 * len(RECORD)
    with pytest.raises(MailboxError):
        writer.submit([(box, RECORD)]).result()
    writer.close()


def test_closing_does_not_wait_long_for_a_locked_mailbox(tmp_path: Path) -> None:
    box = tmp_path / "ana.mbox"
    writer = MailboxWriter(lock_patience=60)
    held = take(box)
    waiting = writer.submit([(box, RECORD)])
    started = time.monotonic()
    writer.close()
    assert time.monotonic() - started < 1.5
    with pytest.raises(MailboxLocked):
        waiting.result()
    held.release()


def test_who_gave_up_before_the_round_is_not_in_it(tmp_path: Path) -> None:
    box, future = tmp_path / "ana.mbox", Future[tuple[Appended, ...]]()
    rounds = Rounds()
    rounds.add(Submission([box], [(box, RECORD)], 0, future))
    assert future.cancel()
    rounds.run()
    assert not rounds
    assert not box.exists()


def test_what_cannot_be_undone_now_is_undone_before_the_next_append(
    writer: MailboxWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    box = tmp_path / "ana.mbox"
    box.write_bytes(RECORD)
    held = take(box)  # so that both are in one round
    submitted = [writer.submit([(box, numbered(number))]) for number in range(2)]
    with monkeypatch.context() as broken:
        broken.setattr("heloworld.mbox.writing.atomic_append.sync", fail)
        broken.setattr("heloworld.mbox.writing.atomic_append.cut_off", fail)
        held.release()
        for future in submitted:
            with pytest.raises(MailboxError, match="may be left at the end"):
                future.result()
    assert box.read_bytes() == RECORD + numbered(0) + numbered(1)
    assert writer.submit([(box, numbered(2))]).result()[0].offset == len(RECORD)
    assert box.read_bytes() == RECORD + numbered(2)
    assert left_behind(tmp_path) == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_it_is_safe_on_the_disk_and_unlocked_before_anybody_is_told(tmp_path: Path) -> None:
    ana, ben = tmp_path / "ana.mbox", tmp_path / "ben.mbox"
    ben.write_bytes(RECORD)
    calls = "trace=openat,write,fdatasync,fsync,unlink,close"
    command = ["strace", "-f", "-y", "-e", calls, "-o", str(tmp_path / "calls"), sys.executable, "-c", TELL]
    subprocess.run([*command, str(ana), str(ben)], stdout=subprocess.DEVNULL, check=True)
    said = (tmp_path / "calls").read_text()
    where = [
        (f"write(N<{ana}>", f"fdatasync(N<{ana}>", f"fsync(N<{tmp_path}>", f'unlink("{ana}.lock")', f"close(N<{ana}>"),
        (f"write(N<{ben}>", f"fdatasync(N<{ben}>", f'unlink("{ben}.lock")', f"close(N<{ben}>"),
    ]
    lines = re.sub(r"(?<=\()\d+(?=<)", "N", said).splitlines()
    told = next(at for at, line in enumerate(lines) if '"told' in line)
    for steps in where:
        found = [next(at for at, line in enumerate(lines) if step in line) for step in steps]
        assert found == sorted(found)
        assert found[-1] < told


def test_a_bug_of_ours_leaves_nobody_waiting(
    writer: MailboxWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = tmp_path / "ana.mbox"
    box.write_bytes(RECORD)
    with monkeypatch.context() as broken:
        broken.setattr("heloworld.mbox.writing.atomic_append.sync", lambda _fd: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.submit([(box, RECORD)]).result()
    assert box.read_bytes() == RECORD
    assert left_behind(tmp_path) == []
    assert writer.submit([(box, RECORD)]).result()
