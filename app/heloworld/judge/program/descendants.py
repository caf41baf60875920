"""What a program has started, also where that has left its process group, as a daemon does.

A process inherits two things that a mark can be put into: its environment, which Linux shows in /proc, and its limits.
Many a daemon empties the environment; none changes a limit that is about scheduling in real time (RLIMIT_RTTIME, in
microseconds of processor time), and a mark so large limits nothing. Where there is neither, the process group must do.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
from collections.abc import Iterator
from io import FileIO
from typing import Final

MARK: Final = "HELO_JUDGE_MARK"
"""The variable with the mark."""

_PROC: Final = "/proc"
_PATIENCE: Final = 2.0
"""Seconds within which everything is ended, however fast it starts anew."""

_ENDED: Final = frozenset({b"Z", b"X"})
"""The states of a process that has ended and still has a number."""

_HIGH: Final = 1 << 62
"""What makes a mark as a limit so large that it limits nothing: more than a hundred thousand years."""


def put_mark(pid: int, mark: str) -> None:
    """Mark a process, and thereby what it starts from now on.

    Args:
        pid: Its number.
        mark: Hexadecimal digits.
    """
    with contextlib.suppress(AttributeError, OSError, ValueError):  # Linux alone has this, and not in every container
        resource.prlimit(pid, resource.RLIMIT_RTTIME, _limits(mark))


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
    """The processes that have a mark, but for those that have ended."""
    with contextlib.suppress(OSError), os.scandir(_PROC) as entries:
        for entry in entries:
            if entry.name.isdigit() and (_is_told(entry.path, mark) or _is_limited(int(entry.name), mark)):
                yield int(entry.name)


def _is_told(process: str, mark: str) -> bool:
    """Whether the mark stands in the environment of a process."""
    with contextlib.suppress(OSError):
        return f"{MARK}={mark}".encode() in _read(f"{process}/environ").split(b"\0")
    return False


def _is_limited(pid: int, mark: str) -> bool:
    """Whether the mark is a limit of a process that has not ended."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        if resource.prlimit(pid, resource.RLIMIT_RTTIME) == _limits(mark):
            state = _read(f"{_PROC}/{pid}/stat").rpartition(b")")[2].split()[0]
            return state not in _ENDED
    return False


def _limits(mark: str) -> tuple[int, int]:
    """A mark as a limit, soft and hard."""
    number = _HIGH | int(mark, 16) % _HIGH
    return number, number


def _read(path: str) -> bytes:
    with FileIO(path) as file:
        return file.readall()
