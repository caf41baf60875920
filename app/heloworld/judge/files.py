"""The files of a program under trial: whether one of them was changed."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from heloworld import paths
from heloworld.judge.program.command import Command

Look: TypeAlias = frozenset[tuple[str, int, int]]
"""Name, time of the last change and size of each file."""

PAUSE: Final = 0.3
"""Seconds between two looks at the files."""

_MOST: Final = 5_000
"""Files that are looked at."""

_WRITTEN: Final = (".jsonl", ".log", ".mbox", ".lock", ".pid", ".tmp", ".db", ".pyc", "~")
"""How the names of files end that programs and editors write by themselves."""

_MADE: Final = frozenset({"__pycache__", "node_modules", "target", "build", "dist", "venv"})
"""Folders of what tools make, which changes by itself."""


class ProgramFiles:
    """What belongs to a command: files that it names, and whatever lies beside those that are here.

    Args:
        command: The command.
        here: The folder in which it was typed.
        reports: Files that the judge writes itself, which belong to nobody's program.
    """

    def __init__(self, command: Command, here: Path, reports: Iterable[Path] = ()) -> None:
        self._roots = tuple(dict.fromkeys(_roots(command, here)))
        self._others = frozenset(each.resolve() for each in (*reports, paths.learner()))
        self._known = self.look()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._roots)

    def look(self) -> Look:
        """The files as they are now."""
        found = []
        for path in _files(self._roots, self._others):
            with contextlib.suppress(OSError):  # it has gone since the folder was read
                facts = path.stat()
                found.append((str(path), facts.st_mtime_ns, facts.st_size))
        return frozenset(found)

    async def changed(self) -> None:
        """Wait until a file is another than it was when this was last asked."""
        while True:
            now = self.look()
            if now and now != self._known:  # an editor may take a file away for a moment while it saves
                self._known = now
                return
            await asyncio.sleep(PAUSE)


def _roots(command: Command, here: Path) -> Iterator[Path]:
    """Where to look: folders whole, and files that lie elsewhere by themselves."""
    if command.folder is not None:
        yield command.folder
    for word in command.words:
        path = Path(word)
        with contextlib.suppress(OSError, ValueError):
            if path.is_absolute() and path.exists():
                folder = path if path.is_dir() else path.parent
                yield folder if folder.is_relative_to(here) else path


def _is_hidden(name: str, also: Collection[str] = ()) -> bool:
    return name.startswith(".") or name in also


def _files(roots: tuple[Path, ...], others: frozenset[Path]) -> Iterator[Path]:
    """The files, so many at most, without those that are hidden, or written by programs, this one among them."""
    count = 0
    for root in roots:
        if not root.is_dir():
            yield root
            continue
        for folder, inner, names in os.walk(root.resolve()):
            inner[:] = [each for each in inner if not _is_hidden(each, _MADE) and Path(folder, each) not in others]
            for name in names:
                if not _is_hidden(name) and not name.endswith(_WRITTEN) and Path(folder, name) not in others:
                    yield Path(folder, name)
                    count += 1
                    if count == _MOST:
                        return
