"""The facts: what can happen on a connection, afterwards to a letter, and to the world's clock.

Every event is a frozen dataclass with the number of its connection (``conn``, from 1, in the order in
which connections were opened) and the moment it happened (``at``, seconds since the epoch). Bytes are
plain text of the protocol: what crosses under TLS is recorded as it is inside the tunnel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["client", "server"]
"""Who sent something."""

Transport: TypeAlias = Literal["tcp", "udp"]
"""What carries the bytes: a stream, or datagrams, each a message of its own."""

Address: TypeAlias = tuple[str, int]
"""Host as text (numeric for a peer) and port."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A TCP connection was accepted (or, seen by a client, made); of datagrams: the first of a peer has come."""

    conn: int
    at: float
    protocol: str
    """The protocol spoken, in lower case: ``smtp``."""
    client: Address
    server: Address
    tls: bool = False
    """Whether TLS is spoken from the first byte; a `TlsStarted` follows."""
    transport: Transport = "tcp"
    """What carries the bytes: with ``udp``, each `Bytes` is one datagram."""
    client_name: str = ""
    """Which host of the world the client is (``laptop``, ``harbour``); empty in a world of one host."""
    server_name: str = ""
    """The same of the server."""
    ends: tuple[str, ...] = ()
    """What else than CRLF, dot, CRLF ends the text of a message there, by its name in `wire.message_text.SPELLINGS`: of
    a server that is lenient where a lesson wants it so."""
    is_trial: bool = False
    """Whether a program of the learner's own is on trial on it, and the judge is at its other end."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """One chunk, as it was read from or written to the connection: a segment, never mind line ends; or a datagram."""

    conn: int
    at: float
    source: Side
    data: bytes
    tls: bool = False


@dataclass(frozen=True, slots=True)
class TlsStarted:
    """A TLS handshake is complete; from here on bytes cross inside the tunnel."""

    conn: int
    at: float
    version: str
    """As OpenSSL names it, for example ``TLSv1.3``."""
    cipher: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message was appended to a mailbox file and is safe on the disk."""

    conn: int
    at: float
    recipient: str
    path: str
    offset: int
    """Where the message's ``From_`` line starts in the file, in bytes."""
    length: int
    """Bytes appended from there on, the separating blank line included."""
    queue_id: str
    seam: int = 0
    """Bytes appended right before `offset`: the line ends that somebody else's torn message had to get first."""
    server: str = ""
    """Whose mailbox it is: the host's name in the world; empty in a world of one host."""
    text: bytes = b""
    """The bytes at `offset`, as they were written; nothing where they are not known."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A mailbox file was changed in place, because a client said so; the change is safe on the disk."""

    conn: int
    at: float
    path: str
    edits: tuple[tuple[int, int, int], ...]
    """In order, not overlapping: the offset of a stretch in the file before, its bytes, and the bytes in its place."""
    why: str
    """The command that did it, in upper case: ``QUIT``, ``STORE``, ``EXPUNGE``."""
    server: str = ""
    """Whose mailbox it is, as in `Delivered`."""
    added: tuple[bytes, ...] = ()
    """For each edit the bytes that came in; none at all where they are not known."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A letter that other servers are to take is safe in a server's queue."""

    conn: int
    """The connection it came over; 0 for a server's own report."""
    at: float
    server: str
    """The name of the server whose queue it is."""
    queue_id: str
    sender: str
    """The reverse-path without brackets; empty for the null sender."""
    recipients: tuple[str, ...]
    length: int
    """Bytes of its text."""


