"""Sessions told line by line, for the tests of the dissector."""

from __future__ import annotations

from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Event, Opened, Side, TlsStarted
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Kind, Row, Rows, State

OPENED = Opened(1, 0.0, "smtp", ("127.0.0.1", 40000), ("127.0.0.1", 2525))
TLS = TlsStarted(1, 0.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384")
SIDES: dict[str, Side] = {"C:": "client", "S:": "server"}

GREETED = ("S: 220 mail.harbour.test ESMTP", "C: EHLO x", "S: 250-mail.harbour.test", "S: 250 SIZE 1000")
ENVELOPE = (
    *GREETED,
    "C: MAIL FROM:<dora@island.test>",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<ana@harbour.test>",
    "S: 250 2.1.5 Ok",
)
SENDING = (*ENVELOPE, "C: DATA", "S: 354 go on")


def chunk(side: Side, data: bytes) -> Bytes:
    return Bytes(1, 0.0, side, data)


def events(*steps: str | Event) -> list[Event]:
    """``C: …`` and ``S: …`` are lines; anything else happened as it is."""
    return [
        OPENED,
        *(chunk(SIDES[step[:2]], f"{step[3:]}\r\n".encode()) if isinstance(step, str) else step for step in steps),
    ]


def dissected(*steps: str | Event, kept: Rows | None = None) -> Dissector:
    dissector = Dissector(protocol_of, kept)
    dissector.feed(events(*steps))
    return dissector


def dialogue(*steps: str | Event) -> Dialogue:
    return dissected(*steps).sessions[1]


def rows(dissector: Dissector) -> list[Row]:
    return [dissector.rows[number] for number in range(dissector.rows.first, len(dissector.rows))]


def kinds(dissector: Dissector) -> list[tuple[str, Kind]]:
    """What each of the client's lines is."""
    return [
        (row.line.text.decode(), row.kind) for row in rows(dissector) if row.source == "client" and row.line is not None
    ]


def said(talk: Dialogue) -> list[tuple[str, int, State]]:
    return [(exchange.verb, exchange.code, exchange.after) for exchange in talk.exchanges]
