"""After a kill: undo what a writer of ours had begun to write and never acknowledged."""

from __future__ import annotations

import errno
import itertools
import logging
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.os_errors import writing
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.disk import sync, write_all
from heloworld.mbox.writing.journal import Journal, cut_off, is_to_cut, link_of, writer_of
from heloworld.mbox.writing.journal_entries import Rewrite
from heloworld.mbox.writing.locks import STALE_AFTER, Busy, Locked, is_alive, is_locked_by_the_dead, take
from heloworld.mbox.writing.rewrite import has_begun, take_back
from heloworld.mbox.writing.uid_book_file import remove_drafts

log = logging.getLogger(__name__)

_READ: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_STRANGE: Final = frozenset({errno.ELOOP, errno.EACCES, errno.EPERM, errno.ENXIO})
"""What is said where somebody has put a link, a file of their own, or a socket in the place of a journal."""


class NotOurs(Exception):  # noqa: N818 - a doubt, never seen as an exception
    """A journal that somebody else may have made, and why that may be."""


def recover(mailbox: Locked) -> bool:
    """Undo an unacknowledged change of a mailbox, whichever process of ours it was.

    A journal that does not prove to be ours is set aside, which is noted in the log; the mailbox stays as it is then.
    So it does where another program has rewritten it since; the mail as it was before is then kept in a file beside it.

    Args:
        mailbox: The mailbox, locked; its size is kept up to date.

    Returns:
        Whether the mailbox changed.

    Raises:
        OSError: The journal cannot be read, or the mailbox cannot be written to.
        MailboxError: A journal that is not ours cannot be set aside.
    """
    link = link_of(mailbox.path)
    facts = os.fstat(mailbox.fd)
    try:
        path = _target(link, facts.st_uid)
        if path is None:
            return False
        found = _read(path, facts.st_uid)
        changed = found is not None and _undo(*found, mailbox, facts)
    except NotOurs as doubt:
        _set_aside(link, doubt)
        return False
    link.unlink(missing_ok=True)
    if path != link and (found is None or not _is_wanted(found[0])):
        path.unlink(missing_ok=True)
    return changed


def recover_folder(folder: Path) -> list[Path]:
    """Undo every unacknowledged change of the mailboxes of a folder, and remove the locks and drafts of who made them.

    It is for the start of a server. Between two mails a killed one leaves a lock alone, which would keep mail programs
    away until the next mail comes.

    A mailbox that somebody else has locked is left for its next writer. So is one that cannot be mended; why, is noted
    in the log, and told to whoever writes to it next.

    Args:
        folder: Where the mailboxes lie; there may be no such folder.

    Returns:
        The mailboxes that changed.
    """
    here = folder.absolute()
    shared = set(here.glob(".helo-*.helo-journal"))
    own = sorted(set(here.glob(".*.helo-journal")) - shared)
    mended = [mailbox for mailbox in map(_mailbox_of, own) if _try(_recover_path, mailbox)]
    for path in shared:
        _try(_forget_abandoned, path)
    _try(_forget_drafts, here)
    for mailbox in filter(is_locked_by_the_dead, here.glob("*.mbox")):
        _try(_recover_path, mailbox)
    return mended


def _try(mend: Callable[[Path], bool], path: Path) -> bool:
    """Mend one thing of a folder, and tell whether a mailbox changed; what cannot be mended is noted."""
    try:
        with writing(path):
            return mend(path)
    except MailboxError as error:
        log.warning("%s", error)
        return False


def _forget_drafts(folder: Path) -> bool:
    remove_drafts(folder)
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
    try:
        found = _read(path, os.geteuid()) if _is_abandoned(path) else None
    except (FileNotFoundError, NotOurs):
        return False
    if _is_abandoned(path) and (found is None or not _is_wanted(found[0])):
        path.unlink(missing_ok=True)
    return False


def _is_abandoned(path: Path) -> bool:
    """Whether nobody works with a journal any more: its links are made at once, or its writer is dead."""
    writer = writer_of(path.name)
    if writer is None:
        return False
    pid, is_this = writer
    is_dead = not is_this and (pid == os.getpid() or not is_alive(pid))
    return is_dead or time.time() - path.lstat().st_mtime > STALE_AFTER


def _target(link: Path, owner: int) -> Path | None:
    """Where the journal of a mailbox lies, given the link that leads to it, or itself; None if there is none.

    Raises:
        NotOurs: The link is somebody else's, or leads to what is no journal.
    """
    try:
        facts = link.lstat()
    except FileNotFoundError:
        return None
    if facts.st_uid not in {os.geteuid(), owner}:
        raise NotOurs("it belongs to another user")
    if not stat.S_ISLNK(facts.st_mode):
        return link
    path = link.parent / link.readlink()
    if writer_of(path.name) is None:
        raise NotOurs("it leads to something else")
    return path


