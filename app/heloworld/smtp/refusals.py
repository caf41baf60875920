"""How often a world has refused what its policy has it refuse: the part of a policy that changes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from heloworld.smtp.policy import Policy

MOST_CLIENTS: Final = 1_000
"""Clients whose broken-off tries are remembered; those that come later begin again with each session."""

MOST_TRIES: Final = 100
"""Broken-off tries that are remembered of one client; the oldest go first."""

TRY_LASTS: Final = 600.0
"""Seconds after which a session is no other try of one that has ended, but a new beginning."""


class Tries:
    """What sessions of one client had been refused when they ended, and had not asked for again.

    A program that makes a connection for each try goes on there; who asks again on the same connection leaves nothing.

    Args:
        now: Tells the time, in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._ended: deque[tuple[float, int, int]] = deque(maxlen=MOST_TRIES)

    def keep(self, number: int, used: int) -> None:
        """A session has ended that was refused so often by the refusal of this number."""
        self._ended.append((self._now(), number, used))

    def take(self, number: int) -> int:
        """How often the earliest of these sessions was refused, which is then forgotten; 0 where there is none."""
        oldest = self._now() - TRY_LASTS
        while self._ended and self._ended[0][0] < oldest:
            self._ended.popleft()
        found = next((each for each in self._ended if each[1] == number), None)
        if found is None:
            return 0
        self._ended.remove(found)
        return found[2]


class Refusals:
    """Counts the refusals of a policy: for all sessions of a world together, or for each session.

    Args:
        policy: What is refused, and how often.
        tries: What earlier sessions of the client have left; None where it is not counted for a session.
        now: Tells the time, in seconds.
    """

    def __init__(
        self, policy: Policy, tries: Tries | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._refusals = policy.refusals
        self._used: dict[int, int] = {}
        self._passed: set[int] = set()
        self._policy = policy
        self._now = now
        self._tries = tries
        self._clients: dict[str, Tries] = {}

    def of(self, client: str) -> Refusals:
        """Those that count for a new session of a client, known by its address; `end` ends them."""
        if not self._policy.counts_by_session:
            return self
        if client not in self._clients and len(self._clients) >= MOST_CLIENTS:
            return Refusals(self._policy, Tries(self._now))
        return Refusals(self._policy, self._clients.setdefault(client, Tries(self._now)))

    def end(self) -> None:
        """The session is over; what it was refused and has not asked for again, another one of its client may."""
        if self._tries is not None:
            for number, used in self._used.items():
                if used and number not in self._passed:
                    self._tries.keep(number, used)

    def __bool__(self) -> bool:
        return bool(self._refusals)

    def refuse(self, command: str, argument: str = "") -> str | None:
        """The reply to a command that could be carried out, which counts as given; None where nothing is against it.

        Args:
            command: The verb in upper case, or `states.END_OF_DATA`.
            argument: What comes after it.
        """
        for number, refusal in enumerate(self._refusals):
            if refusal.is_about(command, argument) and self._counts(number, refusal.times):
                return refusal.reply
        return None

    def _counts(self, number: int, times: int | None) -> bool:
        """Whether a refusal that fits is given, and so counts once more; it may be used up."""
        if times is None:
            return True
        if number not in self._used:
            self._used[number] = self._tries.take(number) if self._tries is not None else 0
        if self._used[number] >= times:
            self._passed.add(number)
            return False
        self._used[number] += 1
        return True
