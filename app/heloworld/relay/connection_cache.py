"""Connections that stay open for the next letter while many wait, as Postfix does it "on demand".

A connection costs several times what a letter does, most of it for TLS. A single letter is not worth it: its connection
says QUIT at once, as everybody expects.
"""

from __future__ import annotations

import asyncio

from heloworld.relay.hop import Hop
from heloworld.relay.route import Exchanger

MOST = 10
"""Connections that are kept open at one time."""


class ConnectionCache:
    """Connections on which nothing happens just now."""

    def __init__(self) -> None:
        self._idle: dict[Exchanger, list[Hop]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def take(self, exchanger: Exchanger) -> Hop | None:
        """One to a certain server that still answers; None where there is none."""
        while hops := self._idle.get(exchanger):
            hop = hops.pop()
            if await hop.is_ready():
                return hop
            await hop.cut()
        return None

    def keep(self, exchanger: Exchanger, hop: Hop) -> None:
        """Keep one for the next letter; one too many is ended."""
        if sum(map(len, self._idle.values())) < MOST:
            self._idle.setdefault(exchanger, []).append(hop)
        else:
            self._end(hop)

    def end_all(self) -> None:
        """Nobody needs them any more."""
        for hops in self._idle.values():
            for hop in hops:
                self._end(hop)
        self._idle.clear()

    async def ended(self, within: float | None = None) -> None:
        """Wait until those that were to end have ended; what takes longer than so many seconds is cut."""
        if not self._ending:
            return
        _, late = await asyncio.wait(self._ending, timeout=within)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _end(self, hop: Hop) -> None:
        task = asyncio.create_task(hop.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