def _read(path: Path, owner: int) -> tuple[Journal, os.stat_result] | None:
    """The journal at a path, and what the system knows of it; None if there is none (any more), or it is torn or empty.

    Args:
        path: Where it lies.
        owner: Who besides ourselves may have made it: whoever owns the mailbox could cut it without a journal.

    Raises:
        NotOurs: Somebody else made it, so what it says cannot be trusted.
    """
    try:
        fd = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in _STRANGE:
            raise NotOurs("it is no file of ours") from error
        raise
    try:
        facts = os.fstat(fd)
        if facts.st_uid not in {os.geteuid(), owner}:
            raise NotOurs("it belongs to another user")
        if not stat.S_ISREG(facts.st_mode) or facts.st_mode & _OTHERS:
            raise NotOurs("others may have written it")
        journal = Journal.parse(path, read_all(fd, 0, facts.st_size))
        return None if journal is None else (journal, facts)
    finally:
        os.close(fd)


def _undo(journal: Journal, file: os.stat_result, mailbox: Locked, facts: os.stat_result) -> bool:
    """Undo what a journal announced, if it was written before the mailbox changed; nobody can set that time.

    Args:
        journal: The journal.
        file: What the system knows of its file.
        mailbox: The mailbox.
        facts: What the system knows of it.

    Raises:
        NotOurs: What it wants to have undone was there before it was.
    """
    is_later = file.st_dev == facts.st_dev and file.st_ctime_ns > facts.st_ctime_ns
    torn_only = not journal.is_of_this_boot and not journal.rewrites
    for append in journal.appends:
        if not is_to_cut(mailbox, append, torn_only=torn_only):
            continue
        if is_later:
            raise NotOurs("it is younger than the mail that it wants to have cut off")
        cut_off(mailbox, append, torn_only=torn_only)
        return True
    for rewrite in journal.rewrites:
        if link_of(journal.path.parent / rewrite.name) == link_of(mailbox.path):
            return _take_back(journal, rewrite, mailbox, is_later=is_later)
    return False


def _take_back(journal: Journal, rewrite: Rewrite, mailbox: Locked, *, is_later: bool) -> bool:
    """Undo a rewrite, or keep what would be lost where that cannot be done any more."""
    if is_later and not rewrite.is_forward:
        if not has_begun(mailbox, rewrite):
            return False
        raise NotOurs("it is younger than the mail that it wants to have changed")
    is_alone = len(journal.rewrites) == 1 and not journal.appends
    changed = None
    if mailbox.inode == rewrite.inode:
        is_later_boot = not journal.is_of_this_boot
        changed = take_back(mailbox, rewrite, keep_whole=is_alone, after_power_loss=is_later_boot)
    if changed is None:
        _rescue(mailbox.path, rewrite)
    return bool(changed)


def _rescue(mailbox: Path, rewrite: Rewrite) -> None:
    """Keep the mail that a rewrite was at, as it was before, in a file beside a mailbox that has changed since."""
    kept = _free(mailbox.with_name(f"{mailbox.stem}.helo-rescued{mailbox.suffix}"))
    fd = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        write_all(fd, rewrite.old)
        sync(fd)
    finally:
        os.close(fd)
    says = (
        "%s was changed by another program before an interrupted change could be undone: %s has its mail from before."
    )
    log.warning(says, mailbox, kept.name)


def _free(path: Path) -> Path:
    names = (path.with_stem(f"{path.stem}{'' if number == 1 else f'-{number}'}") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _set_aside(link: Path, doubt: NotOurs) -> None:
    """Give a journal another name under which nobody looks for it."""
    names = (f"{link.name}.not-ours{'' if number == 1 else f'-{number}'}" for number in itertools.count(1))
    aside = next(path for name in names if not os.path.lexists(path := link.with_name(name)))
    try:
        link.rename(aside)
    except OSError as error:
        raise MailboxError(f"{link} says how to mend a mailbox, but {doubt}.", "Remove the file.") from error
    says = "%s said how to mend a mailbox, but %s: it is now called %s, and the mailbox stays as it is."
    log.warning(says, link, doubt, aside.name)


def _is_wanted(journal: Journal) -> bool:
    """Whether the link of another mailbox still leads to a journal."""
    return any(_leads_to(link, journal.path) for link in journal.links)


def _leads_to(link: Path, path: Path) -> bool:
    try:
        return link.readlink().name == path.name
    except OSError:
        return False
