"""What the operating system said about a mailbox, as an error that a user can act on."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, TypeAlias

from heloworld.errors import MailboxError, MailboxFull, MailboxGone, MailboxLocked

_Explanation: TypeAlias = tuple[type[MailboxError], str, str]

_FULL: Final = "Make room, then send the message again; the mailbox is as it was before."
_PLAIN: Final[_Explanation] = (
    MailboxGone,
    "{path} is not a plain file.",
    "A mailbox has to be one: choose another name, or move away what stands there.",
)
_MISSING: Final[_Explanation] = (
    MailboxGone,
    "There is no folder for the mailbox {path}.",
    "Make the folder first.",
)
_FORBIDDEN: Final[_Explanation] = (
    MailboxError,
    "{where} may not be written to.",
    "Check who owns it and its folder: both have to be writable, the folder because of the lock file.",
)

_WRITING: Final[Mapping[int, _Explanation]] = {
    errno.ENOSPC: (MailboxFull, "The disk is full: {path} cannot take the message.", _FULL),
    errno.EDQUOT: (MailboxFull, "The disk quota is used up: {path} cannot take the message.", _FULL),
    errno.EFBIG: (MailboxFull, "{path} would become larger than a file may be here.", _FULL),
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EISDIR: _PLAIN,
    errno.ELOOP: _PLAIN,
    errno.ENXIO: _PLAIN,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: (MailboxError, "{where} is on a file system that is mounted read-only.", "Choose another folder."),
}
_NOT_WRITTEN: Final[_Explanation] = (
    MailboxError,
    "{path} could not be written: {reason}.",
    "The mailbox is as it was before.",
)
_NO_FILE: Final[_Explanation] = (MailboxGone, "There is no file {path}.", "Check the name.")
_NO_PLAIN: Final[_Explanation] = (
    MailboxGone,
    "{path} is not a plain file.",
    "Name a mailbox file, or send what comes through a pipe: COMMAND | helo mbox -",
)
_READING: Final[Mapping[int, _Explanation]] = {
    errno.ENOENT: _NO_FILE,
    errno.ENOTDIR: _NO_FILE,
    errno.EISDIR: _NO_PLAIN,
    errno.ELOOP: _NO_PLAIN,
    errno.ENXIO: _NO_PLAIN,
    errno.EACCES: (MailboxError, "{path} may not be read.", "Ask its owner, or read it as another user."),
}
_NOT_READ: Final[_Explanation] = (MailboxError, "{path} could not be read: {reason}.", "")


class NotUndone(MailboxError):  # noqa: N818 - a state of the mailbox
    """A mailbox could not be put back as it was; its journal stays, for whoever locks it next."""


def writing(path: Path) -> AbstractContextManager[None]:
    """What the operating system refuses inside becomes a `MailboxError`; its cause is the `OSError`.

    Args:
        path: The mailbox that is written to.
    """
    return _Explained(path, _not_written)


def reading(path: Path) -> AbstractContextManager[None]:
    """The same for a mailbox that is only read."""
    return _Explained(path, _not_read)


class _Explained(AbstractContextManager[None]):
    """Says what goes wrong inside in words of its own; it is entered for every letter that is read."""

    __slots__ = ("_explained", "_path")

    def __init__(self, path: Path, explained: Callable[[OSError, Path], MailboxError]) -> None:
        self._path, self._explained = path, explained

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise self._explained(error, self._path) from error


def _not_written(error: OSError, path: Path) -> MailboxError:
    return _explain(error, path, _WRITING.get(error.errno or 0, _NOT_WRITTEN))


def _not_read(error: OSError, path: Path) -> MailboxError:
    if isinstance(error, IsADirectoryError):
        from heloworld.mbox import mail_folders  # hardly ever needed

        return mail_folders.what_is(path)
    return _explain(error, path, _READING.get(error.errno or 0, _NOT_READ))


def _explain(error: OSError, path: Path, explanation: _Explanation) -> MailboxError:
    kind, sentence, remedy = explanation
    where = error.filename if isinstance(error.filename, str | Path) else path
    return kind(sentence.format(path=path, where=where, reason=error.strerror or error), remedy)


def not_plain(path: Path) -> MailboxGone:
    """The error for a mailbox that is a device, a socket, a pipe and so on."""
    return MailboxGone(_PLAIN[1].format(path=path), _PLAIN[2])


def obstacle(path: Path) -> MailboxError | None:
    """Why no mail can be appended to a mailbox, as far as a look at it tells; nothing is opened or made for that.

    Args:
        path: The mailbox; it need not exist yet.

    Returns:
        The error that a delivery would meet; None where nothing stands in the way.
    """
    folder = path.parent
    try:
        facts = path.lstat()
    except OSError as error:
        if error.errno != errno.ENOENT or not folder.is_dir():
            return _not_written(error, path)
        return None if os.access(folder, os.W_OK | os.X_OK) else _explain(PermissionError(), folder, _FORBIDDEN)
    if not stat.S_ISREG(facts.st_mode):
        return not_plain(path)
    if facts.st_nlink > 1:
        return many_names(path)
    barred = next((each for each in (path, folder) if not os.access(each, os.W_OK)), None)
    return None if barred is None else _explain(PermissionError(), barred, _FORBIDDEN)


def not_readable(path: Path) -> MailboxGone:
    """The error for a device, a socket, a pipe and so on that is to be read as a mailbox."""
    return MailboxGone(_NO_PLAIN[1].format(path=path), _NO_PLAIN[2])


def many_names(path: Path) -> MailboxGone:
    """The error for a mailbox with hard links: a lock file beside one name says nothing at the other."""
    return MailboxGone(
        f"{path} has more than one name, so it cannot be locked safely.", "Remove the other hard links to it."
    )


def locked(path: Path, lock: Path | None) -> MailboxLocked:
    """The error for a mailbox that somebody else has kept locked for too long.

    Args:
        path: The mailbox.
        lock: The lock file beside it; None where there is none, as the lock is one of fcntl.
    """
    otherwise = f"; if none does, delete {lock}" if lock is not None else ""
    return MailboxLocked(
        f"{path} is locked by another program.", f"Close the mail program that has it open{otherwise}."
    )


def not_undone(path: Path, error: OSError) -> NotUndone:
    """The error for a mailbox that could not be put back as it was."""
    return NotUndone(
        f"Part of a message that was not accepted may be left at the end of {path}: {error.strerror or error}.",
        "It is removed before anything else is appended, as soon as the file can be written again.",
    )
