"""A writer that is killed at one exact instant, and what it was going to write."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from heloworld.mbox.reading.message import record
from heloworld.mbox.writing.append import MailboxWriter

OLD = record(b"Subject: old\r\n\r\nbody\r\n", sender="dora@island.test", at=0)
LOST = record(b"Subject: lost\r\n\r\n" + b"x" * 9000, sender="dora@island.test", at=0)
NEW = record(b"Subject: new\r\n\r\nbody\r\n", sender="dora@island.test", at=0)

WRITER = """
import os, signal, sys
from pathlib import Path
from heloworld.mbox.writing import atomic_append, disk, journal
from heloworld.mbox.writing.append import MailboxWriter

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def after(times, function):
    def counted(*arguments):
        nonlocal times
        times -= 1
        if times < 0:
            die()
        return function(*arguments)
    return counted

def torn(fd, data):
    write_all(fd, data[: len(data) // 2])
    die()

write_all = disk.write_all
instant = sys.argv[1]
if instant == "torn journal":
    journal.write_all = torn
elif instant == "before the links":
    Path.symlink_to = die
elif instant == "before the second link":
    Path.symlink_to = after(1, Path.symlink_to)
elif instant == "before writing":
    atomic_append.write_all = die
elif instant == "torn":
    atomic_append.write_all = torn
elif instant == "before the second mailbox":
    atomic_append.write_all = after(1, write_all)
elif instant == "torn in the second mailbox":
    functions = iter([write_all, torn])
    atomic_append.write_all = lambda fd, data: next(functions)(fd, data)
elif instant == "before syncing":
    atomic_append.sync = die
elif instant == "before the commit":
    journal.Journal.commit = die
elif instant == "after the commit":
    journal.Journal.close = die
elif instant == "after the journal":
    journal._remove = lambda path: (path.unlink(), die())
data = Path(sys.argv[2]).read_bytes()
with MailboxWriter() as writer:
    writer.submit([(Path(path), data) for path in sys.argv[3:]]).result()
"""


def killed(instant: str, *boxes: Path) -> None:
    """Have a writer append LOST to some mailboxes and die at an instant."""
    lost = boxes[0].parent.parent / "lost"
    lost.write_bytes(LOST)
    command = [sys.executable, "-c", WRITER, instant, str(lost), *map(str, boxes)]
    assert subprocess.run(command).returncode == -signal.SIGKILL


def deliver(*boxes: Path) -> None:
    with MailboxWriter(lock_patience=1) as writer:
        writer.submit([(box, NEW) for box in boxes]).result()


def hidden(*folders: Path) -> list[str]:
    return [path.name for folder in folders for path in folder.iterdir() if path.suffix in {".lock", ".helo-journal"}]


def journal_of(box: Path) -> Path:
    """The journal of a round that was for one mailbox only."""
    return box.with_name(f".{box.name}.helo-journal")
