"""Room for the copies of letters that are made for mailboxes: large ones take turns."""

from __future__ import annotations

import asyncio
import bisect
from operator import itemgetter
from typing import Final

ROOM: Final = 64 * 1024 * 1024
"""Bytes of copies that there may be at one time; more only of a single letter."""

SMALL: Final = 256 * 1024
"""Bytes of copies that always find room, so that small letters do not wait for large ones."""


class DeliveryRoom:
    """Lets letters go on as far as there is room; of those that have to wait, the smallest first.

    Args:
        room: Bytes that there may be at one time.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._taken = 0
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    async def enter(self, size: int) -> None:
        """Wait until there is room for copies of so many bytes; `leave` must follow, unless this is cancelled."""
        if size <= SMALL:
            return
        if not self._waiting and self._fits(size):
            self._taken += size
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        bisect.insort(self._waiting, (size, place), key=itemgetter(0))
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave(size)
            raise

    def leave(self, size: int) -> None:
        """The copies are gone."""
        if size <= SMALL:
            return
        self._taken -= size
        while self._waiting and (self._waiting[0][1].done() or self._fits(self._waiting[0][0])):
            next_size, place = self._waiting.pop(0)
            if not place.done():
                self._taken += next_size
                place.set_result(None)

    def _fits(self, size: int) -> bool:
        return not self._taken or self._taken + size <= self._room
