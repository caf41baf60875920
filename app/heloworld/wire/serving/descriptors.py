"""Open files: how many the system allows this process, and how many of them are kept back for deliveries.

Each connection is an open file, and so is each mailbox, journal and lock. A server that gives its last one to a
client can take that client's mail no more. POSIX always hands out the lowest number that is free, so the number of a
new connection's file tells how many others are in use.
"""

from __future__ import annotations

import contextlib
import resource
from typing import Final

WANTED: Final = 4096
"""Open files that are asked of the system at the start, where it allows fewer (macOS: 256) but would allow more."""

KEPT_BACK: Final = 32
"""Open files that no connection gets: a round of deliveries needs about ten, a screen some more."""

POLITE: Final = 8
"""Of these, how many may be used to tell a client why it is sent away."""


def raise_limit(wanted: int = WANTED) -> None:
    """Ask the system for more open files, where fewer are allowed than wanted; what it refuses stays as it was."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def limit() -> int:
    """How many open files the system allows this process; 0 where it does not count them."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 0 if soft == resource.RLIM_INFINITY else soft


def spare(fd: int) -> int:
    """How many more open files connections may have, given the number of one that was opened just now.

    Negative where it should have been none: as many of those that are kept back are in use.
    """
    allowed = limit()
    kept = min(KEPT_BACK, allowed // 2)
    return allowed - kept - 1 - fd if allowed else KEPT_BACK
