"""Evidence from sessions that are written down: no server, no socket, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from heloworld.course.conditions import Condition
from heloworld.course.conditions.evidence import Evidence, Mailboxes, Witness
from heloworld.course.model import fences
from heloworld.course.model.lesson import Goal, Misstep
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Address, Bytes, Closed, Event, Opened, Side, TlsStarted

AT: Final = 1_767_402_334.0
SERVER: Final[Address] = ("127.0.0.1", 2525)
PROMPT, OTHER = 50_000, 60_000
"""Ports of clients: of the prompt, and of other programs."""

HELO: Final = ("S 220 mail.harbour.test ESMTP", "C HELO localhost", "S 250 mail.harbour.test")
ENVELOPE: Final = (
    "C MAIL FROM:<dora@island.test> SIZE=100",
    "S 250 2.1.0 Ok",
    "C RCPT TO:<ana@harbour.test>",
    "S 250 2.1.5 Ok",
    "C DATA",
    "S 354 End data with <CR><LF>.<CR><LF>",
)
END: Final = ("C .", "S 250 2.0.0 Ok: queued as 7DCB64A55D")
MAIL: Final = (*HELO, *ENVELOPE, "C Subject: Tide", "C ", "C ..high at six", *END)


def session(
    conn: int, port: int, script: tuple[str, ...], *, tls: bool = False, protocol: str = "smtp"
) -> Iterator[Event]:
    """A session from its script: C and S lines, L for a client's line that ends in LF, T for TLS, X for the end."""
    yield Opened(conn, AT, protocol, ("127.0.0.1", port), SERVER, tls)
    sides: dict[str, tuple[Side, bytes]] = {"C": ("client", b"\r\n"), "L": ("client", b"\n"), "S": ("server", b"\r\n")}
    for line in script:
        letter, _, text = line.partition(" ")
        if letter in sides:
            side, ending = sides[letter]
            yield Bytes(conn, AT, side, text.encode() + ending, tls)
        elif letter == "T":
            tls = True
            yield TlsStarted(conn, AT, "TLSv1.3", "TLS_AES_256_GCM_SHA384")
        else:
            yield Closed(conn, AT)


def witness(mailboxes: Mailboxes) -> tuple[Dissector, Witness]:
    """A dissector, and who draws the evidence from it."""
    dissector = Dissector(protocol_of)
    return dissector, Witness(dissector, lambda opened: opened.client[1] < OTHER, mailboxes)


def evidence(
    *scripts: tuple[str, ...], outside: bool = False, mailboxes: Mailboxes | None = None, protocol: str = "smtp"
) -> Evidence:
    """What there is to see after these sessions, one after the other; ``outside``: of another program."""
    dissector, sees = witness(mailboxes or Mailboxes(Path("nowhere"), ("ana",)))
    for number, script in enumerate(scripts, 1):
        dissector.feed(session(number, (OTHER if outside else PROMPT) + number, script, protocol=protocol))
    return sees.look()


def condition(**table: object) -> Condition:
    """A condition, read as it is read from a lesson."""
    return goal(need=[table]).need[0]


def goal(**table: object) -> Goal:
    """A goal, read as it is read from a lesson."""
    return msgspec.convert({"id": "goal", "title": "Goal", **table}, Goal, dec_hook=fences.condition)


def misstep(*match: Mapping[str, Any]) -> Misstep:
    """A misstep, read as it is read from a lesson."""
    table = {"on": "goal", "match": list(match), "say": "No."}
    return msgspec.convert(table, Misstep, dec_hook=fences.condition)


def times(wanted: Condition, seen: Evidence) -> int:
    """How often a condition was met."""
    return len(list(wanted.moments(seen)))
