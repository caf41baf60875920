"""Sessions told line by line, for the tests of the dissector."""

from __future__ import annotations

from heloworld.lab.protocols import protocol_of
from heloworld.pop.dissect import PopDialogue
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted
from heloworld.wire.rows import Kind, Row, State

OPENED = Opened(1, 0.0, "pop3", ("127.0.0.1", 40000), ("127.0.0.1", 1110))
TLS = TlsStarted(1, 0.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384")
CLOSED = Closed(1, 0.0)
SIDES: dict[str, Side] = {"C:": "client", "S:": "server"}

GREETED = ("S: +OK Dovecot ready.",)
NAMED = (*GREETED, "C: USER ana", "S: +OK")
IN = (*NAMED, "C: PASS harbour", "S: +OK Logged in.")
MARKED = (*IN, "C: DELE 1", "S: +OK Marked.", "C: dele 3", "S: +OK Marked.", "C: DELE 9", "S: -ERR no such message")


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


def of(dissector: Dissector) -> PopDialogue:
    dialogue = dissector.sessions[1]
    assert isinstance(dialogue, PopDialogue)
    return dialogue


def dialogue(*steps: str | Event) -> PopDialogue:
    return of(dissected(*steps))


def rows(dissector: Dissector) -> list[Row]:
    return [dissector.rows[number] for number in range(dissector.rows.first, len(dissector.rows))]


def kinds(dissector: Dissector, side: Side = "client") -> list[tuple[str, Kind]]:
    """What each line of a side is."""
    return [
        (row.line.text.decode(), row.kind) for row in rows(dissector) if row.source == side and row.line is not None
    ]


def said(talk: PopDialogue) -> list[tuple[str, str, State]]:
    return [(exchange.verb, exchange.status, exchange.after) for exchange in talk.exchanges]
