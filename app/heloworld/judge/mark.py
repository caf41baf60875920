"""Where a wrong byte stands in the rows of a dissected conversation: what a report and a wire panel point to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heloworld.judge.failure import Place, Spot
from heloworld.wire.events import Bytes, Event, Side, TlsStarted
from heloworld.wire.rows import Row


@dataclass(frozen=True, slots=True)
class Mark:
    """A byte, as rows count.

    Attributes:
        conn: The connection.
        source: Who sent it.
        offset: Where it stands in all that this side sent, from 0; under TLS from the handshake on.
        tls: Whether that was under TLS.
    """

    conn: int
    source: Side
    offset: int
    tls: bool

    def offset_in(self, row: Row) -> int | None:
        """Where the byte stands in a row's line, or that it stands behind one without an end; None elsewhere."""
        if row.line is None or (row.conn, row.source, row.tls) != (self.conn, self.source, self.tls):
            return None
        at, length = self.offset - row.line.offset, len(row.line.raw)
        return at if 0 <= at < length or (at == length and not row.line.ending.value) else None


def mark_of(where: Place, events: Iterable[Event]) -> Mark | None:
    """The mark for the wrong byte of a failure; None where it stands in no conversation.

    Args:
        where: Where that byte is.
        events: What crossed.
    """
    if not isinstance(where, Spot):
        return None
    plain = 0
    for event in events:
        if event.conn != where.conn:
            continue
        if isinstance(event, TlsStarted) and where.offset >= plain:
            return Mark(where.conn, where.source, where.offset - plain, tls=True)
        if isinstance(event, Bytes) and event.source == where.source:
            plain += len(event.data)
    return Mark(where.conn, where.source, where.offset, tls=False)
