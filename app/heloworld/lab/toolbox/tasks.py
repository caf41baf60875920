"""What a tool asks of the world, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from heloworld.wire.events import Address


@dataclass(frozen=True, slots=True)
class Dig:
    """Ask a name server.

    Attributes:
        line: The question, as it was typed, without the server.
        server: Where the server listens.
    """

    line: str
    server: Address


@dataclass(frozen=True, slots=True)
class Mailq:
    """List the letters that wait.

    Attributes:
        server: On which host; empty for all.
    """

    server: str = ""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Let time pass: turn the world's clock.

    Attributes:
        seconds: How long.
    """

    seconds: float


Task: TypeAlias = Dig | Mailq | Sleep
