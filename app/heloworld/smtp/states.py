"""An SMTP session as a table (RFC 5321 §3 and §4.1.4). No I/O: whoever knows a command and its reply knows the state.

Everything that affects the order of commands is in this file. `TABLE` says which commands make sense in a state and
where each leads when the server agrees; `advance` applies a reply to it. The server refuses by the same table as the
screen draws and a lesson checks; `MACHINE` is how they know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.wire.protocol import Machine
from heloworld.wire.rows import Outcome, State


class SmtpState:
    """The states of a session."""

    CLOSED: Final = State("closed", prompt="closed, Enter connects ▸")
    """There is no connection."""
    OPEN: Final = State("open", prompt="waiting ▸", aside="waiting for 220")
    """The connection is there, the server has not said a word."""
    CONNECTED: Final = State("connected")
    """The server has greeted (220), the client has not."""
    GREETED: Final = State("greeted")
    """HELO or EHLO was accepted: ready for a mail transaction."""
    MAIL: Final = State("MAIL")
    """A reverse-path was accepted: a transaction is under way."""
    RCPT: Final = State("RCPT")
    """At least one forward-path was accepted."""
    DATA: Final = State("DATA", prompt="DATA ▸", is_text=True)
    """354 was given: every line is text of the message, until a lone dot."""
    QUEUED: Final = State("queued")
    """The message was accepted; ready for the next one."""
    CHUNK: Final = State("chunk", prompt="BDAT ▸", aside="sending a chunk", is_text=True)
    """BDAT was sent: so many bytes are text of the message (RFC 3030 §2)."""
    CHUNKS: Final = State("chunks", aside="more chunks or LAST")
    """A chunk was accepted that was not the last: the text goes on with BDAT, and with nothing else (RFC 3030 §2)."""
    AUTH: Final = State("AUTH", prompt="AUTH ▸", aside="logging in", is_text=True)
    """334 was given: the next line answers a challenge (RFC 4954 §4)."""
    TLS: Final = State("TLS", prompt="TLS … ▸", aside="TLS handshake")
    """STARTTLS was agreed on, the handshake is not done (RFC 3207 §4)."""


END_OF_DATA = "."
"""The lone dot, treated as a command: it has a reply of its own."""

LAST_CHUNK = "BDAT LAST"
"""The last chunk of BDAT, treated as a command of its own: it ends the message (RFC 3030 §2)."""

HANDSHAKE = "(TLS handshake)"
"""The completed TLS handshake, treated as a command without a reply."""


def _ready(start: State) -> dict[str, State]:
    """The commands of a state in which a transaction may start."""
    return {
        "MAIL": SmtpState.MAIL,
        "EHLO": SmtpState.GREETED,
        "HELO": SmtpState.GREETED,
        "RSET": SmtpState.GREETED,
        "STARTTLS": SmtpState.TLS,
        "AUTH": SmtpState.GREETED,
    } | dict.fromkeys(_ANYTIME, start)


_ANYTIME = ("NOOP", "VRFY", "EXPN", "HELP")

TABLE: Mapping[State, Mapping[str, State]] = {
    SmtpState.CLOSED: {},
    SmtpState.OPEN: {},
    SmtpState.CONNECTED: {
        "HELO": SmtpState.GREETED,
        "EHLO": SmtpState.GREETED,
        "RSET": SmtpState.CONNECTED,
        "STARTTLS": SmtpState.TLS,
    }
    | dict.fromkeys(_ANYTIME, SmtpState.CONNECTED)
    | {"QUIT": SmtpState.CLOSED},
    SmtpState.GREETED: _ready(SmtpState.GREETED) | {"QUIT": SmtpState.CLOSED},
    SmtpState.QUEUED: _ready(SmtpState.QUEUED) | {"QUIT": SmtpState.CLOSED},
    SmtpState.MAIL: {"RCPT": SmtpState.RCPT, "RSET": SmtpState.GREETED}
    | {"HELO": SmtpState.GREETED, "EHLO": SmtpState.GREETED, "STARTTLS": SmtpState.TLS}
    | dict.fromkeys(_ANYTIME, SmtpState.MAIL)
    | {"QUIT": SmtpState.CLOSED},
    SmtpState.RCPT: {"DATA": SmtpState.DATA, "RCPT": SmtpState.RCPT, "RSET": SmtpState.GREETED}
    | {"HELO": SmtpState.GREETED, "EHLO": SmtpState.GREETED, "STARTTLS": SmtpState.TLS}
    | dict.fromkeys(_ANYTIME, SmtpState.RCPT)
    | {"QUIT": SmtpState.CLOSED},
    SmtpState.DATA: {END_OF_DATA: SmtpState.QUEUED},
    SmtpState.CHUNK: {},
    SmtpState.CHUNKS: {"BDAT": SmtpState.CHUNKS, "RSET": SmtpState.GREETED}
    | {"HELO": SmtpState.GREETED, "EHLO": SmtpState.GREETED, "STARTTLS": SmtpState.TLS}
    | dict.fromkeys(_ANYTIME, SmtpState.CHUNKS)
    | {"QUIT": SmtpState.CLOSED},
    SmtpState.AUTH: {},
    SmtpState.TLS: {HANDSHAKE: SmtpState.CONNECTED},
}
"""For each state the commands that make sense in it, the one that leads on first, and where each leads.

