"""An SMTP session as a table (RFC 5321 §3 and §4.1.4). No I/O: whoever knows a command and its reply knows the state.

Everything that affects the order of commands is in this file. `TABLE` says which commands make sense in a state and
where each leads when the server agrees; `advance` applies a reply to it. The server refuses by the same table as the
screen draws and a lesson checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class State(Enum):
    """Where a session stands. The value is the word on the screen."""

    CLOSED = "closed"
    """There is no connection."""
    OPEN = "open"
    """The connection is there, the server has not said a word."""
    CONNECTED = "connected"
    """The server has greeted (220), the client has not."""
    GREETED = "greeted"
    """HELO or EHLO was accepted: ready for a mail transaction."""
    MAIL = "MAIL"
    """A reverse-path was accepted: a transaction is under way."""
    RCPT = "RCPT"
    """At least one forward-path was accepted."""
    DATA = "DATA"
    """354 was given: every line is text of the message, until a lone dot."""
    QUEUED = "queued"
    """The message was accepted; ready for the next one."""
    AUTH = "AUTH"
    """334 was given: the next line answers a challenge (RFC 4954 §4)."""
    TLS = "TLS"
    """STARTTLS was agreed on, the handshake is not done (RFC 3207 §4)."""


END_OF_DATA = "."
"""The lone dot, treated as a command: it has a reply of its own."""

HANDSHAKE = "(TLS handshake)"
"""The completed TLS handshake, treated as a command without a reply."""


def _ready(start: State) -> dict[str, State]:
    """The commands of a state in which a transaction may start."""
    return {
        "MAIL": State.MAIL,
        "EHLO": State.GREETED,
        "HELO": State.GREETED,
        "RSET": State.GREETED,
        "STARTTLS": State.TLS,
        "AUTH": State.GREETED,
    } | dict.fromkeys(_ANYTIME, start)


_ANYTIME = ("NOOP", "VRFY", "EXPN", "HELP")

TABLE: Mapping[State, Mapping[str, State]] = {
    State.CLOSED: {},
    State.OPEN: {},
    State.CONNECTED: {"HELO": State.GREETED, "EHLO": State.GREETED, "RSET": State.CONNECTED, "STARTTLS": State.TLS}
    | dict.fromkeys(_ANYTIME, State.CONNECTED)
    | {"QUIT": State.CLOSED},
    State.GREETED: _ready(State.GREETED) | {"QUIT": State.CLOSED},
    State.QUEUED: _ready(State.QUEUED) | {"QUIT": State.CLOSED},
    State.MAIL: {"RCPT": State.RCPT, "RSET": State.GREETED}
    | {"HELO": State.GREETED, "EHLO": State.GREETED}
    | dict.fromkeys(_ANYTIME, State.MAIL)
    | {"QUIT": State.CLOSED},
    State.RCPT: {"DATA": State.DATA, "RCPT": State.RCPT, "RSET": State.GREETED}
    | {"HELO": State.GREETED, "EHLO": State.GREETED}
    | dict.fromkeys(_ANYTIME, State.RCPT)
    | {"QUIT": State.CLOSED},
    State.DATA: {END_OF_DATA: State.QUEUED},
    State.AUTH: {},
    State.TLS: {HANDSHAKE: State.CONNECTED},
}
"""For each state the commands that make sense in it, the one that leads on first, and where each leads.

RFC 5321 §4.1.4: HELO and EHLO at any time clear the transaction; NOOP, HELP, EXPN, VRFY and RSET may come at any
time. After TLS has started everything known about the client is forgotten (RFC 3207 §4.2).
"""

PATH = (State.CONNECTED, State.GREETED, State.MAIL, State.RCPT, State.DATA, State.QUEUED)
"""The way of one message through a session, in order: what the state strip draws."""


def legal(state: State) -> tuple[str, ...]:
    """The commands that make sense in a state, in the order of `TABLE`."""
    return tuple(TABLE[state])


def advance(state: State, command: str, code: int) -> State:
    """The state after a command got its reply.

    Args:
        state: The state in which the command was sent.
        command: The verb in upper case, `END_OF_DATA` or `HANDSHAKE`.
        code: The reply code; for the handshake, any 2xx.

    Returns:
        The new state. A refused command changes nothing (RFC 5321 §4.1.4), but for three cases: 421 closes the
        connection whatever was asked (§3.8), a refused end of data ends the transaction (§4.1.1.4), a refused
        answer to a challenge ends the authentication (RFC 4954 §4). DATA leads on with 354 alone (§3.3).
    """
    if code == 421:
        return State.CLOSED
    if state is State.AUTH or command == "AUTH":
        return State.AUTH if code == 334 else State.GREETED if state is State.AUTH or code < 400 else state
    if code >= 400 or (command == "DATA" and code != 354):
        return State.GREETED if state is State.DATA and command == END_OF_DATA else state
    return TABLE[state].get(command, state)


def greet(code: int) -> State:
    """The state after the server's first reply: 220 lets the client in (RFC 5321 §3.1)."""
    return State.CONNECTED if code == 220 else State.OPEN
