"""Whether anybody reads what is printed: noticed when the reader goes, though nothing is printed meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable

from heloworld import output


def watch(on_gone: Callable[[], object]) -> None:
    """Have it told once that the reader of stdout has gone; from the event loop.

    Where the system tells nobody of that, or stdout is no pipe, what cannot be printed tells it.

    Args:
        on_gone: Is called in the event loop.
    """
    if not output.may_lose_reader():
        return
    loop, file = asyncio.get_running_loop(), sys.stdout.fileno()

    def look() -> None:
        """A pipe that is written to has something to be read only when its other end is shut, or is ours as well."""
        loop.remove_reader(file)
        if output.reader_is_gone():
            on_gone()

    with contextlib.suppress(NotImplementedError, OSError):  # a loop that cannot wait for a pipe, or for this one
        loop.add_reader(file, look)