Action: TypeAlias = Literal["relayed", "deferred", "failed", "dropped", "expired"]
"""What a server did about a recipient: another server has the letter; it waits for another try; the sender is told that
it failed; it failed, and there is nobody to tell; it is too old, and the sender is told."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A server has tried to hand a letter on to the server of one recipient."""

    conn: int
    """The connection of that try; 0 where there was none."""
    at: float
    server: str
    """The name of the server whose queue it is."""
    queue_id: str
    recipient: str
    action: Action
    relay: str
    """The server that was asked, with its address and port; ``none`` where there was none."""
    reply: str
    """What came of it, in Postfix's words."""
    next_at: float = 0.0
    """When it is tried again, on the world's clock; 0 for never."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A server has judged a letter, or whoever wants to send one, by one method."""

    conn: int
    """The connection over which it came, or was to come."""
    at: float
    server: str
    """The name of the server that judged."""
    queue_id: str
    """The letter's name; empty where it was judged before its text came."""
    method: str
    """``spf``, ``dkim``, ``dmarc`` or ``spam``."""
    result: str
    """The method's own word for it, as RFC 8601 §2.7 lists them: ``pass``, ``fail``, ``none`` …"""
    domain: str
    """Whom it is about; empty where that cannot be told."""
    reason: str
    """Why, in one sentence."""
    trace: tuple[str, ...] = ()
    """The steps that led there, a line each."""
    asked: tuple[int, ...] = ()
    """The connections of the questions that were asked for it; what was remembered has none."""
    selector: str = ""
    """Of DKIM: the selector."""
    policy: str = ""
    """Of DMARC: what the owner of the domain asks for, ``none``, ``quarantine`` or ``reject``."""
    identity: str = ""
    """Of SPF: which name was looked at, ``helo`` or ``mailfrom``."""
    details: tuple[str, ...] = ()
    """What was compared, a line each: of SPF the term, of DKIM fields and hashes, of DMARC the three names."""
    signed: tuple[tuple[int, int], ...] = ()
    """Of DKIM: where what is signed stands in the letter's text as it crossed: the first byte, and the one behind."""
    differs: tuple[tuple[int, int], ...] = ()
    """The same for what is known to be no longer as it was."""
    disposition: str = ""
    """Of DMARC, where a policy applies: what is to become of the letter, ``none``, ``quarantine`` or ``reject``."""
    fault: str = ""
    """Of DMARC: what is wrong with the policies in the record, so that the owner has not asked for `policy`."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The judge has tried a program of the learner's own at one stage. Its words are safe to show."""

    conn: int
    """0: it belongs to no connection."""
    at: float
    judge: str
    """The kind of program: ``smtp``, ``client`` or ``mbox``."""
    stage: str
    passed: bool | None
    """Whether all of it held; None where it was skipped."""
    about: str = ""
    """What the stage is about, in a sentence."""
    said: str = ""
    """What arrived; of a stage that was skipped, why."""
    expected: str = ""
    cause: str = ""
    """What usually is behind it, and helps."""
    symptom: str = ""
    """A short name for that, which stays the same however it is said: ``no-greeting``."""
    source: str = ""
    """Where it is written down."""
    spot: tuple[int, Side, int] | None = None
    """The first wrong byte of a conversation: the connection, who sent it, and where in all that this side sent."""
    caret: str = ""
    """What stands below its line: a caret under it."""
    lines: tuple[str, ...] = ()
    """What else there is to see: bytes of a file with a caret, the last words of the program."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The world's clock was turned forwards."""

    conn: int
    """0: it belongs to no connection."""
    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Published:
    """A zone was changed: the name server answers by its new text from now on."""

    conn: int
    """0: it belongs to no connection."""
    at: float
    origin: str
    """The zone's name, without the final dot."""
    text: str
    """The zone, as it was saved."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection is over."""

    conn: int
    at: float
    reason: str = ""
    """Why, in a few words, where it was not simply closed: ``timeout``, ``reset``, ``TLS handshake failed``."""


Event: TypeAlias = (
    Opened
    | Bytes
    | TlsStarted
    | Delivered
    | Rewritten
    | Queued
    | Handled
    | Judged
    | Tried
    | Turned
    | Published
    | Closed
)
