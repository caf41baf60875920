"""Who is stuck in a letter because their program ends lines in LF alone: no dot will end it (RFC 5321 §4.1.1.4)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.wire.events import Bytes, Event
from heloworld.wire.rows import Exchange

_BARE: Final = re.compile(rb"[^\r]\n")
"""The end of a line that is no line of SMTP. An LF at the beginning may belong to a CR that came before it."""


class BareLines:
    """On which connections a letter is being typed."""

    def __init__(self) -> None:
        self._open: set[int] = set()

    def heed(self, exchange: Exchange) -> None:
        """A command has its reply: a letter begins, or none is open."""
        if exchange.verb == "DATA" and not exchange.is_refused:
            self._open.add(exchange.conn)
        else:
            self._open.discard(exchange.conn)

    def forget(self, conn: int) -> None:
        """A connection is over."""
        self._open.discard(conn)

    def is_in(self, event: Event) -> bool:
        """Whether this is a piece of a letter with a line that ends in LF alone."""
        if not isinstance(event, Bytes) or event.conn not in self._open or event.source != "client":
            return False
        return _BARE.search(event.data) is not None
