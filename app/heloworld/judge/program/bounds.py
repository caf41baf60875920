"""What a program under trial may print and write."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heloworld.judge.causes import Cause
from heloworld.judge.verdict import Failure

if TYPE_CHECKING:
    from heloworld.judge.program.process import Program

MAY_PRINT: Final = 1024 * 1024
"""Bytes on stdout and stderr together, in one stage."""

MAY_WRITE: Final = 64 * 1024 * 1024
"""Bytes in its folder, in one stage."""


def limit_files(pid: int) -> None:
    """Have the system itself end a program that makes a file far too large, between two looks of ours."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # Linux has this; elsewhere our looks must do
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (MAY_WRITE, MAY_WRITE))


def excess(programs: Sequence[Program], folder: Path, may_print: int = MAY_PRINT) -> Failure | None:
    """How programs overstep what they may; None as long as they do not.

    Args:
        programs: The programs.
        folder: Where they work.
        may_print: Bytes that each may print.
    """
    if any(program.printed_size > may_print for program in programs):
        return Failure(
            f"The program has printed more than {_megabytes(may_print)}, and was ended.",
            "A few lines on stdout and stderr, or none.",
            Cause.PRINTS_ENDLESSLY,
        )
    if folder_size(folder) > MAY_WRITE:
        return Failure(
            f"The program has written more than {_megabytes(MAY_WRITE)} into its folder, and was ended.",
            "No more than the letters it was given.",
            Cause.WRITES_ENDLESSLY,
        )
    return None


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; what goes away meanwhile does not count."""
    size = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                is_folder = entry.is_dir(follow_symlinks=False)
                size += folder_size(Path(entry.path)) if is_folder else entry.stat(follow_symlinks=False).st_size
    return size


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MB"
