"""What a program under trial may print and write."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from heloworld.judge.causes import Cause
from heloworld.judge.failure import Failure

MAY_PRINT: Final = 1024 * 1024
"""Bytes on stdout and stderr together, in one stage."""

MAY_WRITE: Final = 64 * 1024 * 1024
"""Bytes in its folder, in one stage."""


MAY_MAKE: Final = 2_000
"""Files and folders in its folder, in one stage."""


def limit_files(pid: int, size: int) -> None:
    """Have the system itself refuse to make a file larger than that, between two looks of ours."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # Linux has this; elsewhere our looks must do
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + 1, size + 1))


def excess(printed: Iterable[int], folder: Path, may_print: int, may_write: int) -> Failure | None:
    """How programs overstep what they may; None as long as they do not.

    Args:
        printed: Bytes that each of them has printed.
        folder: Where they work.
        may_print: Bytes that each may print.
        may_write: Bytes that all files in the folder may have together.
    """
    if any(size > may_print for size in printed):
        return Failure(
            f"The program has printed more than {_megabytes(may_print)}, and was ended.",
            "A few lines on stdout and stderr, or none.",
            Cause.PRINTS_ENDLESSLY,
        )
    count, size = 0, 0
    for each in _sizes(folder):
        count, size = count + 1, size + each
        if size > may_write or count > MAY_MAKE:
            much = f"more than {_megabytes(may_write)}" if size > may_write else f"more than {MAY_MAKE:,} files"
            return Failure(
                f"The program has written {much} into its folder, and was ended.",
                "No more than what it was given.",
                Cause.WRITES_ENDLESSLY,
            )
    return None


def _sizes(folder: Path) -> Iterator[int]:
    """Bytes of each file below a folder; what goes away meanwhile does not count."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    yield from _sizes(Path(entry.path))
                yield entry.stat(follow_symlinks=False).st_size


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MB"
