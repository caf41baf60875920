"""Letters that come thick go together: to write ten into a mailbox and sync it costs little more than to write one."""

from __future__ import annotations

import asyncio

LINGER = 0.005
"""Seconds that a letter waits for company at most."""


class DeliveryBatch:
    """A place where letters wait for each other before they are written.

    It expects as many as were under way when the last ones went on; so a letter that has come alone does not wait.

    Args:
        linger: Seconds that a letter waits for company at most.
    """

    def __init__(self, linger: float = LINGER) -> None:
        self._linger = linger
        self._under_way = 0
        self._expected = 1
        self._waiting: list[asyncio.Future[None]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def arrive(self) -> None:
        """Wait until it is time to go on; `leave` must follow, whatever happens."""
        loop = asyncio.get_running_loop()
        self._under_way += 1
        if len(self._waiting) + 1 >= self._expected:
            self._go()
            return
        if self._timer is None:
            self._timer = loop.call_later(self._linger, self._go)
        place: asyncio.Future[None] = loop.create_future()
        self._waiting.append(place)
        await place

    def leave(self) -> None:
        """A letter has been written, or not: it is under way no longer."""
        self._under_way -= 1

    def _go(self) -> None:
        """Let all go on that wait."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._expected = self._under_way
        for place in self._waiting:
            if not place.done():
                place.set_result(None)
        self._waiting.clear()