RFC 5321 §4.1.4: HELO and EHLO at any time clear the transaction; NOOP, HELP, EXPN, VRFY and RSET may come at any
time. RFC 3207 does not forbid STARTTLS in the middle of a transaction. After TLS has started everything known about the
client is forgotten, the envelope with it (§4.2). AUTH must not come there (RFC 4954 §4).
"""

_EXCEPTIONS: Mapping[tuple[State | None, str, Outcome], State] = {
    (None, "MAIL", Outcome.DONE): SmtpState.MAIL,
    (None, "RCPT", Outcome.DONE): SmtpState.RCPT,
    (None, "DATA", Outcome.GO_ON): SmtpState.DATA,
    (SmtpState.RCPT, "DATA", Outcome.DONE): SmtpState.RCPT,
    (SmtpState.DATA, END_OF_DATA, Outcome.NOT_NOW): SmtpState.GREETED,
    (SmtpState.DATA, END_OF_DATA, Outcome.NEVER): SmtpState.GREETED,
    (None, "BDAT", Outcome.DONE): SmtpState.CHUNKS,
    (None, LAST_CHUNK, Outcome.DONE): SmtpState.QUEUED,
    (None, LAST_CHUNK, Outcome.NOT_NOW): SmtpState.GREETED,
    (None, LAST_CHUNK, Outcome.NEVER): SmtpState.GREETED,
    (None, "AUTH", Outcome.GO_ON): SmtpState.AUTH,
    (None, "AUTH", Outcome.DONE): SmtpState.GREETED,
    (SmtpState.AUTH, "AUTH", Outcome.NOT_NOW): SmtpState.GREETED,
    (SmtpState.AUTH, "AUTH", Outcome.NEVER): SmtpState.GREETED,
}
"""Others' servers take what `TABLE` does not, as Postfix takes MAIL before a hello: what they agreed to counts.

DATA leads on with "go on" alone (RFC 5321 §3.3), and a refused end of data ends the transaction (§4.1.1.4).

334 asks for an answer, and any other reply to one ends the login (RFC 4954 §4).
"""

MACHINE = Machine(
    start=SmtpState.OPEN,
    closed=SmtpState.CLOSED,
    table=TABLE,
    path=(
        SmtpState.CONNECTED,
        SmtpState.GREETED,
        SmtpState.MAIL,
        SmtpState.RCPT,
        SmtpState.DATA,
        SmtpState.QUEUED,
    ),
    exceptions=_EXCEPTIONS,
    last_words={"421"},
    handshake=SmtpState.TLS,
    untyped={HANDSHAKE},
    announced={"AUTH": "AUTH", "STARTTLS": "STARTTLS", "EXPN": "EXPN"},
)
"""A session as everybody sees it. 421 closes the connection whatever was asked (RFC 5321 §3.8)."""

_OUTCOMES = (Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.GO_ON, Outcome.NOT_NOW)
"""By the first digit (RFC 5321 §4.2.1)."""


def outcome(code: int) -> Outcome:
    """What a reply code means; 0 stands for what is no reply."""
    if not code:
        return Outcome.UNCLEAR
    return _OUTCOMES[code // 100] if code < 500 else Outcome.NEVER


_UNKNOWN = frozenset({500, 502})
"""A server that does not know a command has done nothing (RFC 5321 §4.2.4): the envelope is still there."""


def advance(state: State, command: str, code: int) -> State:
    """The state after a command got its reply.

    Args:
        state: The state in which the command was sent.
        command: The verb in upper case, `END_OF_DATA` or `HANDSHAKE`.
        code: The reply code; for the handshake, any 2xx.
    """
    if command == LAST_CHUNK and code in _UNKNOWN:
        return state
    return MACHINE.advance(state, command, outcome(code), str(code))


def greet(code: int) -> State:
    """The state after the server's first reply: 220 lets the client in (RFC 5321 §3.1)."""
    return SmtpState.CONNECTED if code == 220 else SmtpState.OPEN
