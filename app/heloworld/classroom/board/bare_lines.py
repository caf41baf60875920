"""Who is stuck in a letter because their program ends lines in LF alone: no dot will end it (RFC 5321 §4.1.1.4)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.wire.events import Bytes, Event
from heloworld.wire.rows import Exchange

_BARE: Final = re.compile(rb"[^\r]\n")
"""The end of a line that is no line of SMTP. An LF at the beginning may belong to a CR that came before it."""

_AFTER_DATA: Final = re.compile(rb"(?:\A|\n)data[ \t]*\r?\n(.*)", re.IGNORECASE | re.DOTALL)
"""What was sent together with DATA, before its reply: a whole letter comes so out of a pipe."""

_KEEP: Final = 4_096
"""Bytes of what a client sent last that are looked at again when DATA is accepted."""


class BareLines:
    """On which connections a letter is being typed."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._piped: set[int] = set()
        self._last: dict[int, bytes] = {}

    def heed(self, exchange: Exchange) -> None:
        """A command has its reply: a letter begins, or none is open."""
        conn = exchange.conn
        if exchange.verb != "DATA" or exchange.is_refused:
            self._open.discard(conn)
            return
        self._open.add(conn)
        sent = _AFTER_DATA.search(self._last.get(conn, b""))
        if sent is not None and _BARE.search(sent[1]) is not None:
            self._piped.add(conn)

    def forget(self, conn: int) -> None:
        """A connection is over."""
        self._open.discard(conn)
        self._piped.discard(conn)
        self._last.pop(conn, None)

    def is_in(self, event: Event) -> bool:
        """Whether now a letter is known to have a line that ends in LF alone."""
        if not isinstance(event, Bytes):
            return False
        if event.conn in self._piped:
            self._piped.discard(event.conn)
            return True
        if event.source != "client":
            return False
        self._last[event.conn] = event.data[-_KEEP:]
        return event.conn in self._open and _BARE.search(event.data) is not None
