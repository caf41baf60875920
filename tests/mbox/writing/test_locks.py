import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from heloworld.errors import MailboxLocked
from heloworld.mbox.reading.message import record
from heloworld.mbox.writing import locks
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.locks import STALE_AFTER, Busy, dotlock, take

Spawn: TypeAlias = "Callable[..., subprocess.Popen[bytes]]"

RECORD = record(b"Subject: hi\r\n\r\nbody\r\n", sender="dora@island.test", at=0)

HOLD_FCNTL = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.readline()
"""

HOLD_DOTLOCK = """
import os, sys
with open(sys.argv[1] + ".lock", "x") as file:
    file.write(sys.argv[2] % os.getpid() if "%" in sys.argv[2] else sys.argv[2])
print("held", flush=True)
sys.stdin.readline()
os.unlink(sys.argv[1] + ".lock")
"""

REPLACE = """
import fcntl, os, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.readline()
    with open(sys.argv[1] + ".new", "wb") as new:
        new.write(b"From new\\n\\n")
    os.rename(sys.argv[1] + ".new", sys.argv[1])
"""

TRY_FCNTL = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "ana.mbox"
    path.write_bytes(RECORD)
    return path


@pytest.fixture
def impatient() -> Iterator[MailboxWriter]:
    with MailboxWriter(lock_patience=0.05) as writer:
        yield writer


def let_go(child: "subprocess.Popen[bytes]") -> None:
    child.communicate(b"\n")
    assert child.returncode == 0


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


@pytest.mark.parametrize(
    ("code", "content"),
    [
        (HOLD_FCNTL, ""),
        (HOLD_DOTLOCK, "%d\n"),
        (HOLD_DOTLOCK, ""),
        (HOLD_DOTLOCK, "0"),
        (HOLD_DOTLOCK, f"%d:{os.uname().nodename}"),
    ],
    ids=["fcntl", "dotlock", "empty dotlock", "lockfile(1)", "Dovecot"],
)
def test_another_programs_lock_is_waited_for_and_respected(
    spawn: Spawn, impatient: MailboxWriter, box: Path, code: str, content: str
) -> None:
    child = spawn(code, box, content)
    with pytest.raises(MailboxLocked) as raised:
        impatient.submit([(box, RECORD)]).result()
    assert (str(dotlock(box)) in raised.value.remedy) is dotlock(box).exists(), "what is to be deleted is there"
    assert box.read_bytes() == RECORD
    with MailboxWriter(lock_patience=10) as patient:
        waiting = patient.submit([(box, RECORD)])
        let_go(child)
        assert waiting.result()[0].offset == len(RECORD)
    assert not dotlock(box).exists()


def test_a_dotlock_of_a_dead_process_is_cleared_at_once(impatient: MailboxWriter, box: Path) -> None:
    for content in (f"{dead_pid()}\n", f"  {dead_pid()}", f"{dead_pid()}:{os.uname().nodename}", f"{os.getpid()}\n"):
        dotlock(box).write_text(content)
        assert impatient.submit([(box, RECORD)]).result()
        assert not dotlock(box).exists()


def test_a_dotlock_of_another_machine_or_of_nobody_is_cleared_when_it_is_old(
    impatient: MailboxWriter, box: Path
) -> None:
    for content in ("", "0", f"{dead_pid()}:another.machine.test", "9999999999", "garbage"):
        dotlock(box).write_text(content)
        if content != "9999999999":
            with pytest.raises(MailboxLocked):
                impatient.submit([(box, RECORD)]).result()
        long_ago = time.time() - STALE_AFTER - 1
        os.utime(dotlock(box), (long_ago, long_ago))
        assert impatient.submit([(box, RECORD)]).result()


def test_a_dotlock_of_ours_is_stale_once_the_other_lock_is_free(impatient: MailboxWriter, box: Path) -> None:
    for content in ("", *[f"{os.getppid()}\n"] * hasattr(fcntl, "F_OFD_SETLK")):  # killed; its number lives again
        dotlock(box).touch(mode=0o744)
        dotlock(box).write_text(content)
        assert impatient.submit([(box, RECORD)]).result()
        assert not dotlock(box).exists()


def test_a_stale_dotlock_stays_while_the_other_lock_is_held(spawn: Spawn, impatient: MailboxWriter, box: Path) -> None:
    spawn(HOLD_FCNTL, box)
    dotlock(box).write_text(f"{dead_pid()}\n")
    with pytest.raises(MailboxLocked):
        impatient.submit([(box, RECORD)]).result()
    assert dotlock(box).exists()


def test_a_mailbox_that_was_replaced_while_we_waited_gets_the_mail(spawn: Spawn, box: Path) -> None:
    child = spawn(REPLACE, box)
    with MailboxWriter(lock_patience=10) as writer:
        waiting = writer.submit([(box, RECORD)])
        let_go(child)
        waiting.result()
    assert box.read_bytes() == b"From new\n\n" + RECORD


def test_a_mailbox_that_is_replaced_between_opening_and_locking_is_tried_again(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, fresh = locks._lock, box.with_suffix(".new")
    fresh.write_bytes(b"From new\n\n")

    def replaced_just_before(fd: int, own_description: int | None) -> None:
        if fresh.exists():
            fresh.replace(box)
        lock(fd, own_description)

    monkeypatch.setattr(locks, "_lock", replaced_just_before)
    with MailboxWriter() as writer:
        writer.submit([(box, RECORD)]).result()
    assert box.read_bytes() == b"From new\n\n" + RECORD


def test_others_find_both_locks_while_we_hold_them(box: Path) -> None:
    held = take(box)
    try:
        assert dotlock(box).read_text() == f"{os.getpid()}\n"
        with box.open("rb"):  # and closed again: a plain POSIX lock would be gone now
            pass
        assert subprocess.run([sys.executable, "-c", TRY_FCNTL, str(box)], stderr=subprocess.DEVNULL).returncode == 1
        with pytest.raises(Busy):
            take(box)
    finally:
        held.release()
    assert not dotlock(box).exists()
    assert subprocess.run([sys.executable, "-c", TRY_FCNTL, str(box)]).returncode == 0


def test_without_locks_of_our_own_description_the_usual_ones_are_taken(box: Path) -> None:
    held = take(box, own_description=None)
    assert subprocess.run([sys.executable, "-c", TRY_FCNTL, str(box)], stderr=subprocess.DEVNULL).returncode == 1
    held.release()


def test_two_writers_share_a_mailbox(box: Path) -> None:
    with MailboxWriter(lock_patience=20) as one, MailboxWriter(lock_patience=20) as two:
        futures = [writer.submit([(box, RECORD)]) for _ in range(50) for writer in (one, two)]
        places = [future.result()[0].offset for future in futures]
    assert sorted(places) == [len(RECORD) * number for number in range(1, 101)]
    assert box.read_bytes() == RECORD * 101


def test_nothing_is_left_open(box: Path, impatient: MailboxWriter) -> None:
    opened = Path("/dev/fd")
    before = sum(1 for _ in opened.iterdir())
    for _ in range(3):
        impatient.submit([(box, RECORD)]).result()
        held = take(box)
        with pytest.raises(MailboxLocked):
            impatient.submit([(box, RECORD)]).result()
        held.release()
    assert sum(1 for _ in opened.iterdir()) == before
    with box.open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
