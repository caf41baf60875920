"""What a queue needs of the world around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from heloworld.relay.next_server import Ways
from heloworld.relay.notices import Post
from heloworld.relay.report import Reporter
from heloworld.relay.schedule import Schedule
from heloworld.wire.events import Event


class Clock(Protocol):
    """The world's clock."""

    def now(self) -> float:
        """The moment, in seconds since the epoch."""

    async def wait_until(self, at: float) -> None:
        """Wait until a moment has come, or the clock was turned past it."""


@dataclass(frozen=True, slots=True)
class World:
    """What a queue needs of the world around it.

    Attributes:
        ways: How to get to other servers.
        reporter: In whose name reports are written.
        clock: What tells the time of retries.
        post: Sends reports.
        new_id: Makes names for letters.
        record: Takes what happens to letters.
        schedule: How long a letter waits.
    """

    ways: Ways
    reporter: Reporter
    clock: Clock
    post: Post
    new_id: Callable[[], str]
    record: Callable[[Event], None]
    schedule: Schedule = field(default_factory=Schedule)
