"""What to type next: complete a command line, help with a command that does not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from heloworld.imap.commands import COMMANDS
from heloworld.imap.states import MACHINE, TABLE, ImapState
from heloworld.wire.completion import did_you_mean, fitting
from heloworld.wire.rows import Exchange, State

_LINES: Mapping[str, tuple[str, ...]] = {
    "LOGIN": ("LOGIN ana sesame", "LOGIN ben sesame", "LOGIN cleo sesame"),
    "AUTHENTICATE": ("AUTHENTICATE PLAIN", "AUTHENTICATE LOGIN"),
    "FETCH": ("FETCH 1 FLAGS", "FETCH 1 BODY.PEEK[HEADER]", "FETCH 1 BODY.PEEK[]", "FETCH 1 BODY[]"),
    "SEARCH": ("SEARCH UNSEEN", "SEARCH FROM dora", "SEARCH ALL"),
    "STORE": (r"STORE 1 +FLAGS (\Flagged)", r"STORE 1 -FLAGS (\Flagged)", r"STORE 1 +FLAGS (\Deleted)"),
    "UID FETCH": ("UID FETCH 1 FLAGS", "UID FETCH 1:* FLAGS"),
}
"""The commands for which there is more to offer than the example of their record; without a tag."""

_FREE: Mapping[State, tuple[str, ...]] = {ImapState.IDLE: ("DONE",)}
"""What may be typed that has no tag: DONE ends an IDLE."""

_WAIT: Mapping[State, str] = {
    ImapState.CLOSED: "There is no connection: connect first.",
    ImapState.OPEN: "It is the server's turn: wait for its greeting.",
    ImapState.AUTH: "The server is waiting for your part of the login: a line of base64, or a lone * to give up.",
    ImapState.LITERAL: "The server is waiting for the octets that were announced, and then for the rest of the line.",
    ImapState.IDLE: "The server is telling what happens. DONE, alone in its line, ends that; then commands fit again.",
    ImapState.TLS: "The TLS handshake comes first.",
    ImapState.LOGOUT: "The session is over, and the server hangs up. Enter connects again.",
}
"""The states in which no command fits, and why."""

_LOGGED_IN: Final = "You are logged in already. To log in as somebody else, LOGOUT and connect again."

_MISSING: Mapping[State, Mapping[str, str]] = {
    ImapState.NOT_AUTHENTICATED: {},
    ImapState.AUTHENTICATED: {
        "STARTTLS": "STARTTLS comes before the login: LOGOUT, connect again, and say it first.",
        "LOGIN": _LOGGED_IN,
        "AUTHENTICATE": _LOGGED_IN,
    },
    ImapState.SELECTED: {
        "STARTTLS": "STARTTLS comes before the login: LOGOUT, connect again, and say it first.",
        "LOGIN": _LOGGED_IN,
        "AUTHENTICATE": _LOGGED_IN,
    },
}
"""What has to come before a command that does not fit, where that is more than the next step."""

_ELSE: Mapping[State, str] = {
    ImapState.NOT_AUTHENTICATED: "Log in first, for example: a1 LOGIN ana sesame.",
    ImapState.AUTHENTICATED: "Choose a mailbox first, for example: a1 SELECT INBOX.",
    ImapState.SELECTED: "It does not fit here.",
}

_NO_DONE: Final = "DONE ends an IDLE, and there is none now."

TAG_FIRST: Final = "A line begins with a tag of your own choice, then comes the command, for example: a1 {line}."

_NO_WORD: Final = "Behind the tag comes a command, for example: a1 NOOP."

_OTHER_WORDS: Mapping[str, str] = {
    "APPENDS": "APPEND",
    "BYE": "LOGOUT",
    "CAPA": "CAPABILITY",
    "EXIT": "LOGOUT",
    "GET": "FETCH",
    "LS": "LIST",
    "OPEN": "SELECT",
    "READ": "FETCH",
    "STLS": "STARTTLS",
    "TLS": "STARTTLS",
}
"""Words that people try, and the command that they mean."""

_USEFUL: Final = tuple(verb for verb, record in COMMANDS.items() if not record.instead and verb != "DONE")
"""What a slip may have been meant to be."""

_TAGGED: Final = re.compile(r"([^\s(){%*\"\\+]{1,200}) ?(.*)", re.DOTALL)
_COUNTED: Final = re.compile(rb"([A-Za-z.-]{0,20})([0-9]{1,9})")


def next_tag(exchanges: Sequence[Exchange]) -> str:
    """The tag to offer: one more than the last one that had a number at its end; else a1."""
    for exchange in reversed(exchanges):
        found = _COUNTED.fullmatch(exchange.tag)
        if found is not None:
            return f"{found[1].decode('ascii')}{int(found[2]) + 1:0{len(found[2])}}"
    return "a1"


def complete(state: State, typed: str, tag: str) -> tuple[str, ...]:
    """The lines that make sense in a state and start with what was typed, in whatever case.

    Args:
        state: Where the session stands.
        typed: The line so far; empty for everything that makes sense. A tag that was typed is kept.
        tag: The tag to put before each command where none was typed.

    Returns:
        Whole lines, in the order of `states.TABLE`.
    """
    free = fitting(_FREE.get(state, ()), typed)
    commands = tuple(line for verb in TABLE[state] if verb != "DONE" for line in _lines(verb))
    offered = tuple(f"{tag} {line}" for line in commands)
    tagged = fitting(offered, typed)
    found = _TAGGED.fullmatch(typed)
    if tagged or found is None:
        return free + tagged
    if " " not in typed:  # a command without its tag: put it there
        return free + tuple(f"{tag} {line}" for line in fitting(commands, typed))
    own, rest = found[1], found[2]
    return free + tuple(f"{own} {line}" for line in fitting(commands, rest))


def suggest(state: State, verb: str, tag: bytes = b"a1") -> str:
    """Help with a verb that does not fit: what is missing, or which verb was meant.

    Args:
        state: Where the session stands.
        verb: The verb as `commands.parse` returns it.
        tag: What stood in the place of the tag.

    Returns:
        A sentence or two, or nothing where the verb makes sense in that state.
    """
    if verb in TABLE[state]:
        return ""
    if state in _WAIT:
        return _WAIT[state]
    if (forgotten := _forgotten_tag(tag)) and verb not in COMMANDS:
        return forgotten
    known = COMMANDS.get(verb)
    if verb == "DONE":
        return _NO_DONE
    if known is not None:
        return known.instead or _MISSING[state].get(verb) or _ELSE[state]
    return did_you_mean(verb, _OTHER_WORDS, _USEFUL, MACHINE.legal(state)) if verb else _NO_WORD


def _forgotten_tag(tag: bytes) -> str:
    """What helps where a command stands in the place of the tag."""
    word = tag.decode("latin-1").upper().lstrip("0123456789")  # a digit slips in where a question was expected
    record = COMMANDS.get(word)
    if word == "DONE":
        return _NO_DONE
    if record is None:
        return ""
    if record.instead:
        return record.instead
    return TAG_FIRST.format(line=_without_tag(record.example))


def _without_tag(example: str) -> str:
    return example.removeprefix("a1 ")


def _lines(verb: str) -> tuple[str, ...]:
    """The lines to offer for a verb; none for what nobody types, such as a TLS handshake."""
    return _LINES.get(verb) or tuple(_without_tag(record.example) for record in [COMMANDS.get(verb)] if record)
