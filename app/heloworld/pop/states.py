"""A POP3 session as a table (RFC 1939 §3 to §6). No I/O: whoever knows a command and its reply knows the state.

Everything that affects the order of commands is in this file. `TABLE` says which commands make sense in a state and
where each leads when the server agrees; `advance` applies a reply to it. The server refuses by the same table as the
screen draws and a lesson checks; `MACHINE` is how they know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.wire.protocol import Machine
from heloworld.wire.rows import Outcome, State


class PopState:
    """The states of a session."""

    CLOSED: Final = State("closed", prompt="closed, Enter connects ▸")
    """There is no connection."""
    OPEN: Final = State("open", prompt="waiting ▸", aside="waiting for +OK")
    """The connection is there, the server has not said a word."""
    AUTHORIZATION: Final = State("AUTHORIZATION")
    """The server has greeted and does not know whose mail is wanted (RFC 1939 §4)."""
    USER: Final = State("USER", aside="name given")
    """USER was accepted, which says nothing yet: the password comes next (RFC 1939 §7)."""
    AUTH: Final = State("AUTH", prompt="AUTH ▸", aside="logging in", is_text=True)
    """``+`` was given: the next line answers a challenge (RFC 5034 §4)."""
    TLS: Final = State("TLS", prompt="TLS … ▸", aside="TLS handshake")
    """STLS was agreed on, the handshake is not done (RFC 2595 §4)."""
    TRANSACTION: Final = State("TRANSACTION")
    """The maildrop is open: its messages have numbers, and keep them (RFC 1939 §5)."""
    UPDATE: Final = State("UPDATE")
    """QUIT was accepted: what is marked has been deleted, and the server hangs up (RFC 1939 §6)."""


HANDSHAKE = "(TLS handshake)"
"""The completed TLS handshake, treated as a command without a reply."""

LIST_METHODS = "AUTH (methods)"
"""AUTH without an argument, treated as a command of its own: it asks for the methods and logs nobody in."""

_LOGIN = {"AUTH": PopState.TRANSACTION, "STLS": PopState.TLS}

TABLE: Mapping[State, Mapping[str, State]] = {
    PopState.CLOSED: {},
    PopState.OPEN: {},
    PopState.AUTHORIZATION: {"USER": PopState.USER}
    | _LOGIN
    | {"CAPA": PopState.AUTHORIZATION, LIST_METHODS: PopState.AUTHORIZATION, "QUIT": PopState.CLOSED},
    PopState.USER: {"PASS": PopState.TRANSACTION, "USER": PopState.USER}
    | _LOGIN
    | {"CAPA": PopState.USER, LIST_METHODS: PopState.USER, "QUIT": PopState.CLOSED},
    PopState.AUTH: {},
    PopState.TLS: {HANDSHAKE: PopState.AUTHORIZATION},
    PopState.TRANSACTION: dict.fromkeys(
        ("STAT", "LIST", "RETR", "TOP", "UIDL", "DELE", "RSET", "NOOP", "CAPA"), PopState.TRANSACTION
    )
    | {"QUIT": PopState.UPDATE},
    PopState.UPDATE: {},
}
"""For each state the commands that make sense in it, the one that leads on first, and where each leads.

A QUIT before the login ends the session without UPDATE (RFC 1939 §6). STLS and AUTH come before it alone (RFC 2595
§4, RFC 5034 §4), CAPA at any time (RFC 2449 §5). After TLS has started everything known about the client is forgotten.
"""

_EXCEPTIONS: Mapping[tuple[State | None, str, Outcome], State] = {
    (PopState.USER, "PASS", Outcome.NOT_NOW): PopState.AUTHORIZATION,
    (PopState.USER, "PASS", Outcome.NEVER): PopState.AUTHORIZATION,
    (None, "PASS", Outcome.DONE): PopState.TRANSACTION,
    (None, "APOP", Outcome.DONE): PopState.TRANSACTION,
    (None, "AUTH", Outcome.GO_ON): PopState.AUTH,
    (None, "AUTH", Outcome.DONE): PopState.TRANSACTION,
    (PopState.AUTH, "AUTH", Outcome.NOT_NOW): PopState.AUTHORIZATION,
    (PopState.AUTH, "AUTH", Outcome.NEVER): PopState.AUTHORIZATION,
    (PopState.TRANSACTION, "QUIT", Outcome.NOT_NOW): PopState.UPDATE,
    (PopState.TRANSACTION, "QUIT", Outcome.NEVER): PopState.UPDATE,
}
"""What `TABLE` cannot say.

After a wrong password the name has to be given again (RFC 1939 §7). Others' servers know APOP. ``+`` asks for an
answer, and any other reply to one ends the login (RFC 5034 §4). A QUIT that could not delete everything ends the
session all the same (RFC 1939 §6).
"""

MACHINE = Machine(
    start=PopState.OPEN,
    closed=PopState.CLOSED,
    table=TABLE,
    path=(PopState.AUTHORIZATION, PopState.TRANSACTION, PopState.UPDATE),
    exceptions=_EXCEPTIONS,
    handshake=PopState.TLS,
    farewell={PopState.UPDATE},
    untyped={HANDSHAKE, LIST_METHODS},
    announced={"STLS": "STLS", "AUTH": "SASL"},
)
"""A session as everybody sees it."""


def step(verb: str, argument: bytes) -> str:
    """A command as `TABLE` knows it: the verb, or `LIST_METHODS`."""
    return LIST_METHODS if verb == "AUTH" and not argument else verb


def advance(state: State, step: str, outcome: Outcome) -> State:
    """The state after a command got its reply.

    Args:
        state: The state in which the command was carried out.
        step: The command, as `step` says it, or `HANDSHAKE`.
        outcome: What the reply means.
    """
    return MACHINE.advance(state, step, outcome)


def greet(outcome: Outcome) -> State:
    """The state after the server's first line: +OK lets the client in (RFC 1939 §4)."""
    return PopState.AUTHORIZATION if outcome is Outcome.DONE else PopState.OPEN
