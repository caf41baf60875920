"""A world as the screen works with it beside the prompt: the tools, the queues, the clock.

Every method may be called from any thread and returns at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Final, Protocol, TypeVar

from heloworld.errors import HeloError
from heloworld.lab.loop_thread import LoopThread
from heloworld.lab.toolbox.carry_out import carry_out
from heloworld.lab.toolbox.queue_listing import QueueListing, listings
from heloworld.lab.toolbox.tasks import Task
from heloworld.lab.world import Lab

T = TypeVar("T")

NOTHING_WAITS: Final = "Nothing waits: no letter is to be tried again, and nobody is kept waiting."
"""What is said where the clock is not turned, because nothing is due."""


class Tools(Protocol):
    """What can be done in a world of our own; each future fails with a `HeloError` where that cannot be."""

    def carry_out(self, task: Task) -> Future[tuple[str, ...]]:
        """Have done what a tool asks; returns a future of what it prints, not made safe to show."""

    def later(self) -> Future[float]:
        """Have the clock turned to the next thing that is due; returns a future of by how many seconds.

        They are 0 where nothing waits.
        """

    def queues(self) -> Future[tuple[QueueListing, ...]]:
        """What waits on each host to be sent elsewhere."""


class ToolBench:
    """The same in a running world.

    Args:
        thread: Where it runs.
        lab: The world; None before it has started.
    """

    def __init__(self, thread: LoopThread, lab: Callable[[], Lab | None]) -> None:
        self._thread, self._lab = thread, lab
        self._watching: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """The world has begun, or begun anew: have its zones in files; in the world's event loop.

        Raises:
            HeloError: They cannot be written.
        """
        self.end()
        lab = self._lab()
        if lab is not None and lab.plan.address:
            from heloworld.lab.names.zone_folder import ZoneFolder  # with dnspython, which a lone server does not need

            folder = ZoneFolder(lab, lab.transcript.record)
            folder.begin()
            self._watching = asyncio.create_task(folder.watch())

    def end(self) -> None:
        """Watch the files no more."""
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def carry_out(self, task: Task) -> Future[tuple[str, ...]]:
        """As `Tools.carry_out`."""
        return self._do(lambda lab: carry_out(task, lab))

    def later(self) -> Future[float]:
        """As `Tools.later`."""
        return self._do(lambda lab: lab.traffic.later())

    def queues(self) -> Future[tuple[QueueListing, ...]]:
        """As `Tools.queues`."""

        async def look(lab: Lab) -> tuple[QueueListing, ...]:
            return listings(lab)

        return self._do(look)

    def _do(self, what: Callable[[Lab], Awaitable[T]]) -> Future[T]:
        async def do() -> T:
            lab = self._lab()
            if lab is None:
                raise HeloError("The world has not started yet.", "Try again in a moment.")
            return await what(lab)

        return self._thread.call(do())
