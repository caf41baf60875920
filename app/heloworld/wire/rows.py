"""What a dissected connection consists of, whatever its protocol: rows (what crossed), exchanges and mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from heloworld.wire.events import Event, Side
from heloworld.wire.lines import Line

KEEP_ROWS = 200_000
"""Rows that are held; the oldest quarter goes when there are more."""

KEEP_BYTES = 64 * 1024 * 1024
"""Bytes that the lines of all rows may have together."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Where a session stands: one object a state, compared by identity.

    Attributes:
        word: How the strip, the lessons and the explanations call it: ``MAIL``, ``greeted``.
        prompt: What stands before the line that is typed; the protocol's label where it is empty.
        aside: How the strip calls it where it stands beside the way through a session; the word where it is empty.
        is_text: Whether what is typed in it is no command, but text of a message or an answer to a challenge.
    """

    word: str
    prompt: str = ""
    aside: str = ""
    is_text: bool = False

    def __repr__(self) -> str:
        return f"<State {self.word}>"


class Outcome(Enum):
    """How a command went, in every protocol's terms. The value is the word that lessons use."""

    DONE = "done"
    """SMTP 2xx, POP3 ``+OK``, IMAP ``OK``, DNS NOERROR."""
    GO_ON = "go on"
    """The other half is awaited: SMTP 3xx, ``+`` in POP3 and IMAP, a truncated DNS answer."""
    NOT_NOW = "not now"
    """The same may work later: SMTP 4xx, ``[IN-USE]``, ``[UNAVAILABLE]``, SERVFAIL."""
    NEVER = "refused"
    """The same will fail again: SMTP 5xx, ``-ERR``, ``NO``, ``BAD``, NXDOMAIN, REFUSED."""
    UNCLEAR = "unclear"
    """What came is no reply of this protocol."""


class Kind(Enum):
    """What a row is."""

    COMMAND = "command"
    REPLY = "reply"
    LISTING = "listing"
    """Data that comes with a reply and is no message: ``1 407`` after LIST, a record of a DNS answer."""
    NEWS = "news"
    """What the server says unasked once the session has begun: ``* 5 EXISTS``."""
    HEADER = "header"
    """A line of a message's header, whichever side sends it."""
    TEXT = "text"
    """Any other line of a message."""
    STUFFED = "stuffed"
    """Such a line with a dot before it that is no part of the message: whoever receives it takes the dot away."""
    END = "end"
    """The lone dot that ends a message or a listing."""
    ANSWER = "answer"
    """A client's line that belongs to the command before it: an answer to an authentication challenge."""
    IGNORED = "ignored"
    """Sent before a TLS handshake and thrown away by the server."""
    EVENT = "event"
    """Not a line: something that happened."""


OF_MESSAGE: Final = frozenset({Kind.HEADER, Kind.TEXT, Kind.STUFFED})
"""What a line of a message may be, but for the lone dot."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A command and its reply; or what the server said unasked.

    Attributes:
        conn: The connection.
        verb: The verb in upper case (the lone dot is one); empty for what was not asked for, and for an empty line.
        argument: What followed the verb.
        status: The status as sent: ``250``, ``+OK``, ``NO``; empty where the reply has none.
        outcome: What that means.
        reply: The reply's lines without line ends, status and all; those of a listing too, those of a message not.
        before: The state in which the command was carried out.
        after: The state the reply led to.
        detail: The finer code: ``5.1.1``, ``IN-USE``; empty where there is none.
        tag: What ties a reply to its command: IMAP's tag, the ID of a DNS message; empty where their order does.
        row: The number of the row with which it was complete: it orders what happened on all connections.
        asked: The number of the row in which the command began; -1 for what the server said unasked.
        challenge: Of an answer in a login, what the server had asked, in base64; else empty.
    """

    conn: int
    verb: str
    argument: bytes
    status: str
    outcome: Outcome
    reply: tuple[bytes, ...]
    before: State
    after: State
    detail: str = ""
    tag: bytes = b""
    row: int = -1
    asked: int = -1
    challenge: bytes = b""

    @property
    def code(self) -> int:
        """The status as a number; 0 where it is none."""
        return int(self.status) if self.status.isdigit() else 0

    @property
    def said(self) -> tuple[bytes, ...]:
        """The reply's lines without tag and status, and without the one byte that parts these from the words."""
        status = self.status.encode("latin-1")
        leads = [each for each in (self.tag + b" " + status if self.tag else b"", status) if each]
        return tuple(_without(leads, line) for line in self.reply)

    @property
    def is_refused(self) -> bool:
        """Whether the server said no, for now or for good."""
        return self.outcome in {Outcome.NOT_NOW, Outcome.NEVER}


