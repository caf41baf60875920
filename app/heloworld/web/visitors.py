"""Who is here, how many may come, and for how long what they did is kept."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from heloworld.errors import HeloError

KEPT: Final = 12 * 60 * 60.0
"""Seconds for which the folder of somebody is kept who has left, for the day of a class."""

KEPT_FOLDERS: Final = 10
"""Folders that are kept for each seat; beyond that, those go first that were left first."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")


class NoSeatError(HeloError):
    """As many visitors are here as there may be."""


class Stay(Protocol):
    """A visitor's program and the page that it is drawn on."""

    async def end(self, why: str) -> None:
        """End the program, and have the page say why, in a sentence; returns when it has ended."""


@dataclass(eq=False, slots=True)
class Visitor:
    """Somebody who has come, perhaps more than once.

    Attributes:
        folder: All that is theirs.
        seen_at: When they last pressed a key, or came.
        stay: Their program, while it runs.
        is_here: Whether they have a seat.
        door: Held by whoever comes in or goes out.
    """

    folder: Path
    seen_at: float
    stay: Stay | None = None
    is_here: bool = False
    door: asyncio.Lock = field(default_factory=asyncio.Lock)


class Visitors:
    """Everybody who has come.

    Args:
        seats: How many may be here at a time.
        idle: Seconds without a key after which a seat is given to somebody else.
        root: Where their folders are.
        now: The time, in seconds from whenever.
    """

    def __init__(self, seats: int, idle: float, root: Path, now: Callable[[], float] = time.monotonic) -> None:
        self.seats, self.idle = seats, idle
        self._root, self._now = root, now
        self._known: dict[str, Visitor] = {}

    def token(self, shown: str | None) -> str:
        """What a browser says to be known again: what it has shown, if that can be one of ours, or a new one."""
        return shown if shown is not None and _TOKEN.fullmatch(shown) else secrets.token_urlsafe(18)

    def has_seat(self, shown: str | None) -> bool:
        """Whether somebody may come in, who has shown a token or none."""
        known = self._known.get(shown or "")
        return (known is not None and known.is_here) or sum(each.is_here for each in self._known.values()) < self.seats

    def enter(self, shown: str | None) -> Visitor:
        """Somebody comes in, and has a seat from now on; whoever is here already keeps theirs.

        Raises:
            NoSeatError: There is none.
        """
        if not self.has_seat(shown):
            raise NoSeatError(f"All {self.seats} seats are taken.", "Try again in a few minutes: load this page anew.")
        token = self.token(shown)
        visitor = self._known.get(token)
        if visitor is None:
            visitor = self._known[token] = Visitor(Path(tempfile.mkdtemp(prefix="visitor-", dir=self._root)), 0.0)
        visitor.is_here = True
        self.saw(visitor)
        return visitor

    def saw(self, visitor: Visitor) -> None:
        """They have pressed a key."""
        visitor.seen_at = self._now()

    def leave(self, visitor: Visitor) -> None:
        """Somebody goes; what they did is kept for a while."""
        visitor.is_here = False
        self.saw(visitor)

    def here(self) -> list[Visitor]:
        """Those who are here."""
        return [each for each in self._known.values() if each.is_here]

    def idlers(self) -> list[Visitor]:
        """Those who are here and have pressed no key for too long."""
        return [each for each in self.here() if self._now() - each.seen_at >= self.idle]

    def forget(self) -> None:
        """Remove the folders of those who have been away for long."""
        for token in list(self._forgotten()):
            shutil.rmtree(self._known.pop(token).folder, ignore_errors=True)

    def _forgotten(self) -> Iterator[str]:
        away = sorted((each.seen_at, token) for token, each in self._known.items() if not each.is_here)
        too_many = len(away) - KEPT_FOLDERS * self.seats
        for at, (left_at, token) in enumerate(away):
            if at < too_many or self._now() - left_at >= max(KEPT, self.idle):
                yield token
