"""DNS as a table: there is no session. Each question stands for itself, so one state leads to itself (RFC 1035 §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.dns.record_types import ANY, RECORD_TYPES
from heloworld.wire.protocol import Machine
from heloworld.wire.rows import Outcome, State


class DnsState:
    """Where a conversation stands."""

    CLOSED: Final = State("closed", prompt="closed, Enter asks again ▸")
    """Nobody listens."""
    READY: Final = State("ready", prompt="DNS ▸")
    """Any question may be asked."""


QUESTIONS: Final = (*RECORD_TYPES, ANY.name)
"""What can be asked for: the commands of DNS."""

MACHINE: Final = Machine(
    start=DnsState.READY,
    closed=DnsState.CLOSED,
    table={DnsState.CLOSED: {}, DnsState.READY: dict.fromkeys(QUESTIONS, DnsState.READY)},
    path=(DnsState.READY,),
)
"""A conversation as everybody sees it."""

OUTCOMES: Final[Mapping[str, Outcome]] = {
    "NOERROR": Outcome.DONE,
    "SERVFAIL": Outcome.NOT_NOW,
    "NXDOMAIN": Outcome.NEVER,
    "REFUSED": Outcome.NEVER,
    "FORMERR": Outcome.NEVER,
    "NOTIMP": Outcome.NEVER,
    "NOTAUTH": Outcome.NEVER,
    "BADVERS": Outcome.NEVER,
}
"""What the status of an answer means; every other is unclear."""

TRUNCATED: Final = "TC"
"""The finer code of an answer that does not fit into a datagram."""

NO_DATA: Final = "NODATA"
"""The finer code of an answer that holds no record of the type: the name exists, and has none (RFC 2308 §2.2)."""
