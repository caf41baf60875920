"""When a letter is tried again, and when it is given up: Postfix's way.

The wait is the letter's age, at least the minimum and at most the maximum. With the usual numbers a letter is tried
after 5, 5, 10, 20, 40 minutes, then every 66, for five days (RFC 5321 §4.5.4.1 asks for 30 minutes and 4 to 5 days).
"""

from __future__ import annotations

from dataclasses import dataclass

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long a letter waits; all of it in seconds.

    Attributes:
        minimal_backoff: The shortest wait between two tries.
        maximal_backoff: The longest.
        lifetime: The age from which on a letter is given up.
        delay_warning: The age at which its sender is told that it waits; 0 for never.
    """

    minimal_backoff: float = 300
    maximal_backoff: float = 4000
    lifetime: float = 5 * DAY
    delay_warning: float = 0

    def next_try(self, arrived: float, now: float) -> float:
        """When a letter is tried next that has just been tried in vain."""
        return now + min(max(now - arrived, self.minimal_backoff), self.maximal_backoff)

    def is_expired(self, arrived: float, now: float) -> bool:
        """Whether a letter is given up now."""
        return now - arrived >= self.lifetime

    def is_late(self, arrived: float, now: float) -> bool:
        """Whether it is time to tell the sender that a letter waits."""
        return 0 < self.delay_warning <= now - arrived
