"""``helo lessons check --watch``: look at lessons again whenever one of their files changes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import click

from heloworld import output
from heloworld.course.check.run import is_folder
from heloworld.errors import HeloError

PAUSE: Final = 0.3
"""Seconds between two looks at the files."""

Look: TypeAlias = frozenset[tuple[str, int, int]]
"""Name, time of the last change and size of each file."""


def watch(paths: Sequence[Path], look: Callable[[], str]) -> None:
    """Look at lessons now, and after each change, until the user ends it or nobody reads it any more.

    Args:
        paths: Their files, or the folders in which they lie.
        look: Prints what is to be said about them, and returns the sentence that sums it up.
    """
    known: Look | None = None
    pause = threading.Event()  # nobody sets it: Ctrl+C ends the wait
    try:
        while not output.reader_is_gone():
            now = _seen(paths)
            if now != known and (now or known is None):  # an editor may take a file away for a moment while it saves
                known = now
                click.echo(f"{time.strftime('%H:%M:%S')} {_said(look)} Waiting for a change; Ctrl+C ends it.")
            pause.wait(PAUSE)
    except KeyboardInterrupt:
        click.echo()


def _said(look: Callable[[], str]) -> str:
    try:
        return look()
    except HeloError as error:
        return str(error)


def _seen(paths: Sequence[Path]) -> Look:
    """The files as they are now: lessons and what lies beside them, but for what editors keep there."""
    folders = {path if is_folder(path) else path.parent for path in paths}
    files: list[Path] = []
    for folder in folders:
        with contextlib.suppress(OSError):  # whoever checks it says why it cannot be read
            files += folder.rglob("*") if folder in paths else folder.iterdir()
    found = []
    for file in files:
        if file.name.startswith(".") or file.name.endswith("~"):
            continue
        try:
            facts = file.stat()
        except OSError:
            continue  # it has gone since the folder was read
        found.append((str(file), facts.st_mtime_ns, facts.st_size))
    return frozenset(found)
