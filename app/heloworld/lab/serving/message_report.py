"""Connections on which messages cross that are no lines of text: a line for each question and its answer."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Event
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Kind, Row, Rows
from heloworld.wire.visible import visible, visible_text

_KEEP = 2_000
"""Rows that are held: a question is told with its answer, which comes soon or never."""


class MessageReport:
    """Events of such connections in, lines out."""

    def __init__(self) -> None:
        self._dissector = Dissector(protocol_of, Rows(keep=_KEEP), keep_sessions=100)
        self._heard = 0

    def text(self, event: Event) -> str:
        """The lines that an event completes, each with its line end; all of them safe to show."""
        self._dissector.feed([event])
        dialogue = self._dissector.sessions.get(event.conn)
        if dialogue is None:
            return ""
        lines = [_line(dialogue, row) for row in self._answered()]
        if isinstance(event, Closed):
            lines += [_line(dialogue, row) for row in self._unanswered(event.conn)]
        return "".join(lines)

    def _answered(self) -> Iterator[Row]:
        """The questions that have had their answer since the last time."""
        rows = self._dissector.rows
        for exchange in self._dissector.exchanges_since(self._heard):
            if exchange.asked >= rows.first:
                yield rows[exchange.asked]
        self._heard = self._dissector.exchange_count

    def _unanswered(self, conn: int) -> Iterator[Row]:
        """The questions of a connection that will have none."""
        rows = self._dissector.rows
        for number in range(rows.first, len(rows)):
            row = rows[number]
            if row.conn == conn and row.kind is Kind.COMMAND and row.exchange is None:
                yield row


def _line(dialogue: Dialogue, row: Row) -> str:
    host, port = dialogue.opened.client
    return f"{row.conn} Q: {visible(row.shown_folded)}  (asked by {visible_text(host)}:{port})\n"
