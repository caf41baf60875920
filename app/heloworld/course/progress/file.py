"""The file that holds a learner's progress: read with care, written in one step. What goes wrong becomes a sentence."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from heloworld.course.progress.records import FORMAT, Record
from heloworld.mbox.writing.disk import sync, sync_folder, write_all

_NOT_KEPT: Final = "What you do now is not kept."

_PATIENCE: Final = 5.0
"""Seconds that a window waits for another one that writes."""

_PAUSE: Final = 0.005
"""Seconds between two looks whether the other window has finished."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the file.

    Attributes:
        record: What is known; nothing where it cannot be read.
        trouble: What is wrong with the file, as a sentence or two; empty where nothing is.
        is_writable: Whether the file may be written to.
    """

    record: Record = field(default_factory=Record)
    trouble: str = ""
    is_writable: bool = True


class _Format(msgspec.Struct):
    format: int


def read(file: Path) -> Found:
    """Read a file; one that makes no sense is set aside under another name.

    Args:
        file: Its path. A file that does not exist holds nothing, and nothing is wrong with it.
    """
    try:
        if file.exists() and not file.is_file():
            return Found(trouble=f"{file} is not a file. {_NOT_KEPT}", is_writable=False)
        content = file.read_bytes()
    except FileNotFoundError:
        return Found()
    except OSError as error:
        return Found(trouble=f"{file} cannot be read: {_why(error)}. {_NOT_KEPT}", is_writable=False)
    try:
        if msgspec.json.decode(content, type=_Format).format > FORMAT:
            says = f"{file} was written by a newer HELO World, and is left as it is. {_NOT_KEPT}"
            return Found(trouble=says, is_writable=False)
        return Found(msgspec.json.decode(content, type=Record))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _set_aside(file)


def _set_aside(file: Path) -> Found:
    """Give a damaged file another name, so that nothing of it is lost."""
    names = (f"{file.name}.damaged{'' if number == 1 else f'-{number}'}" for number in itertools.count(1))
    try:
        aside = next(path for name in names if not (path := file.with_name(name)).exists())
        file.rename(aside)
    except OSError as error:
        says = f"{file} is damaged, and cannot be moved out of the way: {_why(error)}. {_NOT_KEPT}"
        return Found(trouble=says, is_writable=False)
    return Found(trouble=f"{file} is damaged; it is now called {aside.name}. Your progress begins anew.")


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Read, change and write a file while no other window does: its folder is locked meanwhile.

    A window that has stopped in the middle is waited for some seconds only, and a folder that cannot be locked is not
    waited for: then the last one to write is right.

    Args:
        file: Its path; its folder is made when it is missing.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):  # what is wrong with the folder is said when the file is written
            folder = Path(os.path.realpath(file)).parent
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            held.callback(os.close, fd)
            _lock(fd)
        yield


def _lock(fd: int) -> None:
    """Take a lock that goes with its descriptor; give up after a while."""
    end, pause = time.monotonic() + _PATIENCE, threading.Event()
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return
            pause.wait(_PAUSE)
        else:
            return


def write(file: Path, record: Record) -> str:
    """Write a file in one step: whoever reads it finds what it held before, or all of this.

    Args:
        file: Its path; its folder is made when it is missing.
        record: What it is to hold.

    Returns:
        What went wrong, as a sentence or two; empty where nothing did.
    """
    try:
        _write(Path(os.path.realpath(file)), msgspec.json.format(msgspec.json.encode(record), indent=1))
    except OSError as error:
        return f"Your progress cannot be kept in {file}: {_why(error)}. {_NOT_KEPT}"
    return ""


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists() and not os.access(file, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(None, "it is read-only")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        try:
            write_all(fd, content)
            sync(fd)
        finally:
            os.close(fd)
        draft.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    sync_folder(file.parent)


def _why(error: OSError) -> str:
    return (error.strerror or "it cannot be used").lower()
