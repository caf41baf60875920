"""What happened since a lesson began, in the shape in which conditions ask about it.

Evidence is drawn from the dissected transcript and from the mailboxes, and from nothing else: it cannot tell whether
somebody typed, pasted, replayed or used a program of their own, but for the connection's other end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Delivered, Event, Opened, Rewritten, TlsStarted
from heloworld.wire.lines import Line
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Exchange, Mail, Rows

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
        protocol: What was spoken.
    """

    number: int
    exchange: Exchange
    tls: bool
    outside: bool
    protocol: str

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
    """An event of a connection: it opened, TLS began, its client had a mailbox changed, it closed."""

    number: int
    event: Event
    outside: bool
    protocol: str


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
        dialogues: The connections by number, each as it stands now.
        own: The newest connection of the built-in prompt; None where there has been none.
    """

    spoken: Sequence[Spoken]
    sent: Sequence[Sent]
    happened: Sequence[Happened]
    rows: Rows
    now: int
    mailboxes: Mailboxes
    dialogues: Mapping[int, Dialogue] = field(default_factory=dict)
    own: Dialogue | None = None

    def newest_delivery(self, user: str) -> bytes:
        """What a user's mailbox was given last, as it stands in the file; nothing where there was nothing."""
        path = str(self.mailboxes.path(user))
        for number in range(len(self.rows) - 1, self.rows.first - 1, -1):
            event = self.rows[number].event
            if isinstance(event, Delivered) and event.path == path:
                return self.mailboxes.content(user)[event.offset : event.offset + event.length]
        return b""


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
        self._rows_seen = self._exchanges_seen = self._mails_seen = 0
        self._spoken: list[Spoken] = []
        self._sent: list[Sent] = []
        self._happened: list[Happened] = []
        self._outside: dict[int, bool] = {}

    def look(self) -> Evidence:
        """The evidence as it is now."""
        dissector, rows = self._dissector, self._dissector.rows
        for number in range(max(self._rows_seen, rows.first), len(rows)):
            row, event = rows[number], rows[number].event
            if isinstance(event, Opened | TlsStarted | Rewritten | Closed):
                self._happened.append(Happened(number, event, self._is_outside(row.conn), row.protocol))
        replies = (each for each in dissector.exchanges_since(self._exchanges_seen) if each.reply)
        self._spoken += map(self._hear, replies)
        self._sent += map(self._take, dissector.mails_since(self._mails_seen))
        self._rows_seen, self._exchanges_seen = len(rows), dissector.exchange_count
        self._mails_seen = dissector.mail_count
        sessions = dissector.sessions
        own = next((sessions[conn] for conn in reversed(sessions) if not self._is_outside(conn)), None)
        return Evidence(self._spoken, self._sent, self._happened, rows, len(rows), self._mailboxes, sessions, own)

    def _is_outside(self, conn: int) -> bool:
        dialogue = self._dissector.sessions.get(conn)
        if dialogue is not None and not self._outside.get(conn, True):
            return False
        if dialogue is not None:
            self._outside[conn] = not self._is_ours(dialogue.opened)
        return self._outside.get(conn, True)

    def _hear(self, exchange: Exchange) -> Spoken:
        rows = self._dissector.rows
        row = rows[max(exchange.row, rows.first)]
        return Spoken(exchange.row, exchange, row.tls, self._is_outside(exchange.conn), row.protocol)

    def _take(self, mail: Mail) -> Sent:
        rows = self._dissector.rows
        lines = (rows[number].line for number in mail.rows[-MOST_LINES:] if number >= rows.first)
        return Sent(self._hear(mail.exchange), mail, tuple(line for line in lines if line is not None))
