"""What a dissected connection consists of: rows (what crossed, line by line), exchanges and mails."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from heloworld.smtp.states import State
from heloworld.wire.events import Event, Side
from heloworld.wire.lines import Line

KEEP_ROWS = 200_000
"""Rows that are held; the oldest quarter goes when there are more."""

KEEP_BYTES = 64 * 1024 * 1024
"""Bytes that the lines of all rows may have together."""


class Kind(Enum):
    """What a row is."""

    COMMAND = "command"
    REPLY = "reply"
    HEADER = "header"
    """A line of a message's header, between 354 and the first empty line."""
    TEXT = "text"
    """Any other line of a message, up to the lone dot."""
    END = "end"
    """The lone dot that ends a message."""
    ANSWER = "answer"
    """An answer to an authentication challenge."""
    IGNORED = "ignored"
    """Sent before a TLS handshake and thrown away by the server."""
    EVENT = "event"
    """Not a line: something that happened."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A command and its reply.

    Attributes:
        conn: The connection.
        verb: The verb in upper case, `END_OF_DATA`, or empty for what the server said unasked (its greeting).
        argument: What followed the verb.
        code: The reply code; 0 where the reply is no SMTP reply.
        reply: The reply's lines without line ends, codes and all.
        before: The state in which the command was carried out.
        after: The state the reply led to.
    """

    conn: int
    verb: str
    argument: bytes
    code: int
    reply: tuple[bytes, ...]
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Row:
    """One line that crossed, or one event.

    Attributes:
        conn: The connection.
        at: When its first byte crossed, in seconds since the epoch.
        source: Who sent it; None for an event.
        kind: What it is, as far as is known.
        line: The bytes; None for an event.
        event: The event; None for a line.
        tls: Whether it crossed under TLS.
        exchange: The exchange it belongs to, once the reply is complete.
    """

    conn: int
    at: float
    source: Side | None
    kind: Kind
    line: Line | None = None
    event: Event | None = None
    tls: bool = False
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that was sent, whatever became of it.

    Attributes:
        sender: The argument of the accepted MAIL.
        recipients: The arguments of the accepted RCPTs, in order.
        content: The text, transparency undone (RFC 5321 §4.5.2), line ends as they crossed.
        exchange: The end of data and its reply.
    """

    sender: bytes
    recipients: tuple[bytes, ...]
    content: bytes
    exchange: Exchange


class Rows:
    """The rows, numbered from 0 for ever; the oldest are let go."""

    def __init__(self) -> None:
        self.first = 0
        self._rows: list[Row] = []
        self._size = 0

    def __len__(self) -> int:
        """The number after the newest row."""
        return self.first + len(self._rows)

    def __getitem__(self, number: int) -> Row:
        """A row by its number, which must be `first` or later."""
        return self._rows[number - self.first]

    def append(self, row: Row) -> int:
        """Add a row and return its number."""
        self._rows.append(row)
        self._size += _size(row)
        while len(self._rows) > KEEP_ROWS or (self._size > KEEP_BYTES and len(self._rows) > 1):
            self._let_go(max(len(self._rows) // 4, 1))
        return len(self) - 1

    def update(self, number: int, row: Row) -> None:
        """Replace a row, unless it has been let go."""
        if number >= self.first:
            self._size += _size(row) - _size(self[number])
            self._rows[number - self.first] = row

    def _let_go(self, count: int) -> None:
        self._size -= sum(map(_size, self._rows[:count]))
        del self._rows[:count]
        self.first += count


def _size(row: Row) -> int:
    return len(row.line.text) if row.line is not None else 0
