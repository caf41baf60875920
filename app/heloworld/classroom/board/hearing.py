"""A dissector for a fold: what is complete is handed on once, in its order, and not kept."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Event
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Exchange, Mail, Rows

KEEP_ROWS, KEEP_BYTES = 4_000, 8 * 1024 * 1024
"""Rows and bytes that the dissector itself needs: what a reply belongs to."""

_ALL: Final = sys.maxsize


class Hearing(Dissector):
    """Follows all connections of a class."""

    def __init__(self) -> None:
        super().__init__(protocol_of, Rows(KEEP_ROWS, KEEP_BYTES), keep_sessions=_ALL, keep_content=KEEP_BYTES)
        self._news: list[Exchange | Mail] = []

    def feed(self, events: Iterable[Event]) -> None:
        """Take in what happened; of a connection that is over nothing is kept."""
        for event in events:
            super().feed((event,))
            if isinstance(event, Closed):
                self.sessions.pop(event.conn, None)

    def hear(self, exchange: Exchange) -> None:
        """A command has its reply."""
        self._news.append(exchange)

    def keep(self, dialogue: Dialogue, mail: Mail) -> None:
        """A message has crossed."""
        super().keep(dialogue, mail)
        self._news.append(mail)

    def take_news(self) -> list[Exchange | Mail]:
        """What has become complete since the last call: a mail comes after the exchange that ended it."""
        news, self._news = self._news, []
        return news

    def at(self, exchange: Exchange, otherwise: float) -> float:
        """When an exchange was complete, in seconds since the epoch.

        Args:
            exchange: The exchange.
            otherwise: What to say where that is not known any more.
        """
        return self.rows[exchange.row].at if exchange.row >= self.rows.first else otherwise
