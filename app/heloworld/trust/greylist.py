"""Greylisting: a stranger is told to come back later, because most spammers never do (RFC 6647).

What counts is the triplet of the client's network, the sender and the recipient, as postgrey has it. Somebody who
comes back after the delay is let in, and from then on at once; a client that has done so often enough is not asked
again. There is no clock in here: whoever asks says what time it is.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

DAY = 24 * 60 * 60
MOST = 10_000
"""Triplets that are remembered; of more, those that were heard of longest ago go."""

Triplet: TypeAlias = tuple[str, str, str]
"""The client's network, the sender and the recipient; the addresses in lower case."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long strangers have to wait; in seconds, and as postgrey does it.

    Attributes:
        delay: How long they have to stay away.
        retry_window: How long they may; later, it begins anew.
        lifetime: How long somebody is remembered who was let in.
        passes: Deliveries after a wait that make a client known; 0 for none ever.
    """

    delay: float = 300
    retry_window: float = 2 * DAY
    lifetime: float = 35 * DAY
    passes: int = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of somebody who asks.

    Attributes:
        is_let_in: Whether.
        waited: Seconds since the first try, for one who is let in because of that; else 0.
        left: Seconds that are still to be waited; 0 for one who is let in.
    """

    is_let_in: bool
    waited: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a triplet.

    Attributes:
        triplet: Who it is.
        first: When it was first seen, in seconds since the epoch.
        last: When it was seen last.
        has_waited: Whether it has come back after the delay.
    """

    triplet: Triplet
    first: float
    last: float
    has_waited: bool = False

    def earlier(self, seconds: float) -> Seen:
        """The same, so many seconds ago."""
        return replace(self, first=self.first - seconds, last=self.last - seconds)


class Greylist:
    """Who has asked, and who has come back.

    Args:
        patience: How long strangers have to wait.
        remembered: What is known from an earlier time; of the same triplet, the last counts.
    """

    def __init__(self, patience: Patience | None = None, remembered: Iterable[Seen] = ()) -> None:
        self._patience = patience or Patience()
        self._known: dict[Triplet, Seen] = {}
        for each in remembered:
            self._keep(each)
        self._passes = Counter(each.triplet[0] for each in self._known.values() if each.has_waited)

    @property
    def known(self) -> tuple[Seen, ...]:
        """All that is remembered; who was heard of last comes last."""
        return tuple(self._known.values())

    def seen(self, client: str, sender: str, recipient: str) -> Seen | None:
        """What is remembered of somebody; None where that is nothing, or needs not be."""
        return self._known.get(triplet(client, sender, recipient))

    def ask(self, client: str, sender: str, recipient: str, now: float) -> Decision:
        """Somebody wants to send; what is decided is remembered.

        Args:
            client: The client's numeric address.
            sender: The reverse-path without brackets; may be empty.
            recipient: The forward-path without brackets.
            now: The moment, in seconds since the epoch.
        """
        key = triplet(client, sender, recipient)
        if self._patience.passes and self._passes[key[0]] >= self._patience.passes:
            return Decision(is_let_in=True)
        known = self._known.get(key)
        if known is None or self._is_forgotten(known, now):
            known = Seen(key, now, now)
        return self._decide(known, now)

    def next_due(self, now: float) -> float | None:
        """When the next wait is over that has not been; None where nobody waits."""
        ends = (each.first + self._patience.delay for each in self._known.values() if not each.has_waited)
        return min((end for end in ends if end > now), default=None)

    def _decide(self, known: Seen, now: float) -> Decision:
        waited = now - known.first
        is_let_in = known.has_waited or waited >= self._patience.delay
        self._keep(replace(known, last=now, has_waited=is_let_in))
        if known.has_waited:
            return Decision(is_let_in=True)
        if not is_let_in:
            return Decision(is_let_in=False, left=self._patience.delay - waited)
        self._passes[known.triplet[0]] += 1
        return Decision(is_let_in=True, waited=waited)

    def _keep(self, seen: Seen) -> None:
        """Remember somebody, at the end: the others have not been heard of for longer."""
        self._known.pop(seen.triplet, None)
        self._known[seen.triplet] = seen
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def _is_forgotten(self, known: Seen, now: float) -> bool:
        if known.has_waited:
            return now - known.last > self._patience.lifetime
        return now - known.first > self._patience.retry_window


def triplet(client: str, sender: str, recipient: str) -> Triplet:
    """What counts as the same: a neighbour in the /24 (of IPv6: the /64) is no stranger, as large senders have many."""
    try:
        address = ipaddress.ip_address(client)
        size = 24 if address.version == 4 else 64
        network = str(ipaddress.ip_network(f"{address}/{size}", strict=False))
    except ValueError:
        network = client
    return network, sender.lower(), recipient.lower()
