"""What the servers of a world have in common: its plan, its record, its certificates, its mailboxes."""

from __future__ import annotations

import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from heloworld.lab.maildrops.maildrops import Maildrops
from heloworld.lab.plan import Plan
from heloworld.wire.events import Event


class SessionLimits(NamedTuple):
    """How many sessions each of a world's servers has at one time; `wire.serving.admission` counts them.

    Attributes:
        connection_limit: In all.
        client_limit: Of one client.
        local_limit: Of an address of this machine itself.
    """

    connection_limit: int
    client_limit: int
    local_limit: int


@dataclass(frozen=True)
class Household:
    """What the servers of a world share until it is made anew.

    Attributes:
        plan: What the world is like.
        record: Takes the events.
        tls: Makes the context of its certificates.
        connections: Numbers the connections of all its servers.
        maildrops: Its mailboxes, as those see them who fetch mail.
    """

    plan: Plan
    record: Callable[[Event], None]
    tls: Callable[[], ssl.SSLContext]
    connections: itertools.count[int]
    maildrops: Maildrops

    @property
    def limits(self) -> SessionLimits:
        """How many sessions there may be: what the plan says of SMTP's server holds for the others, too."""
        policy = self.plan.policy
        return SessionLimits(policy.connection_limit, policy.client_limit, policy.local_limit)
