"""The folder of a world's mailboxes: made, emptied one way or another, and filled with what a lesson begins with."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from heloworld.errors import HeloError
from heloworld.mbox.reading.uid_book import book_of
from heloworld.mbox.writing.journal import link_of
from heloworld.mbox.writing.locks import dotlock

EARLIER = "earlier"
"""The folder in which a reset sets mailboxes aside."""


def make(mail: Path) -> None:
    """Make a folder for mailboxes, readable for its owner only, unless it is there.

    Raises:
        OSError: It cannot be made, or not written to.
    """
    mail.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(mail, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def set_aside(mailboxes: Iterable[Path], mail: Path) -> Path | None:
    """Move mailboxes out of the way; their UIDs end with that.

    Args:
        mailboxes: The mailboxes; those that are missing or empty stay as they are.
        mail: The folder in which to keep them, in a folder of their own.

    Returns:
        That folder; None where there was no mail.

    Raises:
        OSError: They cannot be moved.
    """
    filled = [mailbox for mailbox in mailboxes if _has_mail(mailbox)]
    if not filled:
        return None
    aside = mail / EARLIER / time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
    aside.mkdir(parents=True, exist_ok=True)
    for mailbox in filled:
        mailbox.rename(_free_name(aside / mailbox.name))
        book_of(mailbox).unlink(missing_ok=True)
    return aside


def delete(mailboxes: Iterable[Path], mail: Path) -> None:
    """Delete mailboxes, their locks, their journals and their UIDs, and nothing else.

    Args:
        mailboxes: The mailboxes.
        mail: Their folder; what does not lie in it stays.

    Raises:
        OSError: One cannot be deleted.
    """
    for mailbox in mailboxes:
        if mailbox.parent == mail.absolute():
            for path in (mailbox, dotlock(mailbox), link_of(mailbox), book_of(mailbox)):
                path.unlink(missing_ok=True)


def read_seeds(seeds: Mapping[str, Path]) -> dict[str, bytes]:
    """What mailboxes begin with, by user.

    Raises:
        HeloError: A file cannot be read.
    """
    try:
        return {user: path.read_bytes() for user, path in seeds.items()}
    except OSError as error:
        raise HeloError(f"{error.filename}, which a mailbox should begin with, cannot be read.") from error


def sow(mailbox: Path, content: bytes) -> None:
    """Have a mailbox begin with some bytes, in one step, unless there is mail in it.

    Raises:
        OSError: It cannot be written.
    """
    if _has_mail(mailbox):
        return
    draft = mailbox.with_name(f".{mailbox.name}.seed")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(mailbox)


@contextlib.contextmanager
def about(mail: Path) -> Iterator[None]:
    """Say it in words for the user where something is wrong with the folder."""
    try:
        yield
    except FileExistsError as error:  # what mkdir says of whatever is there and is no folder
        raise HeloError(f"{error.filename} is a file, not a folder.", "Name a folder with --mail.") from error
    except OSError as error:
        why = error.strerror or "it cannot be used"
        raise HeloError(f"The folder {mail} cannot hold mailboxes: {why}.", "Name another with --mail.") from error


def _has_mail(mailbox: Path) -> bool:
    return mailbox.exists() and mailbox.stat().st_size > 0


def _free_name(path: Path) -> Path:
    """A path that does not exist yet: two resets in one second must not overwrite each other."""
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{path.stem.partition('~')[0]}~{number}{path.suffix}")
    return path
