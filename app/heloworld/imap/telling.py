"""What a session that listens still has to tell its client, and who waits until it has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Telling:
    """Between a mailbox, which has news, and an IDLE, which tells them (RFC 2177); in one event loop."""

    def __init__(self) -> None:
        self._has_news = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []

    def ask(self) -> asyncio.Future[None]:
        """There is something new; what is returned is done when the client has been told, or listens no more."""
        told = asyncio.get_running_loop().create_future()
        self._waiting.append(told)
        self._has_news.set()
        return told

    async def wait(self) -> None:
        """Wait until there is something new."""
        await self._has_news.wait()

    @property
    def has_news(self) -> bool:
        """Whether there is something new."""
        return self._has_news.is_set()

    @contextmanager
    def told(self) -> Iterator[None]:
        """While the client is told all that there is now, or when it listens no more."""
        self._has_news.clear()
        waiting, self._waiting = self._waiting, []
        try:
            yield
        finally:
            for each in waiting:
                if not each.done():
                    each.set_result(None)
