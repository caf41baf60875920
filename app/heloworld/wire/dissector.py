"""The dissector: what happened on connections → what it means, whatever is spoken on them.

It sees events and nothing else, so a saved transcript gives the same result as a live one. Its rows are what the wire
panel shows, in the order of crossing. What a row means may become known only later, as a command's effect with its
reply. Then the row is replaced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from heloworld.wire.events import Delivered, Event, Handled, Judged, Opened, Published, Queued, Tried, Turned
from heloworld.wire.protocol import Dialogue, Protocol
from heloworld.wire.rows import Exchange, Kind, Mail, Row, Rows
from heloworld.wire.trial_rows import trial_rows

KEEP_SESSIONS, KEEP_EXCHANGES, KEEP_MAILS = 1_000, 50_000, 10_000
"""How many sessions are held, and how many exchanges and mails of all of them; the oldest go first."""

OF_NO_CONNECTION: Final = (Delivered, Queued, Handled, Judged, Turned, Published)
"""What can happen without a connection, or after one is forgotten: a server's own report, a try that reached nobody,
a verdict, the clock that is turned, a zone that is saved."""

KEEP_CONTENT = 64 * 1024 * 1024
"""Bytes that the mails of all sessions may have together; the oldest go first."""


class Dissector:
    """Events in, rows and sessions out.

    Args:
        protocol_of: The protocol by its name in `Opened`.
        rows: Where the rows go.
        keep_sessions: How many sessions are held; of those over, the oldest that has ended goes.
        keep_content: Bytes that the mails of all sessions may have together.

    Attributes:
        rows: Everything that crossed, of all connections.
        sessions: The connections by number, in the order of their opening.
    """

    def __init__(
        self,
        protocol_of: Callable[[str], Protocol],
        rows: Rows | None = None,
        *,
        keep_sessions: int = KEEP_SESSIONS,
        keep_content: int = KEEP_CONTENT,
    ) -> None:
        self.rows = Rows() if rows is None else rows
        self.sessions: dict[int, Dialogue] = {}
        self._protocol_of = protocol_of
        self._keep_sessions, self._keep_content = keep_sessions, keep_content
        self._heard: deque[Exchange] = deque()
        self._heard_count = 0
        self._kept: deque[tuple[Dialogue, Mail]] = deque()
        self._kept_count = 0
        self._content = 0

    def feed(self, events: Iterable[Event]) -> None:
        """Take in what happened."""
        for event in events:
            if isinstance(event, Opened):
                self.sessions[event.conn] = self._protocol_of(event.protocol).follow(event, self)
                self._forget_finished()
            dialogue = self.sessions.get(event.conn)
            if dialogue is not None:
                dialogue.feed(event)
            elif isinstance(event, Tried):
                for row in trial_rows(event, self.rows):
                    self.rows.append(row)
            elif isinstance(event, OF_NO_CONNECTION):
                self.rows.append(Row(event.conn, event.at, None, Kind.EVENT, event=event))

    @property
    def exchange_count(self) -> int:
        """How many exchanges have been complete so far, on all connections."""
        return self._heard_count

    def exchanges_since(self, count: int) -> Iterator[Exchange]:
        """The exchanges after the first so many, in the order of their completion; of very many the newest."""
        return islice(self._heard, max(count - self._heard_count + len(self._heard), 0), None)

    @property
    def mail_count(self) -> int:
        """How many messages have crossed so far, on all connections."""
        return self._kept_count

    def mails_since(self, count: int) -> Iterator[Mail]:
        """The messages after the first so many; of very many the newest."""
        start = max(count - self._kept_count + len(self._kept), 0)
        return (mail for _, mail in islice(self._kept, start, None))

    def hear(self, exchange: Exchange) -> None:
        """A command has its reply."""
        self._heard.append(exchange)
        self._heard_count += 1
        if len(self._heard) > KEEP_EXCHANGES:
            self._heard.popleft()

    def keep(self, dialogue: Dialogue, mail: Mail) -> None:
        """A message has crossed; the oldest are let go where they are too many or too large together."""
        self._kept.append((dialogue, mail))
        self._kept_count += 1
        self._content += len(mail.content)
        while self._content > self._keep_content or len(self._kept) > KEEP_MAILS:
            dialogue, mail = self._kept.popleft()
            self._content -= len(mail.content)
            dialogue.let_go(mail)

    def _forget_finished(self) -> None:
        if len(self.sessions) <= self._keep_sessions:
            return
        for conn, dialogue in self.sessions.items():
            if dialogue.state is self._protocol_of(dialogue.opened.protocol).machine.closed:
                del self.sessions[conn]
                return
