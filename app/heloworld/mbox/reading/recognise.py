"""Is this a mailbox at all? Asked before a screen is opened for it."""

from __future__ import annotations

from pathlib import Path

from heloworld.errors import MailboxError
from heloworld.mbox.os_errors import folder
from heloworld.mbox.reading.index import MailboxIndex
from heloworld.mbox.reading.lines import BLOCK, GLANCE
from heloworld.mbox.reading.pread import read_all


def check(path: Path) -> None:
    """Make sure that a file can be shown as a mailbox; an empty one can.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read, or it is not an mbox at all.
    """
    if path.is_dir():
        raise folder(path)
    with MailboxIndex(path) as index:
        is_all = index.search(GLANCE)
        if len(index) or not read_all(index.fileno(), 0, BLOCK).strip(b"\r\n"):
            return
        where = "no line of it" if is_all else f"no line of its first {GLANCE:,} bytes"
        raise MailboxError(
            f'{path} is not an mbox: {where} starts with "From ".',
            "Every message of an mbox starts with such a line. Name another file.",
        )
