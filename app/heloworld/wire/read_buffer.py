"""What has arrived on a connection and was not read yet, for one reader at a time.

A reader that is slow slows the sender down: while `LIMIT` bytes wait and nobody asks for them, reading from the
connection is paused, and TCP's own flow control does the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator

LIMIT = 256 * 1024
"""How many unread bytes may wait before reading from the connection is paused."""


class ReadBuffer:
    """Collects chunks as they come and hands them to whoever reads.

    Args:
        pause: Called when no more should be read from the connection for now.
        resume: Called when reading may go on.
    """

    def __init__(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        self._pause = pause
        self._resume = resume
        self._unread = bytearray()
        self._news = asyncio.Event()
        self._has_reader = False
        self._is_paused = False
        self._has_ended = False

    @property
    def unread(self) -> int:
        """How many bytes wait."""
        return len(self._unread)

    def put(self, chunk: bytes) -> None:
        """Add what has arrived."""
        self._unread += chunk
        self._news.set()
        if not self._has_reader and not self._is_paused and len(self._unread) >= LIMIT:
            self._is_paused = True
            self._pause()

    def end(self) -> None:
        """Nothing more will arrive; whoever waits gets what there is."""
        self._has_ended = True
        self._news.set()

    async def until(self, complete: Callable[[bytes], bool], timeout: float) -> bytes | None:  # noqa: ASYNC109
        """Everything unread, as soon as it is enough, or as soon as nothing more can arrive.

        Args:
            complete: Whether these bytes are enough; asked after every arrival, never about nothing.
            timeout: How long to wait, in seconds.

        Returns:
            The bytes, empty if the connection ended without any; None if they were not enough in time, and then
            they stay unread.
        """

        def is_enough() -> bool:
            return self._has_ended or (bool(self._unread) and complete(bytes(self._unread)))

        with self._reader(), contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while not is_enough():
                    await self._arrival()
        return self._take() if is_enough() else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """What arrives, piece by piece as it comes, until nothing more can arrive."""
        while True:
            with self._reader():
                while not self._unread and not self._has_ended:
                    await self._arrival()
            if not self._unread:
                return
            yield self._take()

    async def _arrival(self) -> None:
        self._news.clear()
        await self._news.wait()

    def _take(self) -> bytes:
        taken = bytes(self._unread)
        self._unread.clear()
        return taken

    @contextlib.contextmanager
    def _reader(self) -> Iterator[None]:
        """While somebody waits for more, reading is never paused."""
        if self._has_reader:
            raise RuntimeError("a connection has one reader at a time")
        self._has_reader = True
        if self._is_paused:
            self._is_paused = False
            self._resume()
        try:
            yield
        finally:
            self._has_reader = False
