"""Rewriting a mailbox in place: flags and deletion change bytes in the middle of a file into which others deliver.

It is the same file before and after. A program that waits for the lock has the mailbox open already; were another file
put in its place, that program would deliver into one that nobody reads any more, and say that all is well.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

from heloworld.errors import MailboxError, MailboxTooLarge
from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.edits import Edit
from heloworld.mbox.os_errors import not_undone, writing
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.disk import sync, write_over
from heloworld.mbox.writing.journal import Journal
from heloworld.mbox.writing.journal_entries import Rewrite
from heloworld.mbox.writing.locks import Locked
from heloworld.mbox.writing.transition import Found, Transition

LARGEST_TAIL: Final = 256 * 1024 * 1024
"""Bytes of a tail that can be rewritten: for a moment it is in memory four times."""

_LOOK_BACK: Final = 1024 * 1024
"""Bytes before the first edit in which the start of its message is looked for."""


class Tail(NamedTuple):
    """What a mailbox holds from the first message on that is going to change.

    Attributes:
        base: Where it starts, in bytes.
        old: Its bytes, up to the end of the file.
    """

    base: int
    old: bytes


def tail_of(mailbox: Locked, edits: Sequence[Edit]) -> Tail:
    """The part of a mailbox that edits move, from the start of a message on, so that it can be read by itself.

    Args:
        mailbox: The mailbox, locked.
        edits: In order, not overlapping.

    Raises:
        MailboxTooLarge: Too much of it would have to be moved.
        MailboxError: The edits are of another file.
        OSError: It cannot be read.
    """
    size = mailbox.size
    ends = [each.start for each in edits[1:]]
    if any(edit.start > edit.stop for edit in edits) or any(
        edit.stop > after for edit, after in zip(edits, [*ends, size], strict=True)
    ):
        raise MailboxError(f"{mailbox.path} is not the file any more that was to be changed.", "Look at it again.")
    base = _message_start(mailbox.fd, edits[0].start)
    if size - base > LARGEST_TAIL:
        raise MailboxTooLarge(
            f"{mailbox.path} is too large to be changed: {size - base:,} bytes would have to be moved, "
            f"and no more than {LARGEST_TAIL:,} can be.",
            "Delete from it with a mail program that writes a new file.",
        )
    return Tail(base, read_all(mailbox.fd, base, size))


def put(mailbox: Locked, transition: Transition) -> None:
    """Have a mailbox hold the new tail, safe on the disk; a journal says how to undo it.

    Args:
        mailbox: The mailbox, locked; its size is kept up to date.
        transition: What changes.

    Raises:
        OSError: It could not be written; anything between the old tail and the new one may stand there.
    """
    longer, fd = len(transition.new) - len(transition.old), mailbox.fd
    end = transition.base + len(transition.new)
    with _overwritable(fd):
        if longer > 0:
            _grow(fd, mailbox.size, end)
        write_over(fd, transition.new, transition.base)
        if longer < 0:
            late = read_all(fd, transition.end, os.fstat(fd).st_size)  # of a program that ignores locks
            write_over(fd, late, end)
            os.ftruncate(fd, end + len(late))
        sync(fd)
    mailbox.size = os.fstat(fd).st_size


def take_back(mailbox: Locked, rewrite: Rewrite, *, keep_whole: bool, after_power_loss: bool = False) -> bool | None:
    """Undo a rewrite that was not acknowledged, or finish an undoing; what others have appended meanwhile is kept.

    Args:
        mailbox: The mailbox, locked.
        rewrite: What its journal says.
        keep_whole: Leave it as it is where all of it was done.
        after_power_loss: Whether the machine has been down since.

    Returns:
        Whether the mailbox changed; None if it is in no state that the rewrite could have left it in.

    Raises:
        OSError: It cannot be read or written; another journal of it stays then.
    """
    transition = rewrite.transition()
    mailbox.size = os.fstat(mailbox.fd).st_size
    current = read_all(mailbox.fd, transition.base, mailbox.size)
    found = transition.found(current)
    if found is None and after_power_loss:
        found = transition.found_after_power_loss(current)
    if found is None:
        return None
    if found.is_whole and keep_whole:
        return False
    wanted = Transition.of(transition.base, current, _wanted(transition, rewrite, found))
    if not wanted:
        return False
    edit = Edit(wanted.base, wanted.base + len(wanted.old), wanted.new)
    journal = Journal.replace(mailbox, wanted.base, wanted.old, (edit,))
    try:
        put(mailbox, wanted)
        journal.commit()
    finally:
        journal.close()
    journal.remove()
    return True


def has_begun(mailbox: Locked, rewrite: Rewrite) -> bool:
    """Whether a mailbox does not start with what a rewrite found there.

    Raises:
        OSError: It cannot be read.
    """
    stop = rewrite.base + len(rewrite.old)
    return mailbox.inode != rewrite.inode or read_all(mailbox.fd, rewrite.base, stop) != rewrite.old


def undo(mailbox: Locked, rewrite: Rewrite) -> None:
    """Undo a rewrite that failed, in the process that began it.

    Raises:
        NotUndone: It cannot be done now; a journal stays, for whoever locks the mailbox next.
    """
    try:
        if take_back(mailbox, rewrite, keep_whole=False) is not None:
            return
    except OSError as error:
        raise not_undone(mailbox.path, error) from error
    raise not_undone(mailbox.path, OSError("it was changed by another program meanwhile"))


def check_unchanged(mailbox: Locked) -> None:
    """Make sure that nobody has written to a mailbox since it was locked: not everybody asks for locks.

    Raises:
        MailboxError: Somebody has, and nothing was changed.
    """
    with writing(mailbox.path):
        if os.fstat(mailbox.fd).st_size == mailbox.size:
            return
    raise MailboxError(f"{mailbox.path} is being written to by a program that ignores its lock.", "Try again.")


def _wanted(transition: Transition, rewrite: Rewrite, found: Found) -> bytes:
    return (transition.new if rewrite.is_forward else transition.old) + found.strangers


def _grow(fd: int, size: int, end: int) -> None:
    """Make a file longer, in one step, and then have the room for it; on a full disk it is as it was."""
    os.ftruncate(fd, end)
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(fd, size, end - size)
    except OSError:
        os.ftruncate(fd, size)
        raise


@contextmanager
def _overwritable(fd: int) -> Iterator[None]:
    """A descriptor that does not append for a while. One more could not be closed without losing the fcntl lock."""
    flags = fcntl.fcntl(fd, fcntl.F_GETFL)
    fcntl.fcntl(fd, fcntl.F_SETFL, flags & ~os.O_APPEND)
    try:
        yield
    finally:
        with suppress(OSError):  # the descriptor is closed when the lock is let go of
            fcntl.fcntl(fd, fcntl.F_SETFL, flags)


def _message_start(fd: int, offset: int) -> int:
    """Where the last separator line before an offset starts, or at it; the offset itself where none is near."""
    start = max(offset - _LOOK_BACK, 0)
    near = read_all(fd, max(start - 1, 0), offset + len(SEPARATOR))
    if near.endswith(b"\n" + SEPARATOR) or offset == 0:
        return offset
    at = near.rfind(b"\n" + SEPARATOR)
    if at >= 0:
        return max(start - 1, 0) + at + 1
    return 0 if start == 0 else offset
