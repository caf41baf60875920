"""What a program has started, also where that has left its process group.

Everything a program starts inherits its environment, so a mark in there finds it. Linux shows environments in /proc;
where there is none, the process group must do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MARK: Final = "HELO_JUDGE_MARK"
"""The variable with the mark."""

_PROC: Final = Path("/proc")
_PATIENCE: Final = 2.0
"""Seconds within which everything is ended, however fast it starts anew."""


def end_marked(mark: str) -> None:
    """End every process with a mark, until none is left."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = list(marked(mark))
        for pid in found:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if not found:
            return


def marked(mark: str) -> Iterator[int]:
    """The processes that have a mark in their environment, but for those that have ended."""
    wanted = f"{MARK}={mark}".encode()
    if not _PROC.is_dir():
        return
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)
