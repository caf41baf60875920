"""A call of a rewrite that fails once: the change is made or refused in words, nothing is lost or left behind."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

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
from heloworld.mbox.edits import Edit
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.recovery import recover_folder

MAIL = "From a@b.test Thu Jan  1 00:00:00 1970\\nSubject: {}\\n\\nbody\\n\\n"
LETTERS = [MAIL.format(word).encode() for word in ("first", "second", "last")]
OLD, MOVED, NEW = b"".join(LETTERS), MAIL.format("moved").encode(), MAIL.format("new").encode()
at = len(LETTERS[0])
GONE = Edit(at, at + len(LETTERS[1]), b"")
line = OLD.index(b"\\n\\n") + 1
READ = Edit(line, line, b"Status: RO\\nX-Status: AFTD\\nX-Keywords: " + b"word " * 20 + b"\\n")
folder = Path(sys.argv[1])
ana, ben = folder / "ana.mbox", folder / "ben.mbox"
for edits in ([GONE], [READ], [READ, GONE]):
    after = OLD
    for edit in reversed(edits):
        after = after[:edit.start] + edit.new + after[edit.stop:]
    for records in ([], [(ben, MOVED)], [(ana, MOVED)]):
        number = 0
        while True:
            number += 1
            ana.write_bytes(OLD)
            ben.write_bytes(b"")
            del failed[:]
            with MailboxWriter(lock_patience=1) as writer:
                left = number
                try:
                    writer.submit_change(ana, lambda _: edits, records).result()
                    outcome = "taken"
                except MailboxError:
                    outcome = "refused"
                except Exception as error:
                    outcome = repr(error)
                left = 0
                if not failed:
                    break
                moved = [MOVED * (outcome == "taken" and (box, MOVED) in records) for box in (ana, ben)]
                wanted = [(after if outcome == "taken" else OLD) + moved[0], moved[1]]
                is_right = [box.read_bytes() for box in (ana, ben)] == wanted
                writer.submit([(box, NEW) for box in (ana, ben)]).result()
                is_right &= [box.read_bytes() for box in (ana, ben)] == [each + NEW for each in wanted]
            recover_folder(folder)
            rest = [path.name for path in folder.iterdir() if path not in {ana, ben}]
            for path in rest:
                (folder / path).unlink()
            print(json.dumps([len(edits), len(records), number, failed[0], outcome, is_right, rest]))
"""

CALLS = (
    "open write close fsync fdatasync ftruncate unlink symlink fstat lstat readlink lseek pread pwrite "
    "posix_fallocate replace rename"
)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_call_that_fails_once_costs_no_mail_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-c", CHILD, str(tmp_path), str(number), CALLS]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {call for _, _, _, call, *_ in found} >= {"pwrite", "posix_fallocate", "ftruncate", "fdatasync", "symlink"}
    assert [run for run in found if run[4] not in {"taken", "refused"} or not run[5] or run[6]] == []
