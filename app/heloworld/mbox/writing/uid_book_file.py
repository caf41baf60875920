"""The files in which UIDs are kept, and the one that counts UIDVALIDITY for a folder: each replaced in one step."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from heloworld.mbox.reading.uid_book import UidBook, book_of
from heloworld.mbox.writing.disk import sync, sync_folder, write_all

COUNTER: Final = ".helo-uidvalidity"
"""The name of the file in which a folder keeps the last UIDVALIDITY that it has given away."""

_DRAFT: Final = ".part"

_guard = threading.Lock()


def load_book(mailbox: Path) -> UidBook | None:
    """The book of a mailbox; None if there is none, or it cannot be read."""
    try:
        return UidBook.from_bytes(book_of(mailbox).read_bytes())
    except OSError:
        return None


def save_book(mailbox: Path, book: UidBook) -> None:
    """Write the book of a mailbox, safe on the disk: a UID that was told to a client is never given away again.

    Raises:
        OSError: It cannot be written; the one before is still there.
    """
    _replace(book_of(mailbox), book.to_bytes())


def new_validity(folder: Path) -> int:
    """A UIDVALIDITY that no mailbox of a folder has had before: the time, or one more than the last one.

    Raises:
        OSError: The folder cannot be written to.
    """
    with _guard:
        last = 0
        with suppress(OSError, ValueError):
            last = int((folder / COUNTER).read_bytes()[:20])
        fresh = max(int(time.time()), last + 1)
        _replace(folder / COUNTER, b"%d\n" % fresh)
        return fresh


def remove_drafts(folder: Path) -> None:
    """Remove what a killed process had not finished writing of such files; what stands in them was never told.

    Raises:
        OSError: One cannot be removed.
    """
    for draft in (*folder.glob(book_of(Path("*")).name + _DRAFT), folder / f"{COUNTER}{_DRAFT}"):
        draft.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}{_DRAFT}")
    try:
        _write(draft, content)
        draft.replace(path)
    except FileNotFoundError:  # a process that starts has taken it for a killed one's
        _write(draft, content)
        draft.replace(path)
    sync_folder(path.parent)


def _write(draft: Path, content: bytes) -> None:
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        write_all(fd, content)
        sync(fd)
    finally:
        os.close(fd)
