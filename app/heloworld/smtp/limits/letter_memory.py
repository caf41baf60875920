"""A bound for what all sessions together hold of letters, however many clients send much and never finish."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Final, Protocol

from heloworld.smtp.limits.allocator import return_large_blocks

SMALL: Final = 256 * 1024
"""Bytes of a letter that nobody loses: what a session may hold beside a letter is less."""

SILENCE: Final = 5.0
"""Seconds after which a client that sends no more of its letter comes first when room is needed."""

_LEAST: Final = 4 * 1024 * 1024
"""Bytes that are taken however short memory is."""


class Holder(Protocol):
    """What has arrived from a client, perhaps with a letter that is not finished."""

    def lose_text(self) -> bool:
        """Throw away what has arrived of the letter; it is refused at its end. Whether there was any."""


@dataclass(frozen=True, slots=True)
class _Share:
    """What one connection has brought: whose it is, how many bytes, and when the last of them came."""

    client: str
    size: int
    at: float


class LetterMemory:
    """Counts the bytes of letters. Where there are too many, one that is not finished is thrown away.

    It is one of the client that holds most: one of which nothing has come for a while, or else the one that began
    last. So small letters always get through, and what began earlier can be finished.

    Args:
        limit: Bytes of all letters together.
        silence: Seconds after which a client that sends no more of its letter comes first.
    """

    def __init__(self, limit: int, silence: float = SILENCE) -> None:
        self._limit = limit
        self._silence = silence
        self._unfinished: dict[Holder, _Share] = {}
        self._total = 0
        self._is_short = False

    def holds(self, holder: Holder, client: str, size: int) -> None:
        """Something has come: say how much is held now, of command lines and of a letter that arrives.

        Args:
            holder: What has arrived from one connection.
            client: The client's address.
            size: Bytes.
        """
        before = self._unfinished.get(holder)
        if size <= SMALL:
            if before is not None:
                self._forget(holder)
            return
        return_large_blocks()
        self._total += size - (before.size if before is not None else 0)
        self._unfinished[holder] = _Share(client, size, time.monotonic())
        while self._total > self._limit and self._unfinished:
            self.throw_away(self._loser())

    def throw_away(self, holder: Holder) -> None:
        """Nobody wants any more what has arrived of a letter, or there is no room for it."""
        self._forget(holder)
        holder.lose_text()

    def make_room(self) -> bool:
        """There is less memory than was thought: throw all away that is not finished, and take half of it from now on.

        Returns:
            Whether this is the first time.
        """
        is_first, self._is_short = not self._is_short, True
        self._limit = max(min(self._limit, self._total) // 2, _LEAST)
        for holder in tuple(self._unfinished):
            self.throw_away(holder)
        return is_first

    def _forget(self, holder: Holder) -> None:
        share = self._unfinished.pop(holder, None)
        if share is not None:
            self._total -= share.size

    def delivers(self, size: int) -> None:
        """A letter is finished and on its way into mailboxes: so many bytes that nobody can lose any more."""
        self._total += size

    def delivered(self, size: int) -> None:
        """It is there, or was refused."""
        self._total -= size

    def _loser(self) -> Holder:
        held: Counter[str] = Counter()
        for share in self._unfinished.values():
            held[share.client] += share.size
        client = max(held, key=held.__getitem__)
        theirs = [holder for holder, share in self._unfinished.items() if share.client == client]
        silent = min(theirs, key=lambda holder: self._unfinished[holder].at)
        return silent if self._unfinished[silent].at < time.monotonic() - self._silence else theirs[-1]
