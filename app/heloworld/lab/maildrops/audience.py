"""The sessions that are told what happens in a maildrop, and whether they have passed it on to their clients."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from heloworld.mbox.maildrop.snapshot import News

Told: TypeAlias = Callable[[News], Awaitable[None] | None]
"""A session that is told what happened; it is called in the event loop, and must not raise.

What it returns is done when its client has been told, too; None where it tells no client by itself.
"""


class Audience:
    """Those who listen; in one event loop."""

    def __init__(self) -> None:
        self._told: list[Told] = []
        self._telling: list[asyncio.Future[None]] = []

    def __bool__(self) -> bool:
        """Whether anybody listens."""
        return bool(self._told)

    def add(self, told: Told) -> None:
        """Have a session told what happens from now on."""
        self._told.append(told)

    def remove(self, told: Told) -> None:
        """Have it told nothing more."""
        with suppress(ValueError):
            self._told.remove(told)

    def tell(self, news: News) -> None:
        """Tell all of them."""
        for told in tuple(self._told):
            if (telling := told(news)) is not None:
                self._telling = [each for each in self._telling if not each.done()]
                self._telling.append(asyncio.ensure_future(telling))

    async def until_passed_on(self) -> None:
        """Wait until the clients know what their sessions have been told."""
        if self._telling:
            await asyncio.wait(self._telling)
