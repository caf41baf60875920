"""A call of a delivery that fails once: the mail is refused in words, nothing is lost, and nothing is left behind."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from serving import environment

CHILD = """
import json, os, sys
from pathlib import Path

left, failed = 0, []

def once(name):
    call = getattr(os, name)
    def counted(*arguments, **options):
        global left
        left -= 1
        if left != 0:
            return call(*arguments, **options)
        failed.append(name)
        if name == "close":
            call(*arguments)
        raise OSError(int(sys.argv[2]), os.strerror(int(sys.argv[2])))
    setattr(os, name, counted)

for name in sys.argv[3].split():
    once(name)

from heloworld.errors import MailboxError
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.recovery import recover_folder

MAIL = "From a@b.test Thu Jan  1 00:00:00 1970\\nSubject: {}\\n\\nbody\\n\\n"
OLD, NEW = (MAIL.format(word).encode() for word in ("old", "new"))
folder = Path(sys.argv[1])
for count in (1, 2):
    boxes = [folder / f"{name}.mbox" for name in "ab"[:count]]
    number = 0
    while True:
        number += 1
        for box in boxes:
            box.write_bytes(OLD)
        del failed[:]
        with MailboxWriter(lock_patience=1) as writer:
            left = number
            try:
                writer.submit([(box, NEW) for box in boxes]).result()
                outcome = "taken"
            except MailboxError as error:
                outcome = "refused"
            except Exception as error:
                outcome = repr(error)
            left = 0
            if not failed:
                break
            is_right = all(box.read_bytes() == OLD + NEW * (outcome == "taken") for box in boxes)
            writer.submit([(box, NEW) for box in boxes]).result()
        recover_folder(folder)
        rest = [path.name for path in folder.iterdir() if path not in boxes]
        for path in rest:
            (folder / path).unlink()
        print(json.dumps([count, number, failed[0], outcome, is_right, rest]))
"""

CALLS = "open write close fsync fdatasync ftruncate unlink symlink fstat lstat readlink lseek pread"


def runs(folder: Path, number: int) -> list[list[Any]]:
    """What became of deliveries to one mailbox and to two, in each of which another call failed."""
    command = [sys.executable, "-c", CHILD, str(folder), str(number), CALLS]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES])
def test_a_call_that_fails_once_costs_no_mail_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    found = runs(tmp_path, number)
    assert {call for _, _, call, *_ in found} >= {"open", "write", "close", "ftruncate", "unlink", "symlink", "fstat"}
    assert [run for run in found if run[3] not in {"taken", "refused"} or not run[4] or run[5]] == []
