"""Sessions told line by line, for the tests of a protocol's dissector."""

from __future__ import annotations

from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted
from heloworld.wire.rows import Kind, Row, Rows

TLS = TlsStarted(1, 0.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384")
CLOSED = Closed(1, 0.0)
SIDES: dict[str, Side] = {"C:": "client", "S:": "server"}


def opened(protocol: str, port: int) -> Opened:
    """The connection that everything is told on."""
    return Opened(1, 0.0, protocol, ("127.0.0.1", 40000), ("127.0.0.1", port))


def chunk(side: Side, data: bytes) -> Bytes:
    return Bytes(1, 0.0, side, data)


def told(*steps: str | Event) -> list[Event]:
    """``C: …`` and ``S: …`` are lines; anything else happened as it is."""
    return [chunk(SIDES[step[:2]], f"{step[3:]}\r\n".encode()) if isinstance(step, str) else step for step in steps]


def dissector_of(events: list[Event], kept: Rows | None = None) -> Dissector:
    """A dissector that has heard all of this."""
    dissector = Dissector(protocol_of, kept)
    dissector.feed(events)
    return dissector


def rows(dissector: Dissector) -> list[Row]:
    return [dissector.rows[number] for number in range(dissector.rows.first, len(dissector.rows))]


def kinds(dissector: Dissector, side: Side = "client") -> list[tuple[str, Kind]]:
    """What each line of a side is."""
    return [
        (row.line.text.decode(), row.kind) for row in rows(dissector) if row.source == side and row.line is not None
    ]