def _without(leads: Sequence[bytes], line: bytes) -> bytes:
    """A line without what it begins with, if that is one of the leads."""
    return next((line[len(lead) + 1 :] for lead in leads if line.startswith(lead)), line)


@dataclass(frozen=True, slots=True)
class Row:
    """One line that crossed (of DNS: one section or record of a message), or one event.

    Attributes:
        conn: The connection.
        at: When its first byte crossed, in seconds since the epoch.
        source: Who sent it; None for an event.
        kind: What it is, as far as is known.
        line: The bytes; None for an event.
        event: The event; None for a line.
        tls: Whether it crossed under TLS.
        exchange: The exchange it belongs to, once the reply is complete; of the connection's end, the last one.
        protocol: What is spoken on the connection, as `Opened` names it.
        words: What is shown instead of bytes that are no text; empty where the bytes are shown.
        brief: What is shown of it while the parts of messages are folded away: empty where nothing is, because it is
            such a part; None where nothing of it is folded.
    """

    conn: int
    at: float
    source: Side | None
    kind: Kind
    line: Line | None = None
    event: Event | None = None
    tls: bool = False
    exchange: Exchange | None = None
    protocol: str = ""
    words: str = ""
    brief: str | None = None

    @property
    def is_folded(self) -> bool:
        """Whether nothing is shown of it while the parts of messages are folded away."""
        return self.brief == ""

    @property
    def shown(self) -> bytes:
        """What is shown of it, not yet made safe: its words, or the bytes of its line; nothing of an event."""
        return self.words.encode() or (self.line.text if self.line is not None else b"")

    @property
    def shown_folded(self) -> bytes:
        """The same while the parts of messages are folded away."""
        return self.shown if self.brief is None else self.brief.encode()


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that crossed, whatever became of it.

    Attributes:
        source: Who sent it: the client (DATA, APPEND) or the server (RETR, FETCH).
        content: The text, transparency undone, line ends as they crossed.
        exchange: What it belongs to: the end of data and its reply, or the command that asked for it.
        sender: The argument of the accepted MAIL; empty where there is no envelope.
        recipients: The arguments of the accepted RCPTs, in order.
        rows: The numbers of its rows in order, without that of the line that ended it.
    """

    source: Side
    content: bytes
    exchange: Exchange
    sender: bytes = b""
    recipients: tuple[bytes, ...] = ()
    rows: Sequence[int] = ()


class Rows:
    """The rows, numbered from 0 for ever; the oldest are let go.

    Args:
        keep: How many are held; the oldest quarter goes when there are more.
        keep_bytes: Bytes that the lines of all of them may have together.
    """

    def __init__(self, keep: int = KEEP_ROWS, keep_bytes: int = KEEP_BYTES) -> None:
        self.first = 0
        self._keep, self._keep_bytes = keep, keep_bytes
        self._rows: list[Row] = []
        self._size = 0
        self._changed: int | None = None

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
        while len(self._rows) > self._keep or (self._size > self._keep_bytes and len(self._rows) > 1):
            self._let_go(max(len(self._rows) // 4, 1))
        return len(self) - 1

    def update(self, number: int, row: Row) -> None:
        """Replace a row, unless it has been let go, and remember that it changed."""
        if number >= self.first:
            self._size += _size(row) - _size(self[number])
            self._rows[number - self.first] = row
            self._changed = number if self._changed is None else min(self._changed, number)

    def take_changed(self) -> int | None:
        """The lowest number of a row that was replaced since the last call, or None."""
        changed, self._changed = self._changed, None
        return changed

    def _let_go(self, count: int) -> None:
        self._size -= sum(map(_size, self._rows[:count]))
        del self._rows[:count]
        self.first += count


def _size(row: Row) -> int:
    return len(row.line.text) + len(row.words) if row.line is not None else 0
