"""Running a coroutine so that a signal that ends programs ends it in order, and what it made is removed first."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Coroutine
from typing import Final, TypeVar

T = TypeVar("T")

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def until_signal(running: Coroutine[None, None, T]) -> T:
    """Run to the end, on an event loop of its own. After a signal, the process ends by it once all is cleaned up."""
    came: list[int] = []

    async def watched() -> T:
        task = asyncio.current_task()
        assert task is not None

        def leave(number: int) -> None:
            came.append(number)
            task.cancel()

        for number in _SIGNALS:
            with contextlib.suppress(NotImplementedError):  # Windows has none of this
                asyncio.get_running_loop().add_signal_handler(number, leave, number)
        return await running

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        for number in came:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        raise
