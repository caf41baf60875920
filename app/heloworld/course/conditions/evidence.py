"""What happened since a lesson began, in the shape in which conditions ask about it.

Evidence is drawn from the dissected transcript and from the mailboxes, and from nothing else: it cannot tell whether
somebody typed, pasted, replayed or used a program of their own, but for the connection's other end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heloworld.smtp.dissect import Dialogue, Dissector
from heloworld.smtp.rows import Exchange, Kind, Mail, Row, Rows
from heloworld.smtp.states import END_OF_DATA
from heloworld.wire.events import Closed, Event, Opened, TlsStarted
from heloworld.wire.lines import Line

LARGEST_MAILBOX = 4 * 1024 * 1024
"""Bytes of a mailbox that a condition looks at; a lesson's mailboxes are small."""

MOST_LINES = 5_000
"""Lines of a message that are kept as they crossed."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command with its reply, or the server's greeting.

    Attributes:
        number: The row of the transcript at which it was complete: what orders all that happened.
        exchange: The command and the reply.
        tls: Whether it crossed under TLS.
        outside: Whether another program than the built-in prompt spoke.
    """

    number: int
    exchange: Exchange
    tls: bool
    outside: bool

    @property
    def conn(self) -> int:
        """The connection."""
        return self.exchange.conn


@dataclass(frozen=True, slots=True)
class Sent:
    """A message, as the client sent it, and what the server said to it.

    Attributes:
        spoken: The end of data and its reply.
        mail: Envelope and text; transparency is undone.
        lines: The text as it crossed, line by line, dots and line ends and all.
    """

    spoken: Spoken
    mail: Mail
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a connection: it opened, TLS began, it closed."""

    number: int
    event: Event
    outside: bool


class Mailboxes:
    """The mailboxes of a lesson's world.

    Args:
        folder: Where they lie.
        users: Whose they are.
        seeds: What each held when the lesson began, as bytes; nothing where it is not named.
    """

    def __init__(self, folder: Path, users: Sequence[str], seeds: Mapping[str, bytes] | None = None) -> None:
        self.folder = folder
        self.users = tuple(users)
        self.seeds = dict(seeds or {})

    def path(self, user: str) -> Path:
        """The file of a user's mail; it may not exist."""
        return self.folder / f"{user}.mbox"

    def content(self, user: str) -> bytes:
        """What a mailbox holds now; nothing where it cannot be read, or where there is none."""
        try:
            with self.path(user).open("rb") as file:
                return file.read(LARGEST_MAILBOX)
        except OSError:
            return b""

    def added(self, user: str) -> bytes:
        """What was appended since the lesson began; everything, where the beginning is not what it was."""
        return self.content(user).removeprefix(self.seeds.get(user, b""))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that conditions can ask about.

    Attributes:
        spoken: Commands with their replies, and greetings, in the order of their completion.
        sent: The messages, in the same order.
        happened: What else happened on connections.
        rows: All that crossed, line by line.
        now: A number after that of everything that happened.
        mailboxes: The files.
    """

    spoken: Sequence[Spoken]
    sent: Sequence[Sent]
    happened: Sequence[Happened]
    rows: Rows
    now: int
    mailboxes: Mailboxes


class Witness:
    """Follows a dissector, and knows the evidence at any time.

    Args:
        dissector: What is followed; it must be fed first.
        is_ours: Tells the connections of the built-in prompt.
        mailboxes: The files.
    """

    def __init__(self, dissector: Dissector, is_ours: Callable[[Opened], bool], mailboxes: Mailboxes) -> None:
        self._dissector = dissector
        self._is_ours = is_ours
        self._mailboxes = mailboxes
        self._next = 0
        self._open: list[int] = []
        self._spoken: list[Spoken] = []
        self._sent: list[Sent] = []
        self._happened: list[Happened] = []
        self._outside: dict[int, bool] = {}

    def look(self) -> Evidence:
        """The evidence as it is now."""
        rows = self._dissector.rows
        numbers = [*self._open, *range(max(self._next, rows.first), len(rows))]
        self._open, self._next = [], len(rows)
        for number in numbers:
            if number >= rows.first:
                self._take(number, rows[number])
        return Evidence(self._spoken, self._sent, self._happened, rows, len(rows), self._mailboxes)

    def _is_outside(self, conn: int) -> bool:
        dialogue = self._dissector.sessions.get(conn)
        if dialogue is not None and not self._outside.get(conn, True):
            return False
        if dialogue is not None:
            self._outside[conn] = not self._is_ours(dialogue.opened)
        return self._outside.get(conn, True)

    def _take(self, number: int, row: Row) -> None:
        if row.kind is Kind.EVENT and isinstance(row.event, Opened | TlsStarted | Closed):
            self._happened.append(Happened(number, row.event, self._is_outside(row.conn)))
        elif row.kind is Kind.REPLY and row.exchange is None:
            self._open.append(number)
        elif row.kind is Kind.REPLY and row.exchange is not None:
            self._hear(number, row, row.exchange)

    def _hear(self, number: int, row: Row, exchange: Exchange) -> None:
        """A line of a complete reply: its last one counts."""
        assert row.line is not None
        if row.line.text[3:4] == b"-":
            return
        spoken = Spoken(number, exchange, row.tls, self._is_outside(row.conn))
        self._spoken.append(spoken)
        dialogue = self._dissector.sessions.get(row.conn)
        if exchange.verb == END_OF_DATA and dialogue is not None:
            mail = _mail(dialogue, exchange)
            if mail is not None:
                self._sent.append(Sent(spoken, mail, _lines(self._dissector.rows, number, exchange)))


def _mail(dialogue: Dialogue, exchange: Exchange) -> Mail | None:
    """The message that an end of data ended, if it is still held."""
    return next((mail for mail in reversed(dialogue.mails) if mail.exchange is exchange), None)


def _lines(rows: Rows, stop: int, end: Exchange) -> tuple[Line, ...]:
    """The lines of the message that ended with an exchange, as they crossed.

    Where the client did not wait for replies, they stand among the lines, and other commands behind the last of them.
    """
    found: list[Line] = []
    is_behind = True
    for number in range(stop - 1, rows.first - 1, -1):
        row = rows[number]
        if row.conn != end.conn or row.line is None:
            continue
        if is_behind:
            is_behind = row.kind is not Kind.END or row.exchange is not end
        elif row.kind in {Kind.HEADER, Kind.TEXT} and len(found) < MOST_LINES:
            found.append(row.line)
        elif row.kind is not Kind.REPLY:
            break
    return tuple(reversed(found))
