"""Where the transcripts of lessons are kept: a folder for each lesson, and in it a file for each world."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MOST: Final = 40
"""Worlds that are kept of a lesson."""

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_.-]+|^\.+")
"""What may not stand in the name of a file that is made of somebody's words."""

_MARK: Final = b'{"event": "reached"'
"""What a world has in it that is worth keeping."""


class Archive:
    """The transcripts of one course.

    Args:
        folder: Where they are kept.
        course: The course's name.
    """

    def __init__(self, folder: Path, course: str) -> None:
        self._folder = folder / _UNSAFE.sub("-", course)

    def begin(self, lesson: str) -> Path | None:
        """A new, empty file for a world of a lesson; None where there can be none."""
        where = self._of(lesson)
        seconds, rest = divmod(time.time_ns(), 10**9)
        name = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(seconds))}.{rest:09}-{os.getpid()}.jsonl"
        try:
            where.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(where)
            (where / name).touch(0o600, exist_ok=False)
        except OSError:
            return None
        return where / name

    def worlds(self, lesson: str) -> list[Path]:
        """The files of a lesson, the oldest first."""
        try:
            return sorted(each for each in self._of(lesson).iterdir() if each.suffix == ".jsonl")
        except OSError:
            return []

    def _of(self, lesson: str) -> Path:
        return self._folder / _UNSAFE.sub("-", lesson)

    def _make_room(self, where: Path) -> None:
        """Have room for one more: those in which nothing was reached go first."""
        files = sorted(each for each in where.iterdir() if each.suffix == ".jsonl")
        order = sorted(files, key=_is_of_use) if len(files) >= MOST else []
        for file in itertools.islice(order, len(files) - MOST + 1 if order else 0):
            file.unlink(missing_ok=True)


def _is_of_use(file: Path) -> bool:
    return any(line.startswith(_MARK) for line in _lines(file))


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as found:
            yield from found
    except OSError:
        return
