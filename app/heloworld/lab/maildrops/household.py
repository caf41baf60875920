"""What the servers of a world have in common: its plan, its record, its certificates, its mailboxes."""

from __future__ import annotations

import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from heloworld.lab.maildrops.maildrops import Maildrops
from heloworld.lab.plan import Plan
from heloworld.wire.events import Event


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
