"""What happened since a lesson began, in the shape in which conditions ask about it.

Evidence is drawn from the dissected transcript and from the mailboxes, and from nothing else: it cannot tell whether
somebody typed, pasted, replayed or used a program of their own, but for the connection's other end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from heloworld.course.conditions.envelopes import NO_ENVELOPE, Envelope, Envelopes
from heloworld.course.conditions.patterns import text
from heloworld.course.conditions.published_zones import Zones
from heloworld.lab.doors import HARBOUR
from heloworld.lab.hosts.host_table import SERVERS
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import (
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Published,
    Queued,
    Rewritten,
    TlsStarted,
    Tried,
)
from heloworld.wire.lines import Line
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Exchange, Mail, Outcome, Rows

LARGEST_MAILBOX = 4 * 1024 * 1024
"""Bytes of a mailbox that a condition looks at; a lesson's mailboxes are small."""

MOST_LINES = 5_000
"""Lines of a message that are kept as they crossed."""


Who: TypeAlias = Literal["prompt", "outside", "relay"]
"""Who has made a connection: the built-in prompt, another program, or a server of the world that hands a letter on."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command with its reply, or the server's greeting.

    Attributes:
        number: The row of the transcript at which it was complete: what orders all that happened.
        exchange: The command and the reply.
        tls: Whether it crossed under TLS.
        who: Who spoke to the server.
        protocol: What was spoken.
        server: With which host.
        login: Who had logged in by then, in lower case and without a domain; empty for nobody.
        client: From which host; empty where there is but one, or where it is not known.
        envelope: The envelope as it was before.
    """

    number: int
    exchange: Exchange
    tls: bool
    who: Who
    protocol: str
    server: str
    login: str = ""
    client: str = ""
    envelope: Envelope = NO_ENVELOPE

    @property
    def conn(self) -> int:
        """The connection."""
        return self.exchange.conn

    @property
    def outside(self) -> bool:
        """Whether another program than the built-in prompt spoke, and no server of the world."""
        return self.who == "outside"


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
    who: Who
    protocol: str
    server: str

    @property
    def outside(self) -> bool:
        """Whether it is about a connection of another program, which is no server of the world."""
        return self.who == "outside"


class QueueStep(NamedTuple):
    """Something that happened in a server's queue.

    Attributes:
        number: The row of the transcript.
        event: A letter was taken on, or a server has tried to hand it on.
    """

    number: int
    event: Queued | Handled


class Opinion(NamedTuple):
    """What a server thinks of a letter.

    Attributes:
        number: The row of the transcript.
        event: The verdict.
    """

    number: int
    event: Judged


class TrialStep(NamedTuple):
    """What came of a stage of the judge.

    Attributes:
        number: The row of the transcript.
        event: The stage.
    """

    number: int
    event: Tried


class Owner(NamedTuple):
    """Whose a mailbox is.

    Attributes:
        boxes: The mailboxes of that server.
        user: The user.
        name: The user, with the name of the host before it where that is not harbour.
    """

    boxes: Mailboxes
    user: str
    name: str


