"""The sessions that are told what happens in a maildrop, and whether they have passed it on to their clients."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeAlias

from heloworld.mbox.maildrop.snapshot import News

POLL: Final = 0.25
"""Seconds between two looks at what the system says of a file that somebody has open."""

Told: TypeAlias = Callable[[News], Awaitable[None] | None]
"""A session that is told what happened; it is called in the event loop, and must not raise.

What it returns is done when its client has been told, too; None where it tells no client by itself.
"""


class Audience:
    """Those who listen; in one event loop.

    Args:
        look: Looks whether there is anything new, and tells it; called again and again while anybody listens.
    """

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        self._look = look
        self._told: list[Told] = []
        self._telling: list[asyncio.Future[None]] = []
        self._poll: asyncio.Task[None] | None = None

    def add(self, told: Told) -> Callable[[], None]:
        """Have a session told what happens from now on; what is returned ends that."""
        self._told.append(told)
        if self._poll is None:
            self._poll = asyncio.get_running_loop().create_task(self._watch())

        def remove() -> None:
            with suppress(ValueError):
                self._told.remove(told)
            if not self._told:
                self.close()

        return remove

    def tell(self, news: News) -> None:
        """Tell all of them."""
        for told in tuple(self._told):
            if (telling := told(news)) is not None:
                self._telling = [each for each in self._telling if not each.done()]
                self._telling.append(asyncio.ensure_future(telling))

    async def catch_up(self) -> None:
        """Have all of them told now what there is, and wait until their clients know it."""
        if self._told:
            await self._look()
        if self._telling:
            await asyncio.wait(self._telling)

    def close(self) -> None:
        """Look no more."""
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLL)
            await self._look()
