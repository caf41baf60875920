"""How fast one client may go: who sends commands faster than anybody types is made to wait, on all its connections."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from heloworld.wire.serving.admission import client_of

BURST: Final = 3.0
"""Seconds whose commands may come at once."""

LOCAL: Final = 5
"""How many times as fast this machine itself may go, where one address stands for many programs."""

CONNECTION: Final = 2
"""Commands that a connection counts as."""

KILOBYTE: Final = 1_000
"""Bytes of a letter that count as one command."""

MOST_CLIENTS: Final = 4_000
"""Clients that are remembered; then those who have not been here for a while are forgotten."""


class Pace:
    """A bucket for each client, which is filled with time.

    Args:
        rate: Commands a second; 0 for no limit.
        now: Tells the time, in seconds.
    """

    def __init__(self, rate: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def may_connect(self, host: str) -> bool:
        """Whether one more connection is heard at all; it counts.

        Args:
            host: The client's numeric address.
        """
        if not self._rate:
            return True
        client, rate = self._of(host)
        left = self._left(client, rate)
        if left < -rate:
            return False
        self._buckets[client] = (left - CONNECTION, self._now())
        return True

    def turns(self, host: str, most: int) -> int:
        """How many commands may be carried out now, of at most so many."""
        if not self._rate:
            return most
        client, rate = self._of(host)
        return max(min(most, int(self._left(client, rate))), 0)

    def spend(self, host: str, commands: float) -> None:
        """So many have been carried out, or a letter that counts as so many."""
        if self._rate and commands:
            client, rate = self._of(host)
            self._buckets[client] = (self._left(client, rate) - commands, self._now())

    def wait(self, host: str) -> float:
        """Seconds until the next one may be."""
        if not self._rate:
            return 0.0
        client, rate = self._of(host)
        return max((1 - self._left(client, rate)) / rate, 0.0)

    def _of(self, host: str) -> tuple[str, float]:
        client, is_local = client_of(host)
        return client, self._rate * (LOCAL if is_local else 1)

    def _left(self, client: str, rate: float) -> float:
        """What is in a client's bucket now."""
        now = self._now()
        if client not in self._buckets:
            if len(self._buckets) >= MOST_CLIENTS:
                self._buckets = {each: kept for each, kept in self._buckets.items() if now - kept[1] < BURST}
            return rate * BURST
        left, at = self._buckets[client]
        return min(left + (now - at) * rate, rate * BURST)
