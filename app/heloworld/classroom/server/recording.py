"""The record of a class: every event goes to its file at once, and to whoever follows it.

What a client was told had happened is in the file before the client hears of it, so nothing that was answered is lost
when the server is killed. A class that goes on after that goes on in the same file, with numbers of connections that
were not used before.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld.errors import TranscriptError
from heloworld.wire.events import Bytes, Event
from heloworld.wire.transcript import parse, to_json

_BLOCK: Final = 64 * 1024

_ROOM: Final = 512 * 1024 * 1024
"""Bytes of a record beyond which what crosses is not written any more; that a letter was delivered still is."""


class Recording:
    """Writes a class down.

    Args:
        file: The record; what it holds already is kept.

    Attributes:
        trouble: What keeps it from being written, as a sentence; empty where nothing does.

    Raises:
        TranscriptError: The file cannot be written, or another program writes it.
    """

    def __init__(self, file: Path) -> None:
        self.trouble = ""
        self._path = file
        self._base = 0
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            self._claim()
            self._size = self._mend()
        except OSError as error:
            raise TranscriptError(
                f"The class cannot be recorded in {file}: {error.strerror}.", "Choose another folder with --record."
            ) from error

    def _claim(self) -> None:
        """Keep others from writing; whoever ends, however, lets go of it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise TranscriptError(
                f"The class {self._path.parent.name} goes on in another program.",
                "End it there, or choose another word with --code.",
            ) from error

    def _mend(self) -> int:
        """Cut off a last line that was never written to its end; returns the size."""
        size = end = os.lseek(self._file, 0, os.SEEK_END)
        while end:
            start = max(end - _BLOCK, 0)
            found = os.pread(self._file, end - start, start).rfind(b"\n")
            end = start if found < 0 else start + found + 1
            if found >= 0:
                break
        if end != size:
            os.ftruncate(self._file, end)
        return end

    def past(self) -> Iterator[Event]:
        """What happened before this server began; to be read to its end before anything is written.

        Raises:
            TranscriptError: The file cannot be read, or is no transcript.
        """
        for event in events_in(self._path):
            self._base = max(self._base, event.conn)
            yield event

    def write(self, event: Event) -> Event:
        """Write down an event of the server that runs now; to be called in one thread alone.

        Returns:
            The event with the number that its connection has in the record.
        """
        if event.conn:
            event = replace(event, conn=event.conn + self._base)
        if not self.trouble and (self._size < _ROOM or not isinstance(event, Bytes)):
            line = f"{to_json(event)}\n".encode("ascii")
            self._size += len(line)
            try:
                while line:
                    line = line[os.write(self._file, line) :]
                if not os.fstat(self._file).st_nlink:
                    self.trouble = f"The class is not recorded any more: somebody has deleted {self._path}."
            except OSError as error:
                self.trouble = f"The class is not recorded any more: {self._path}: {error.strerror}."
        return event

    def close(self) -> None:
        """Write no more."""
        os.close(self._file)


def is_written(file: Path) -> bool:
    """Whether a class goes on in a record: some program writes it now."""
    try:
        record = os.open(file, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(record, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(record)
    return False


def events_in(file: Path) -> Iterator[Event]:
    """The events of a record, one after the other; its last line may be torn.

    Raises:
        TranscriptError: It cannot be read, or another line is no event.
    """
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            yield from parse((line for line in lines if line.endswith("\n")), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"{file} cannot be read as a transcript.", "Name the record of a class.") from error
