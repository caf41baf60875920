"""Locks on a mailbox that other mail programs respect: fcntl and a dotlock, both, never waiting for either.

Postfix takes the dotlock first, Dovecot and mutt the fcntl lock; who holds one and waits for the other may wait for
ever. So both are tried, as Debian Policy 11.6 has it: if either is taken, let go of everything, come back later.

On Linux the fcntl lock is an "open file description" lock. It shuts out the usual kind and is shut out by it, but
it belongs to our descriptor alone: when another part of this process opens the mailbox to show it and closes it
again, the lock stays (fcntl(2), "Open file description locks"). Where there is only the usual kind, the dotlock
still guards the file.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from heloworld.mbox.os_errors import many_names, not_plain

STALE_AFTER: Final = 300
"""Seconds after which a dotlock that names no process counts as forgotten (liblockfile's rule)."""

_OPEN: Final = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
_DOTLOCK: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_OWN_DESCRIPTION: Final[int | None] = getattr(fcntl, "F_OFD_SETLK", None)
_LOCK: Final = struct.Struct("hhqqi4x")
_WHOLE_FILE: Final = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
_MODE: Final = 0o744
"""The mode of our dotlocks. The owner's x marks them as ours from the instant they exist, before our number is in them;
nobody else makes locks that can be executed."""

_HOLDER: Final = re.compile(rb"\s*([1-9][0-9]{0,9})(?::([!-~]+))?\s*")

_GLANCE: Final = 0.003
"""Seconds between two looks at a mailbox that somebody writes to."""

_never = threading.Event()
_in_use: set[Path] = set()
_in_use_guard = threading.Lock()


class Busy(Exception):  # noqa: N818 - a state that passes, never seen by a user
    """Somebody else has the mailbox locked, or replaced it just now: try again later."""


@dataclass(slots=True)
class Locked:
    """A mailbox that is open and locked.

    Attributes:
        path: Where it lies.
        fd: Its only descriptor, for reading and appending.
        inode: Which file it is.
        size: Its length in bytes, kept up to date by whoever changes it.
    """

    path: Path
    fd: int
    inode: int
    size: int
    _held: ExitStack

    def release(self) -> None:
        """Let go of both locks and close the file."""
        self._held.close()


def take(path: Path, own_description: int | None = _OWN_DESCRIPTION) -> Locked:
    """Open a mailbox and lock it, or give up at once; a missing mailbox is made, readable for its owner only.

    Args:
        path: The mailbox, absolute.
        own_description: The number of fcntl's command for a lock that belongs to one descriptor; None where the
            system has none, or it is not wanted.

    Raises:
        Busy: Somebody else has it.
        MailboxGone: It is not a plain file.
        OSError: It cannot be opened or locked.
    """
    with ExitStack() as held:
        _reserve(path)
        held.callback(_in_use.discard, path)
        fd = _open(path)
        held.callback(_close, fd)
        opened = os.fstat(fd)
        if not stat.S_ISREG(opened.st_mode):
            raise not_plain(path)
        _lock(fd, own_description)
        _make_dotlock(dotlock(path), own_description)
        held.callback(_remove, dotlock(path))
        size = _size_if_still(path, opened)
        return Locked(path, fd, opened.st_ino, size, held.pop_all())


@contextmanager
def kept_from_change(
    path: Path, fd: int, patience: float, own_description: int | None = _OWN_DESCRIPTION
) -> Iterator[bool]:
    """Have nobody write to a mailbox for a moment while it is read; nothing is written for that.

    Args:
        path: The mailbox.
        fd: A descriptor of it, open for reading.
        patience: Seconds to wait for whoever is writing.
        own_description: As for `take`; where it is None, programs are only kept away by not looking while one is there.

    Yields:
        Whether nobody is; where it is not so, somebody has had it locked all the time.
    """
    until = time.monotonic() + patience
    while not (is_held := _shares(fd, own_description) and not os.path.lexists(dotlock(path))):
        _share(fd, fcntl.F_UNLCK, own_description)
        if time.monotonic() > until:
            break
        _never.wait(_GLANCE)
    try:
        yield is_held
    finally:
        _share(fd, fcntl.F_UNLCK, own_description)


def _shares(fd: int, own_description: int | None) -> bool:
    return _share(fd, fcntl.F_RDLCK, own_description)


def _share(fd: int, kind: int, own_description: int | None) -> bool:
    """Take a lock that others may have at the same time if they only read, or let go of it; whether that was done."""
    if own_description is None:
        return True
    try:
        fcntl.fcntl(fd, own_description, _LOCK.pack(kind, os.SEEK_SET, 0, 0, 0))
    except OSError as error:
        return error.errno not in {errno.EAGAIN, errno.EACCES}  # a file system that has no locks
    return True


@lru_cache(maxsize=1024)
def dotlock(path: Path) -> Path:
    """Where the lock file of a mailbox lies."""
    return path.with_name(path.name + ".lock")


def _reserve(path: Path) -> None:
    """Keep other threads of this process away: without own-description locks they would share our fcntl lock."""
    with _in_use_guard:
        if path in _in_use:
            raise Busy
        _in_use.add(path)


def _open(path: Path) -> int:
    try:
        return os.open(path, _OPEN)
    except FileNotFoundError:
        return os.open(path, _OPEN | os.O_CREAT, 0o600)


def _lock(fd: int, own_description: int | None) -> None:
    """Take the fcntl lock of a whole file."""
    try:
        if own_description is None:
            fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            fcntl.fcntl(fd, own_description, _WHOLE_FILE)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES}:
            raise Busy from error
        raise


