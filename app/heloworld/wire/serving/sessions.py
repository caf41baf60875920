"""The live sessions of a server: who is let in, and how all of them are ended."""

from __future__ import annotations

import asyncio
import contextlib

from heloworld.wire.serving.admission import Admission, Full, Limits
from heloworld.wire.serving.server_end import ServerEnd


class Sessions:
    """The live sessions of a server.

    Args:
        limits: How many there may be.

    Attributes:
        admission: Who is let in.
    """

    def __init__(self, limits: Limits) -> None:
        self.admission = Admission(limits)
        self._ends: dict[ServerEnd, Full | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._vacant = asyncio.Event()
        self._vacant.set()

    def __len__(self) -> int:
        """How many connections there are."""
        return len(self._ends)

    def begin(self, end: ServerEnd, task: asyncio.Task[None]) -> None:
        """A session begins: it is let in, or will hear why not."""
        self._ends[end] = self.admission.enter(end, end.client[0], end.file)
        self._vacant.clear()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def over(self, end: ServerEnd) -> None:
        """A connection is over; what was begun for it may go on."""
        self.admission.leave(end)
        self._ends.pop(end, None)
        if not self._ends:
            self._vacant.set()

    def refusal(self, end: ServerEnd) -> Full | None:
        """Why a session is not let in; None where it is."""
        return self._ends.get(end)

    def dismiss(self, last_word: bytes) -> None:
        """End all sessions: those that wait for their client say a last word, the others finish what they are at."""
        for end in list(self._ends):
            end.hang_up(last_word, "shutdown")

    async def settle(self, patience: float) -> None:
        """Wait for what was begun, a deletion perhaps, but not longer than so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)

    async def vacate(self, patience: float) -> None:
        """Wait until no connection is left, as long, and then cut those that are."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._vacant.wait(), patience)
        for end in list(self._ends):
            end.abort()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._vacant.wait(), patience)
