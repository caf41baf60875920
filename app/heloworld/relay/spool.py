"""The queue's files: two a letter, its text and its state, so that what was promised survives a kill.

``7DCB64A55D.eml`` holds the text, ``7DCB64A55D.json`` everything else. A letter is in the queue as soon as its state
has its name, and out of it as soon as it has not. So every change is one step: a state is written beside the old one,
synced, and put in its place::

    into it:    text → sync → state → sync → name → sync the folder → "250"
    a change:   state → sync → name
    out of it:  the state's name goes, then the text

The folder is not synced for a change. If the machine itself goes down meanwhile, the state before it may be back, and
a letter that was handed on is handed on again; RFC 5321 §4.5.4.1 wants no letter lost, and allows that.

One program has a folder at a time. A lock says so, and it goes with the program, however that ends.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVarTuple

from heloworld.errors import QueueError, QueueFull
from heloworld.mbox.writing.disk import sync, sync_folder, write_all
from heloworld.relay.queued_letter import QueuedLetter, from_fields, to_fields

log = logging.getLogger(__name__)

WRITERS: Final = 16
"""Letters that are written at one time: the disk syncs them together, which takes little longer than to sync one."""

NOTES: Final = 4
"""Changes that are written at one time."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_What = TypeVarTuple("_What")


class InUse(QueueError):  # noqa: N818 - a state of the folder
    """Another program has the folder."""


class Spool:
    """A folder that holds a queue.

    Args:
        folder: The folder; made when it is missing.

    Raises:
        QueueError: It cannot be used; `InUse` where another program uses it.
    """

    LOCK: Final = ".lock"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = _take(folder, folder / self.LOCK)
        self._is_closed = False
        self._writers = ThreadPoolExecutor(WRITERS, "queue-writer")
        self._notes = ThreadPoolExecutor(NOTES, "queue-notes")

    async def put(self, letter: QueuedLetter, content: bytes) -> None:
        """Have a letter in the queue, safe on the disk.

        Raises:
            QueueError: It cannot be, and nothing of it is left; `QueueFull` where there is no room.
        """
        try:
            await self._run(self._writers, self._put, letter, content)
        except QueueError as error:
            if not isinstance(error.__cause__, FileExistsError):  # then it is another letter's
                with suppress(QueueError):
                    await self.remove(letter.queue_id)
            raise

    async def update(self, letter: QueuedLetter) -> None:
        """Have a letter's new state on the disk.

        Raises:
            QueueError: It cannot be, and the old state is still there.
        """
        await self._run(self._notes, self._write_state, letter)

    async def remove(self, queue_id: str) -> None:
        """Have a letter out of the queue.

        Raises:
            QueueError: It cannot be.
        """
        await self._run(self._notes, self._remove, queue_id)

    async def content(self, queue_id: str) -> bytes:
        """The text of a letter.

        Raises:
            QueueError: It cannot be read.
        """
        try:
            return await asyncio.to_thread(self._text(queue_id).read_bytes)
        except OSError as error:
            raise _failure(error, self.folder) from error

    def letters(self) -> list[QueuedLetter]:
        """What is in the queue; what a kill has left half done is cleared away. Reads the disk.

        Raises:
            QueueError: The folder cannot be read.
        """
        try:
            names = sorted(self.folder.iterdir())
        except OSError as error:
            raise _failure(error, self.folder) from error
        found = list(self._readable(path for path in names if path.suffix == ".json"))
        known = {letter.queue_id for letter in found}
        for path in names:
            if path.suffix == ".part" or (path.suffix == ".eml" and path.stem not in known):
                self._clear(path)
        return found

    def close(self) -> None:
        """Finish what was asked for, and let others have the folder."""
        self._is_closed = True
        self._writers.shutdown()
        self._notes.shutdown()
        with suppress(OSError):
            os.close(self._lock)

    def _text(self, queue_id: str) -> Path:
        return self.folder / f"{queue_id}.eml"

    def _state(self, queue_id: str) -> Path:
        return self.folder / f"{queue_id}.json"

    def _readable(self, paths: Iterator[Path]) -> Iterator[QueuedLetter]:
        """The letters whose state and text are there; a state that nobody can read is set aside, never deleted."""
        for path in paths:
            try:
                letter = from_fields(json.loads(path.read_bytes()))
                is_whole = letter.queue_id == path.stem and self._text(path.stem).exists()
            except (OSError, ValueError, KeyError, TypeError):
                is_whole = False
            if is_whole:
                yield letter
                continue
            log.warning("%s is no letter that can be sent; it is kept as %s.corrupt.", path, path.name)
            with suppress(OSError):
                path.rename(path.with_name(f"{path.name}.corrupt"))
            with suppress(OSError):
                self._text(path.stem).rename(self.folder / f"{path.stem}.eml.corrupt")

    def _clear(self, path: Path) -> None:
        with suppress(OSError):  # it is of no use, and in nobody's way
            path.unlink(missing_ok=True)

    def _write_state(self, letter: QueuedLetter) -> None:
        path = self._state(letter.queue_id)
        draft = path.with_name(f"{path.name}.part")
        try:
            _write(draft, json.dumps(to_fields(letter)).encode())
            draft.replace(path)
        except OSError:
            self._clear(draft)
            raise

    def _remove(self, queue_id: str) -> None:
        self._state(queue_id).unlink(missing_ok=True)
        self._clear(self._text(queue_id))

    def _put(self, letter: QueuedLetter, content: bytes) -> None:
        _write(self._text(letter.queue_id), content, os.O_EXCL)
        self._write_state(letter)
        sync_folder(self.folder)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[*_What], None], *what: *_What) -> None:
        """Have something done by other threads.

        Changes have threads of their own, so that none waits until a letter is synced: the sooner it is noted that
        another server has a letter, the less can come twice.
        """
        if self._is_closed:
            raise QueueError(f"The queue in {self.folder} is closed already.", "Start the server again.")
        try:
            await asyncio.get_running_loop().run_in_executor(pool, work, *what)
        except OSError as error:
            raise _failure(error, self.folder) from error


def _write(path: Path, data: bytes, how: int = os.O_TRUNC) -> None:
    """A file's bytes, synced; the name is for the folder to sync."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | how, 0o600)
    try:
        write_all(fd, data)
        sync(fd)
    finally:
        os.close(fd)


def _take(folder: Path, lock: Path) -> int:
    """The lock of a folder, as a descriptor."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _failure(error, folder) from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(fd)
        raise InUse(f"Another program sends the letters in {folder}.", "End that one first.") from error
    return fd


def _failure(error: OSError, folder: Path) -> QueueError:
    if error.errno in _FULL:
        return QueueFull(f"There is no room for a letter in {folder}.", "Make some room on the disk.")
    return QueueError(f"The queue in {folder} cannot be used: {error.strerror}.", "Look at the folder's permissions.")