def _size_if_still(path: Path, opened: os.stat_result) -> int:
    """The size of a mailbox, now that it is locked; `Busy` if another file has taken its name meanwhile."""
    try:
        found = path.lstat()
    except FileNotFoundError as error:
        raise Busy from error
    if (found.st_dev, found.st_ino) != (opened.st_dev, opened.st_ino):
        raise Busy
    if found.st_nlink > 1:
        raise many_names(path)
    return found.st_size


def _make_dotlock(lock: Path, own_description: int | None) -> None:
    """Take the dotlock. The fcntl lock is held already, so two of us cannot clear the same stale one."""
    if _has_made(lock):
        return
    if not _is_stale(lock, own_description):
        raise Busy
    _remove(lock)
    if not _has_made(lock):
        raise Busy


def _has_made(lock: Path) -> bool:
    """Whether a dotlock could be made; if not, there is one already."""
    try:
        fd = os.open(lock, _DOTLOCK, _MODE)
    except FileExistsError:
        return False
    with suppress(OSError):  # on a full disk the lock is ours all the same, only without our number in it
        os.write(fd, b"%d\n" % os.getpid())
    _close(fd)
    return True


def is_locked_by_the_dead(path: Path) -> bool:
    """Whether a dotlock of ours lies beside a mailbox, and names a process that is gone."""
    lock = dotlock(path)
    with suppress(OSError):
        return bool(lock.lstat().st_mode & stat.S_IXUSR) and _is_stale(lock, None)
    return False


def _is_stale(lock: Path, own_description: int | None) -> bool:
    """Whether whoever made a dotlock is gone: its process is dead, or it names none and is old."""
    try:
        fd = os.open(lock, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        content, facts = os.read(fd, 64), os.fstat(fd)
    finally:
        _close(fd)
    is_ours = bool(facts.st_mode & stat.S_IXUSR)
    if is_ours and (own_description is not None or not content):
        return True  # whoever made it held the fcntl lock, too, as long as they lived; and that is ours now
    holder = _HOLDER.fullmatch(content)
    if holder is None or (holder[2] and holder[2] != os.fsencode(os.uname().nodename)):
        return time.time() - facts.st_mtime > STALE_AFTER
    pid = int(holder[1])
    return pid == os.getpid() or not is_alive(pid)  # our own number, in a lock we do not hold: a namesake's


def is_alive(pid: int) -> bool:
    """Whether a process exists, whoever owns it."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _close(fd: int) -> None:
    """Close a file in which everything that counts is on the disk already, or will be written again."""
    with suppress(OSError):
        os.close(fd)


def _remove(lock: Path) -> None:
    """Remove a lock of ours, or a stale one; where that is refused, whoever comes next finds a stale one."""
    with suppress(OSError):
        lock.unlink()
