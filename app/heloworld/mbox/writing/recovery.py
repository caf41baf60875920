"""After a kill: undo what a writer of ours had begun to append and never acknowledged."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.os_errors import writing
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.journal import Journal, cut_off, link_of
from heloworld.mbox.writing.locks import Busy, Locked, is_alive, take

log = logging.getLogger(__name__)

_READ: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def recover(mailbox: Locked) -> bool:
    """Undo an unacknowledged append to a mailbox, whichever process of ours it was.

    Args:
        mailbox: The mailbox, locked; its size is kept up to date.

    Returns:
        Whether the mailbox became shorter.

    Raises:
        OSError: The journal cannot be read, or the mailbox cannot be cut.
        MailboxError: The journal is somebody else's.
    """
    link = link_of(mailbox.path)
    try:
        path = link.parent / link.readlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno != errno.EINVAL:  # no link: the journal itself
            raise
        path = link
    journal = _read(path)
    changed = journal is not None and _undo(journal, mailbox)
    link.unlink()
    if journal is not None and not _is_wanted(journal):
        path.unlink(missing_ok=True)
    return changed


def recover_folder(folder: Path) -> list[Path]:
    """Undo every unacknowledged append to the mailboxes of a folder; for the start of a server.

    A mailbox that somebody else has locked is left for its next writer. So is one that cannot be mended; why, is noted
    in the log, and told to whoever writes to it next.

    Args:
        folder: Where the mailboxes lie; there may be no such folder.

    Returns:
        The mailboxes that became shorter.
    """
    here = folder.absolute()
    shared = set(here.glob(".helo-*.helo-journal"))
    own = sorted(set(here.glob(".*.helo-journal")) - shared)
    mended = [mailbox for mailbox in map(_mailbox_of, own) if _try(_recover_path, mailbox)]
    for path in shared:
        _try(_forget_abandoned, path)
    return mended


def _try(mend: Callable[[Path], bool], path: Path) -> bool:
    """Mend one thing of a folder, and tell whether a mailbox became shorter; what cannot be mended is noted."""
    try:
        with writing(path):
            return mend(path)
    except MailboxError as error:
        log.warning("%s", error)
        return False


def _mailbox_of(link: Path) -> Path:
    return link.with_name(link.name.removeprefix(".").removesuffix(".helo-journal"))


def _recover_path(path: Path) -> bool:
    if not path.exists():
        link_of(path).unlink(missing_ok=True)
        return False
    try:
        mailbox = take(path)
    except Busy:
        return False
    try:
        return recover(mailbox)
    finally:
        mailbox.release()


def _forget_abandoned(path: Path) -> bool:
    """Remove the journal of a writer that was killed before there was a link to it: nothing was appended."""
    pid = path.name.split("-")[1]
    if not pid.isdecimal() or not is_alive(int(pid)):
        journal = _read(path)
        if journal is None or not _is_wanted(journal):
            path.unlink(missing_ok=True)
    return False


def _read(path: Path) -> Journal | None:
    """The journal at a path; None if there is none (any more), or it is torn.

    Raises:
        MailboxError: Somebody else made it, so what it says cannot be trusted.
    """
    try:
        fd = os.open(path, _READ)
    except FileNotFoundError:
        return None
    try:
        facts = os.fstat(fd)
        if facts.st_uid != os.geteuid() or not stat.S_ISREG(facts.st_mode):
            raise MailboxError(
                f"{path} says how to mend a mailbox, but it belongs to another user.",
                "Start as that user once, or remove the file.",
            )
        return Journal.parse(path, read_all(fd, 0, facts.st_size))
    finally:
        os.close(fd)


def _undo(journal: Journal, mailbox: Locked) -> bool:
    torn_only = not journal.is_of_this_boot
    return any(cut_off(mailbox, append, torn_only=torn_only) for append in journal.appends)


def _is_wanted(journal: Journal) -> bool:
    """Whether the link of another mailbox still leads to a journal."""
    return any(_leads_to(link, journal.path) for link in journal.links)


def _leads_to(link: Path, path: Path) -> bool:
    try:
        return link.readlink().name == path.name
    except OSError:
        return False
