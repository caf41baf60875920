"""The spool: reports that wait until the class takes them, a file each, in the order in which they were made.

A report is written before anything else is done with it, and deleted when the class has taken it. Whoever is killed in
between sends it again; it has a name of its own, so it still counts once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from heloworld.classroom.reports.report import Report

MOST: Final = 5_000
"""Reports that wait at most; more are not kept: nobody does so much in a lesson."""

_LOCK: Final = ".lock"


class Spool:
    """The reports of one learner; several programs of theirs may use it at once.

    Args:
        folder: Where they lie; made when it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def put(self, report: Report) -> bool:
        """Keep a report; says whether it could be kept."""
        self._count += 1
        name = f"{time.time_ns():020}-{os.getpid()}-{self._count}.json"
        beside = self.folder / f".{name}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if len(self.waiting()) >= MOST:
                return False
            beside.write_bytes(msgspec.json.encode(report))
            beside.rename(self.folder / name)
        except OSError:
            return False
        return True

    def waiting(self) -> list[Path]:
        """The files of those that wait, the oldest first."""
        try:
            return sorted(each for each in self.folder.iterdir() if each.suffix == ".json" and each.name[0] != ".")
        except OSError:
            return []

    def read(self, files: Sequence[Path]) -> list[Report]:
        """The reports in some files; one that makes no sense is deleted."""
        reports = []
        for each in files:
            try:
                reports.append(msgspec.json.decode(each.read_bytes(), type=Report))
            except OSError:
                continue
            except msgspec.MsgspecError:
                self.remove([each])
        return reports

    def remove(self, files: Sequence[Path]) -> None:
        """The class has taken them."""
        for each in files:
            with contextlib.suppress(OSError):
                each.unlink()

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other program of the learner sends just now; none begins to, until this is left."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            yield False
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
        finally:
            os.close(lock)
