"""The name servers that this machine asks, and how long somebody waits for them all in all."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from heloworld.dns.resolver import Answer, Resolver
from heloworld.errors import LookUpError, UsageError

RESOLV_CONF: Final = Path("/etc/resolv.conf")
"""Where a system says whom to ask (resolv.conf(5))."""

PORT: Final = 53
MOST_SERVERS: Final = 3
"""Servers that are asked, as resolv.conf(5) has it."""

PATIENCE: Final = 30.0
"""Seconds that all questions together may take."""


def system_servers(path: Path) -> list[str]:
    """The addresses of the name servers, the first to be asked first.

    Args:
        path: `RESOLV_CONF`, or a file like it.

    Raises:
        UsageError: Nothing says whom to ask.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"Whom to ask is not known: {path} cannot be read ({error.strerror}).", _REMEDY) from error
    words = (line.split() for line in lines)
    servers = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver" and _is_address(each[1])]
    if not servers:
        raise UsageError(f"Whom to ask is not known: {path} names no name server.", _REMEDY)
    return servers[:MOST_SERVERS]


_REMEDY: Final = "Name one with --resolver HOST:PORT, or zone files with --zone FILE."


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class PatientResolver:
    """Asks one server after the other until one answers, that one first from then on, and nobody when time is up.

    Attributes:
        resolvers: Whom to ask, in this order.
        patience: Seconds that all questions together may take; one that is under way is not broken off.
        now: A clock in seconds.
    """

    resolvers: list[Resolver]
    patience: float = PATIENCE
    now: Callable[[], float] = time.monotonic
    _spent: float = field(default=0.0, init=False)

    async def look_up(self, name: str, kind: str) -> Answer:
        """As `Resolver.look_up`."""
        for left, each in zip(reversed(range(len(self.resolvers))), list(self.resolvers), strict=True):
            if self._spent >= self.patience:
                raise LookUpError(
                    f"The answers have taken {self.patience:.0f} seconds, and nobody is asked any more.",
                    "Try again later, or ask another server.",
                )
            began = self.now()
            try:
                answer = await each.look_up(name, kind)
            except LookUpError:
                if not left:
                    raise
            else:
                self.resolvers.remove(each)
                self.resolvers.insert(0, each)
                return answer
            finally:
                self._spent += self.now() - began
        raise LookUpError("There is no name server to ask.", _REMEDY)
