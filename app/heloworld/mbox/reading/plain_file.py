"""A mailbox that is no plain file yet: what comes through a pipe, or is compressed, is copied into one for a while."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.source import BZIP2, GZIP, XZ, ZIP, ZSTD, is_stdin, named

_PIPES: Final = ("/dev/fd/", "/proc/self/fd/")
"""Where the pipes lie that a shell makes for ``<(…)``: whoever waits for one of those waits for a program."""


@contextmanager
def plain_file(path: Path) -> Iterator[Path]:
    """A plain file with what stands at a path: the file itself, or a copy of what a pipe or a compressed file holds.

    Args:
        path: A file, perhaps compressed; a pipe that a shell made; or ``-`` for the standard input.

    Raises:
        UsageError: The standard input is a terminal.
        MailboxError: It cannot be read or unpacked, or there is no room for the copy; nothing of it is left then.
    """
    if not _is_to_be_copied(path):
        yield path
        return
    from heloworld.mbox.reading.unpacking import copied  # most files need nothing of that

    with copied(path) as copy:
        try:
            yield copy
        except MailboxError as error:
            raise type(error)(error.sentence.replace(str(copy), named(path)), error.remedy) from error


def _is_to_be_copied(path: Path) -> bool:
    if is_stdin(path):
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False  # whoever opens it says why it cannot be
    if stat.S_ISFIFO(mode):
        return str(path).startswith(_PIPES)
    if not stat.S_ISREG(mode):
        return False
    with reading(path), path.open("rb", buffering=0) as file:
        magic = file.read(len(XZ))
    return magic.startswith((GZIP, BZIP2, XZ, ZIP, ZSTD))
