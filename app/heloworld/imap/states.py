"""An IMAP session as a table (RFC 3501 §3). No I/O: whoever knows a command and its reply knows the state.

Everything that affects the order of commands is in this file. `TABLE` says which commands make sense in a state and
where each leads when the server agrees; `advance` applies a reply to it. The server refuses by the same table as the
screen draws and a lesson checks; `MACHINE` is how they know it.

Three of the states are pauses in the middle of a command: the server has said ``+``, and what comes next is no command
but an answer, a literal, or DONE. The session stands behind them where it stood before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.wire.protocol import Machine
from heloworld.wire.rows import Outcome, State


class ImapState:
    """The states of a session."""

    CLOSED: Final = State("closed", prompt="closed, Enter connects ▸")
    """There is no connection."""
    OPEN: Final = State("open", prompt="waiting ▸", aside="waiting for * OK")
    """The connection is there, the server has not said a word."""
    NOT_AUTHENTICATED: Final = State("not authenticated")
    """The server has greeted and does not know whose mail is wanted (RFC 3501 §3.1)."""
    AUTHENTICATED: Final = State("authenticated")
    """Somebody is logged in; no mailbox is chosen (RFC 3501 §3.2)."""
    SELECTED: Final = State("selected")
    """A mailbox is chosen: its messages have numbers (RFC 3501 §3.3)."""
    LOGOUT: Final = State("logout")
    """The server has said BYE and hangs up (RFC 3501 §3.4)."""
    AUTH: Final = State("AUTH", prompt="AUTH ▸", aside="logging in", is_text=True)
    """``+`` was given: the next line answers a challenge (RFC 3501 §6.2.2)."""
    LITERAL: Final = State("literal", prompt="literal ▸", aside="sending a literal", is_text=True)
    """``+`` was given: so many octets come next, and then the rest of the command (RFC 3501 §4.3)."""
    IDLE: Final = State("IDLE", prompt="IDLE ▸", aside="idling")
    """``+`` was given: the server tells what happens until the client says DONE (RFC 2177 §3)."""
    TLS: Final = State("TLS", prompt="TLS … ▸", aside="TLS handshake")
    """STARTTLS was agreed on, the handshake is not done (RFC 3501 §6.2.1)."""


HANDSHAKE = "(TLS handshake)"
"""The completed TLS handshake, treated as a command without a reply."""

PAUSES: Final = frozenset({ImapState.AUTH, ImapState.LITERAL, ImapState.IDLE})
"""States in the middle of a command."""

_ANY = ("NOOP", "CAPABILITY", "ID", "LOGOUT")
_FOLDERS = ("LIST", "STATUS", "NAMESPACE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE", "LSUB", "APPEND")
_MESSAGES = ("FETCH", "STORE", "SEARCH", "COPY", "MOVE", "EXPUNGE")
_CHOOSE = {"SELECT": ImapState.SELECTED, "EXAMINE": ImapState.SELECTED}


def _stays(state: State, *verbs: str) -> dict[str, State]:
    """Commands that change nothing about the state; but LOGOUT always ends it."""
    return {verb: ImapState.LOGOUT if verb == "LOGOUT" else state for verb in verbs}


TABLE: Mapping[State, Mapping[str, State]] = {
    ImapState.CLOSED: {},
    ImapState.OPEN: {},
    ImapState.NOT_AUTHENTICATED: {
        "LOGIN": ImapState.AUTHENTICATED,
        "AUTHENTICATE": ImapState.AUTHENTICATED,
        "STARTTLS": ImapState.TLS,
    }
    | _stays(ImapState.NOT_AUTHENTICATED, *_ANY),
    ImapState.AUTHENTICATED: _CHOOSE | _stays(ImapState.AUTHENTICATED, *_FOLDERS, "IDLE", "ENABLE", *_ANY),
    ImapState.SELECTED: _stays(ImapState.SELECTED, *_MESSAGES, *(f"UID {verb}" for verb in _MESSAGES), "IDLE", "CHECK")
    | {"CLOSE": ImapState.AUTHENTICATED, "UNSELECT": ImapState.AUTHENTICATED}
    | _CHOOSE
    | _stays(ImapState.SELECTED, *_FOLDERS, "ENABLE", *_ANY),
    ImapState.IDLE: {"DONE": ImapState.SELECTED},
    ImapState.AUTH: {},
    ImapState.LITERAL: {},
    ImapState.TLS: {HANDSHAKE: ImapState.NOT_AUTHENTICATED},
    ImapState.LOGOUT: {},
}
"""For each state the commands that make sense in it, the one that leads on first, and where each leads.

After TLS has started everything known about the client is forgotten (RFC 3501 §6.2.1).
"""

_WITH_LITERALS = ("LOGIN", *_CHOOSE, *_FOLDERS, *_MESSAGES, *(f"UID {verb}" for verb in _MESSAGES), "ID")

_EXCEPTIONS: Mapping[tuple[State | None, str, Outcome], State] = {
    **{(None, verb, Outcome.GO_ON): ImapState.LITERAL for verb in _WITH_LITERALS},
    **{(ImapState.SELECTED, verb, Outcome.NEVER): ImapState.AUTHENTICATED for verb in _CHOOSE},
    **{(ImapState.SELECTED, verb, Outcome.NOT_NOW): ImapState.AUTHENTICATED for verb in _CHOOSE},
    (None, "IDLE", Outcome.GO_ON): ImapState.IDLE,
    (None, "AUTHENTICATE", Outcome.GO_ON): ImapState.AUTH,
    (ImapState.IDLE, "DONE", Outcome.NEVER): ImapState.SELECTED,
}
"""What `TABLE` cannot say.

A SELECT that is answered with NO leaves no mailbox selected (RFC 3501 §6.3.1). ``+`` asks for the rest of a command.
Anything but DONE ends the waiting as well.
"""

MACHINE = Machine(
    start=ImapState.OPEN,
    closed=ImapState.CLOSED,
    table=TABLE,
    path=(ImapState.NOT_AUTHENTICATED, ImapState.AUTHENTICATED, ImapState.SELECTED, ImapState.LOGOUT),
    exceptions=_EXCEPTIONS,
    handshake=ImapState.TLS,
    farewell={ImapState.LOGOUT},
    untyped={HANDSHAKE},
    announced={
        "STARTTLS": "STARTTLS",
        "IDLE": "IDLE",
        "ENABLE": "ENABLE",
        "ID": "ID",
        "NAMESPACE": "NAMESPACE",
        "UNSELECT": "UNSELECT",
        "MOVE": "MOVE",
        "UID MOVE": "MOVE",
        "UID EXPUNGE": "UIDPLUS",
    },
)
"""A session as everybody sees it."""


def advance(state: State, verb: str, outcome: Outcome, status: str) -> State:
    """The state after a command got its reply, or the ``+`` that asks for more of it.

    Args:
        state: The state in which the command was carried out, none of `PAUSES`.
        verb: The command.
        outcome: What the reply means.
        status: The reply's status. BAD says that nothing was carried out at all.
    """
    return state if status == "BAD" else MACHINE.advance(state, verb, outcome)


def greet(status: str) -> State:
    """The state after the server's first line (RFC 3501 §7.1): OK, PREAUTH or BYE."""
    return _GREETED.get(status, ImapState.OPEN)


_GREETED: Mapping[str, State] = {
    "OK": ImapState.NOT_AUTHENTICATED,
    "PREAUTH": ImapState.AUTHENTICATED,
    "BYE": ImapState.LOGOUT,
}
