"""What to type next: complete a command line, help with a command that does not fit."""

from __future__ import annotations

from collections.abc import Mapping

from heloworld.pop.commands import COMMANDS
from heloworld.pop.states import MACHINE, TABLE, PopState
from heloworld.wire.completion import behind_digits, did_you_mean, fitting
from heloworld.wire.rows import State

_LINES: Mapping[str, tuple[str, ...]] = {
    "USER": ("USER ana", "USER ben", "USER cleo"),
    "AUTH": ("AUTH PLAIN", "AUTH LOGIN", "AUTH"),
    "LIST": ("LIST", "LIST 1"),
    "RETR": ("RETR 1", "RETR 2"),
    "UIDL": ("UIDL", "UIDL 1"),
}
"""The commands for which there is more to offer than the example of their record."""

_WAIT: Mapping[State, str] = {
    PopState.CLOSED: "There is no connection: connect first.",
    PopState.OPEN: "It is the server's turn: wait for its +OK.",
    PopState.AUTH: "The server is waiting for your part of the login: a line of base64, or a lone * to give up.",
    PopState.TLS: "The TLS handshake comes first.",
    PopState.UPDATE: "The session is over, and the server hangs up. Enter connects again.",
}
"""The states in which no command fits, and why."""

_LOGIN_FIRST = "Log in first: USER with your name, then PASS with the password."
_LOGGED_IN = "You are logged in already. To log in as somebody else, QUIT and connect again."

_MISSING: Mapping[State, Mapping[str, str]] = {
    PopState.AUTHORIZATION: {"PASS": "The name comes first: USER ana, then PASS."},
    PopState.USER: {},
    PopState.TRANSACTION: {
        "STLS": "STLS comes before the login: QUIT, connect again, and say it first.",
    },
}
"""What has to come before a command that does not fit, where that is more than logging in or out."""

_ELSE: Mapping[State, str] = {
    PopState.AUTHORIZATION: _LOGIN_FIRST,
    PopState.USER: "The server waits for the password: PASS comes next.",
    PopState.TRANSACTION: _LOGGED_IN,
}

_NO_WORD = "A command starts with a word of letters, for example: USER ana."

_OTHER_WORDS: Mapping[str, str] = {
    "BYE": "QUIT",
    "CAPABILITY": "CAPA",
    "CLOSE": "QUIT",
    "DEL": "DELE",
    "DELETE": "DELE",
    "EXIT": "QUIT",
    "FETCH": "RETR",
    "LOGOUT": "QUIT",
    "LS": "LIST",
    "PASSWORD": "PASS",
    "READ": "RETR",
    "SSL": "STLS",
    "STARTTLS": "STLS",
    "STATUS": "STAT",
    "TLS": "STLS",
    "UNDELETE": "RSET",
}
"""Words that people try, and the verb that they mean."""

_USEFUL = tuple(verb for verb, record in COMMANDS.items() if not record.instead)
"""What a slip may have been meant to be."""


def complete(state: State, typed: str) -> tuple[str, ...]:
    """The lines that make sense in a state and start with what was typed, in whatever case.

    Args:
        state: Where the session stands.
        typed: The line so far; empty for everything that makes sense.

    Returns:
        Whole lines, in the order of `states.TABLE`.
    """
    return fitting(tuple(line for verb in TABLE[state] for line in _lines(verb)), typed)


def suggest(state: State, verb: str, line: bytes = b"") -> str:
    """Help with a verb that does not fit: what is missing, or which verb was meant.

    Args:
        state: Where the session stands.
        verb: The verb as `commands.parse` returns it.
        line: The line, where it has no verb.

    Returns:
        A sentence or two, or nothing where the verb makes sense in that state.
    """
    if verb in TABLE[state]:
        return ""
    if state in _WAIT:
        return _WAIT[state]
    known = COMMANDS.get(verb)
    if known is not None:
        return known.instead or _MISSING[state].get(verb) or _ELSE[state]
    if verb:
        return did_you_mean(verb, _OTHER_WORDS, _USEFUL, MACHINE.legal(state))
    return behind_digits(line, COMMANDS) or _NO_WORD


def _lines(verb: str) -> tuple[str, ...]:
    """The lines to offer for a verb; none for what nobody types, such as a TLS handshake."""
    return _LINES.get(verb) or tuple(record.example for record in [COMMANDS.get(verb)] if record)
