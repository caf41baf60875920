"""Sessions told line by line, for the tests of the dissector."""

from __future__ import annotations

from heloworld.imap.dissect import ImapDialogue
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted
from heloworld.wire.rows import Kind, Row, State

OPENED = Opened(1, 0.0, "imap", ("127.0.0.1", 40000), ("127.0.0.1", 1143))
TLS = TlsStarted(1, 0.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384")
CLOSED = Closed(1, 0.0)
SIDES: dict[str, Side] = {"C:": "client", "S:": "server"}

GREETED = ("S: * OK [CAPABILITY IMAP4rev1 IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot ready.",)
IN = (*GREETED, "C: a1 LOGIN ana harbour", "S: a1 OK [CAPABILITY IMAP4rev1 IDLE MOVE] Logged in")
CHOSEN = (
    *IN,
    "C: a2 SELECT INBOX",
    r"S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
    "S: * 4 EXISTS",
    "S: * 1 RECENT",
    "S: * OK [UIDVALIDITY 1795889343] UIDs valid",
    "S: * OK [UIDNEXT 9] Predicted next UID",
    "S: a2 OK [READ-WRITE] Select completed.",
)


def chunk(side: Side, data: bytes) -> Bytes:
    return Bytes(1, 0.0, side, data)


def events(*steps: str | Event) -> list[Event]:
    """``C: …`` and ``S: …`` are lines; anything else happened as it is."""
    return [
        OPENED,
        *(chunk(SIDES[step[:2]], f"{step[3:]}\r\n".encode()) if isinstance(step, str) else step for step in steps),
    ]


def dissected(*steps: str | Event) -> Dissector:
    dissector = Dissector(protocol_of)
    dissector.feed(events(*steps))
    return dissector


def of(dissector: Dissector) -> ImapDialogue:
    dialogue = dissector.sessions[1]
    assert isinstance(dialogue, ImapDialogue)
    return dialogue


def dialogue(*steps: str | Event) -> ImapDialogue:
    return of(dissected(*steps))


def rows(dissector: Dissector) -> list[Row]:
    return [dissector.rows[number] for number in range(dissector.rows.first, len(dissector.rows))]


def kinds(dissector: Dissector, side: Side = "client") -> list[tuple[str, Kind]]:
    """What each line of a side is."""
    return [
        (row.line.text.decode(), row.kind) for row in rows(dissector) if row.source == side and row.line is not None
    ]


def said(talk: ImapDialogue) -> list[tuple[str, str, State]]:
    return [(exchange.verb, exchange.status, exchange.after) for exchange in talk.exchanges]