def _read_file(path: Path) -> bytes:
    """What a mailbox holds on the disk, as far as conditions look; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_MAILBOX)
    except OSError:
        return b""


class Mailboxes:
    """The mailboxes of a lesson's world: those of harbour, and behind them those of its other servers.

    Args:
        folder: Where they lie.
        users: Whose they are.
        seeds: What each held when the lesson began, as bytes; nothing where it is not named.
        neighbours: The mailboxes of the other servers, by the names of the hosts.
        read: What a file holds; from the disk, where nothing else is given.
    """

    def __init__(
        self,
        folder: Path,
        users: Sequence[str],
        seeds: Mapping[str, bytes] | None = None,
        neighbours: Mapping[str, Mailboxes] | None = None,
        read: Callable[[Path], bytes] = _read_file,
    ) -> None:
        self.folder = folder
        self.users = tuple(users)
        self.seeds = dict(seeds or {})
        self.neighbours = dict(neighbours or {})
        self._read = read

    def at(self, server: str | None) -> Mailboxes:
        """The mailboxes of a server, harbour's for None; nobody's where there is no such server."""
        if server in {None, HARBOUR}:
            return self
        return self.neighbours.get(server or "", Mailboxes(self.folder, ()))

    @property
    def owners(self) -> Iterator[Owner]:
        """Everybody who has a mailbox, server by server."""
        yield from (Owner(self, user, user) for user in self.users)
        for server, boxes in self.neighbours.items():
            yield from (Owner(boxes, user, f"{server}/{user}") for user in boxes.users)

    def owner(self, path: str) -> Owner | None:
        """Whose mailbox, or whose spam folder, a file is; None where it is nobody's."""
        spam = (Owner(each.boxes, in_folder(each.user, "spam"), f"{each.name}'s spam") for each in self.owners)
        return next((each for each in (*self.owners, *spam) if str(each.boxes.path(each.user)) == path), None)

    def delivered(self, event: Delivered) -> bytes:
        """What was delivered, as it stands in the file; nothing where that is not there."""
        owner = self.owner(event.path)
        return b"" if owner is None else owner.boxes.content(owner.user)[event.offset : event.offset + event.length]

    def path(self, user: str) -> Path:
        """The file of a user's mail; it may not exist."""
        return self.folder / f"{user}.mbox"

    def content(self, user: str) -> bytes:
        """What a mailbox holds now; nothing where it cannot be read, or where there is none."""
        return self._read(self.path(user))

    def added(self, user: str) -> bytes:
        """What was appended since the lesson began; everything, where the beginning is not what it was."""
        return self.content(user).removeprefix(self.seeds.get(user, b""))


def in_folder(user: str, folder: str | None) -> str:
    """A user's mailbox as `Mailboxes` names it, or one of the folders beside it: ``spam``."""
    return user if folder is None else f"{user}.{folder}"


class _Ends(NamedTuple):
    """Who has made a connection, from which host, and to which."""

    who: Who
    client: str
    server: str


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
        queue_steps: What happened in the queues of the world's servers.
        zones: The zones.
        verdicts: What the world's servers thought of letters.
        trials: What the judge found of the learner's own program. What crossed meanwhile is no part of the rest.
    """

    spoken: Sequence[Spoken]
    sent: Sequence[Sent]
    happened: Sequence[Happened]
    rows: Rows
    now: int
    mailboxes: Mailboxes
    dialogues: Mapping[int, Dialogue] = field(default_factory=dict)
    own: Dialogue | None = None
    queue_steps: Sequence[QueueStep] = ()
    zones: Zones = field(default_factory=Zones)
    verdicts: Sequence[Opinion] = ()
    trials: Sequence[TrialStep] = ()

    def newest_delivery(self, user: str, server: str | None = None) -> bytes:
        """What a user's mailbox was given last, as it stands in the file; nothing where there was nothing."""
        path = str(self.mailboxes.at(server).path(user))
        for number in range(len(self.rows) - 1, self.rows.first - 1, -1):
            event = self.rows[number].event
            if isinstance(event, Delivered) and event.path == path:
                return self.mailboxes.delivered(event)
        return b""


