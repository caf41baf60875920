"""How often a world has refused what its policy has it refuse: the part of a policy that changes."""

from __future__ import annotations

from collections import Counter
from typing import Final

from heloworld.smtp.policy import Policy

MOST_CLIENTS: Final = 1_000
"""Clients for each of which is counted; those that come later share one count."""


class Refusals:
    """Counts the refusals of a policy: for all sessions of a world together, or for each client.

    Args:
        policy: What is refused, and how often.
    """

    def __init__(self, policy: Policy) -> None:
        self._refusals = policy.refusals
        self._used: Counter[int] = Counter()
        self._policy = policy
        self._clients: dict[str, Refusals] = {}

    def of(self, client: str) -> Refusals:
        """Those that count for a client, by its address."""
        if not self._policy.counts_by_client:
            return self
        if client not in self._clients and len(self._clients) < MOST_CLIENTS:
            self._clients[client] = Refusals(self._policy)
        return self._clients.get(client, self)

    def __bool__(self) -> bool:
        return bool(self._refusals)

    def refuse(self, command: str, argument: str = "") -> str | None:
        """The reply to a command that could be carried out, which counts as given; None where nothing is against it.

        Args:
            command: The verb in upper case, or `states.END_OF_DATA`.
            argument: What comes after it.
        """
        for number, refusal in enumerate(self._refusals):
            has_time_left = refusal.times is None or self._used[number] < refusal.times
            if has_time_left and refusal.is_about(command, argument):
                self._used[number] += 1
                return refusal.reply
        return None
