"""What one visitor may use of the machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024 * 1024

FILE: Final = 16 * MEGABYTE
"""Bytes of one file of a visitor's: a mailbox of a lesson has a few thousand."""

FOLDER: Final = 64 * MEGABYTE
"""Bytes of all files of a visitor's together."""

MEMORY: Final = 1024 * MEGABYTE
"""Bytes of addresses that one process may have; the program takes half, most of it never touched."""

OPEN_FILES: Final = 512
"""Files and connections that one process may have open."""

NICENESS: Final = 5
"""How far a visitor's program stands back behind the server."""


def impose() -> None:
    """Limit this process and all that it starts, where the system knows limits."""
    if sys.platform == "win32":
        return
    import resource

    os.umask(0o077)
    os.nice(NICENESS)
    for kind, most in (
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY if sys.platform == "linux" else resource.RLIM_INFINITY),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound) if most != resource.RLIM_INFINITY else (hard, hard))


def used(folder: Path) -> int:
    """Bytes of all files below a folder; those that go meanwhile do not count."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_blocks * 512  # noqa: PTH118 - thousands of files
            except OSError:
                continue
    return total
