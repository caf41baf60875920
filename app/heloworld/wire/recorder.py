"""One end of one connection as a series of events."""

from __future__ import annotations

import time
from collections.abc import Callable

from heloworld.wire.events import Address, Bytes, Closed, Event, Opened, Side, TlsStarted, Transport


class Recorder:
    """Says what happens on a connection, in the words of `heloworld.wire.events`.

    Args:
        record: Receives the events; None where nobody wants them.
        conn: The number of the connection.
        protocol: The protocol spoken, in lower case.
        starts_with_tls: Whether TLS is spoken from the first byte.
        transport: What carries the bytes.
    """

    def __init__(
        self,
        record: Callable[[Event], None] | None,
        conn: int,
        protocol: str,
        *,
        starts_with_tls: bool = False,
        transport: Transport = "tcp",
    ) -> None:
        self._record = record
        self._conn = conn
        self._protocol = protocol
        self._starts_with_tls = starts_with_tls
        self._transport: Transport = transport
        self._is_tls = False

    def opened(self, client: Address, server: Address) -> None:
        """The connection is there."""
        how = (self._starts_with_tls, self._transport)
        self._tell(Opened(self._conn, time.time(), self._protocol, client, server, *how))

    def bytes(self, source: Side, data: bytes) -> None:
        """A chunk crossed; nothing is said of an empty one."""
        if data:
            self._tell(Bytes(self._conn, time.time(), source, data, self._is_tls))

    def tls_started(self, version: str, cipher: str) -> None:
        """Bytes cross under TLS from here on."""
        self._is_tls = True
        self._tell(TlsStarted(self._conn, time.time(), version, cipher))

    def closed(self, reason: str) -> None:
        """The connection is over."""
        self._tell(Closed(self._conn, time.time(), reason))

    def _tell(self, event: Event) -> None:
        if self._record is not None:
            self._record(event)
