"""A resolver with an end to its patience, however many questions a silent name server is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from heloworld.dns.resolver import Answer, LooksUp
from heloworld.errors import LookUpError

PATIENCE: Final = 30.0
"""Seconds that all questions together may take."""


@dataclass(slots=True)
class PatientResolver:
    """Asks one server after the other until one answers, that one first from then on, and nobody when time is up.

    Attributes:
        resolvers: Whom to ask, in this order.
        patience: Seconds that all questions together may take; one that is under way is not broken off.
        now: A clock in seconds.
    """

    resolvers: list[LooksUp]
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
        raise LookUpError("There is no name server to ask.", "Name one.")
