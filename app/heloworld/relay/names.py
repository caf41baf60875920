"""What the relay asks of names: which hosts take a domain's mail, and where they are.

Whoever answers is none of the relay's business: this world's DNS, or a table in a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MxRecord:
    """One MX record (RFC 1035 §3.3.9).

    Attributes:
        preference: The lower, the sooner it is tried.
        exchanger: The host's name without the final dot; empty for ``.``, which takes no mail (RFC 7505 §3).
    """

    preference: int
    exchanger: str


class Missing(Enum):
    """Why there is no record, in Postfix's words."""

    NAME = "Host not found"
    """There is no such name (NXDOMAIN)."""
    DATA = "Host found but no data record of requested type"
    """There is such a name, but it has no record of this type (NODATA)."""
    FOR_NOW = "Host not found, try again"
    """Nobody can tell at the moment: no answer, SERVFAIL, REFUSED."""


class Resolver(Protocol):
    """Answers what the relay asks."""

    async def mx(self, domain: str, /) -> Sequence[MxRecord] | Missing:
        """The MX records of a domain, in any order; never an empty sequence."""

    async def addresses(self, name: str, /) -> Sequence[str] | Missing:
        """The numeric addresses of a host; never an empty sequence."""