class Witness:
    """Follows a dissector, and knows the evidence at any time.

    Args:
        dissector: What is followed; it must be fed first.
        is_ours: Tells the connections of the built-in prompt.
        mailboxes: The files.
        zones: The zones as the lesson began, origin → text; there are none where they are not given.
    """

    def __init__(
        self,
        dissector: Dissector,
        is_ours: Callable[[Opened], bool],
        mailboxes: Mailboxes,
        zones: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._dissector = dissector
        self._is_ours = is_ours
        self._mailboxes = mailboxes
        self._zones = Zones(zones)
        self._rows_seen = self._exchanges_seen = self._mails_seen = 0
        self._spoken: list[Spoken] = []
        self._sent: list[Sent] = []
        self._happened: list[Happened] = []
        self._queue_steps: list[QueueStep] = []
        self._verdicts: list[Opinion] = []
        self._trials: list[TrialStep] = []
        self._of_judge: set[int] = set()
        self._logged_in: dict[int, int] = {}
        self._known: dict[int, _Ends] = {}
        self._envelopes = Envelopes()

    def look(self) -> Evidence:
        """The evidence as it is now."""
        dissector, rows = self._dissector, self._dissector.rows
        for number in range(max(self._rows_seen, rows.first), len(rows)):
            row, event = rows[number], rows[number].event
            if isinstance(event, Opened) and event.is_trial:
                self._of_judge.add(row.conn)
            if row.conn in self._of_judge:
                continue
            if isinstance(event, Opened | TlsStarted | Rewritten | Closed):
                ends = self._between(row.conn)
                self._happened.append(Happened(number, event, ends.who, row.protocol, ends.server))
            elif isinstance(event, Queued | Handled):
                self._queue_steps.append(QueueStep(number, event))
            elif isinstance(event, Judged):
                self._verdicts.append(Opinion(number, event))
            elif isinstance(event, Tried) and not row.words:
                self._trials.append(TrialStep(number, event))
            elif isinstance(event, Published):
                self._zones.save(event)
        replies = (each for each in dissector.exchanges_since(self._exchanges_seen) if each.reply)
        self._spoken += (self._hear(each) for each in replies if each.conn not in self._of_judge)
        mails = dissector.mails_since(self._mails_seen)
        self._sent += (self._take(each) for each in mails if each.exchange.conn not in self._of_judge)
        self._rows_seen, self._exchanges_seen = len(rows), dissector.exchange_count
        self._mails_seen = dissector.mail_count
        sessions = dissector.sessions
        own = next((sessions[conn] for conn in reversed(sessions) if self._between(conn).who == "prompt"), None)
        known = (self._spoken, self._sent, self._happened, rows, len(rows), self._mailboxes)
        return Evidence(*known, sessions, own, self._queue_steps, self._zones, self._verdicts, self._trials)

    def _between(self, conn: int) -> _Ends:
        """Who has made a connection, from which host, and to which."""
        dialogue = self._dissector.sessions.get(conn)
        if dialogue is None:
            return self._known.get(conn, _Ends("outside", "", HARBOUR))
        opened = dialogue.opened
        if conn not in self._known or self._known[conn].who != "prompt":  # ours may be known late
            other: Who = "relay" if opened.client_name in SERVERS else "outside"
            who: Who = "prompt" if self._is_ours(opened) else other
            self._known[conn] = _Ends(who, opened.client_name, opened.server_name or HARBOUR)
        return self._known[conn]

    def _hear(self, exchange: Exchange) -> Spoken:
        rows = self._dissector.rows
        row = rows[max(exchange.row, rows.first)]
        who, client, server = self._between(exchange.conn)
        login = self._login(exchange, row.protocol)
        envelope = self._envelopes.hear(exchange)
        return Spoken(exchange.row, exchange, row.tls, who, row.protocol, server, login, client, envelope)

    def _login(self, exchange: Exchange, protocol: str) -> str:
        """Who had logged in on a connection when a command got its reply, that one included."""
        dialogue = self._dissector.sessions.get(exchange.conn)
        if dialogue is None or not dialogue.user:
            return ""
        secret = protocol_of(protocol).secret
        if exchange.verb in secret and exchange.outcome is Outcome.DONE:
            self._logged_in.setdefault(exchange.conn, exchange.row)
        if exchange.row < self._logged_in.get(exchange.conn, len(self._dissector.rows)):
            return ""
        return text(dialogue.user).rpartition("@")[0 if b"@" in dialogue.user else 2].lower()

    def _take(self, mail: Mail) -> Sent:
        rows = self._dissector.rows
        lines = (rows[number].line for number in mail.rows[-MOST_LINES:] if number >= rows.first)
        return Sent(self._hear(mail.exchange), mail, tuple(line for line in lines if line is not None))
