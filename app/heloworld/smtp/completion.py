"""What to type next: complete a command line, help with a command that does not fit."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from heloworld.smtp.commands import COMMANDS
from heloworld.smtp.states import END_OF_DATA, MACHINE, TABLE, SmtpState
from heloworld.wire.completion import behind_digits, did_you_mean, fitting
from heloworld.wire.rows import State

_LINES: Mapping[str, tuple[str, ...]] = {
    "MAIL": (
        "MAIL FROM:<dora@island.test>",
        "MAIL FROM:<emil@island.test>",
        "MAIL FROM:<ana@harbour.test>",
        "MAIL FROM:<>",
    ),
    "RCPT": (
        "RCPT TO:<ana@harbour.test>",
        "RCPT TO:<ben@harbour.test>",
        "RCPT TO:<cleo@harbour.test>",
        "RCPT TO:<postmaster@harbour.test>",
    ),
    "AUTH": ("AUTH PLAIN", "AUTH LOGIN"),
    "BDAT": ("BDAT 0 LAST",),
}
"""The commands for which there is more to offer than the example of their record."""

_FREE: Mapping[State, tuple[str, ...]] = {SmtpState.DATA: ("Subject: ",)}
"""What may be typed that is no command: the start of a header."""

_WAIT: Mapping[State, str] = {
    SmtpState.CLOSED: "There is no connection: connect first.",
    SmtpState.OPEN: "It is the server's turn: wait for its 220.",
    SmtpState.DATA: "Every line is text of the mail now, until a line with a lone dot ends it.",
    SmtpState.CHUNK: "Every byte is text of the mail now, until the chunk has the size that BDAT stated.",
    SmtpState.AUTH: "The server is waiting for your part of the login: a line of base64, or a lone * to give up.",
    SmtpState.TLS: "The TLS handshake comes first; say EHLO again after it.",
}
"""The states in which no command fits, and why."""

_ENVELOPE = "An envelope comes first: MAIL FROM names the sender, RCPT TO a recipient."
_UNDER_WAY = "A mail is under way: finish it, or drop it with RSET."
_IN_CHUNKS = "The text comes in chunks now: go on with BDAT, end it with BDAT 0 LAST, or drop the mail with RSET."
_DOT = "A lone dot ends the text of a mail: DATA and a 354 have to come before it."

_MISSING: Mapping[State, Mapping[str, str]] = {
    SmtpState.CONNECTED: dict.fromkeys(
        ("MAIL", "RCPT", "DATA", "AUTH"), "Say EHLO or HELO first: the server wants to know who is calling."
    ),
    SmtpState.GREETED: {"RCPT": "MAIL FROM comes first: it opens the envelope.", "DATA": _ENVELOPE},
    SmtpState.MAIL: {
        "MAIL": "This mail already has its sender: go on with RCPT TO, or drop it with RSET.",
        "DATA": "A recipient is missing: name one with RCPT TO.",
        "AUTH": _UNDER_WAY,
    },
    SmtpState.RCPT: {
        "MAIL": "This mail already has its sender: go on with DATA, or drop it with RSET.",
        "AUTH": _UNDER_WAY,
    },
    SmtpState.CHUNKS: {"DATA": _IN_CHUNKS, "MAIL": _IN_CHUNKS, "RCPT": _IN_CHUNKS, "AUTH": _IN_CHUNKS},
    SmtpState.QUEUED: {"RCPT": "A new mail starts with MAIL FROM.", "DATA": _ENVELOPE},
}
"""What has to come before a command that does not fit, for each state in which others do."""

_NO_WORD = "That is no command. A line of the letter, such as Subject: hi or Dear Ana, comes after DATA and its 354."

_NO_LETTER_YET = "That is a line of a letter, and a letter comes later. What fits now: {legal}."
"""The same before a hello: whoever has just been greeted may not have heard of DATA yet."""

_NO_BEGINNING = "No command begins like this. What fits now: {legal}."
"""Said of any other line that begins with no word, such as a digit with text behind it."""

_NAME = "That is a name and no command: HELO or EHLO goes in front of it, and a space between them."

_NO_SPACE = "A space is missing: {form}"
_JOINED: Mapping[re.Pattern[bytes], str] = {
    re.compile(rb"MAIL_?FROM:", re.IGNORECASE): "MAIL FROM:<address>.",
    re.compile(rb"RCPT_?TO:", re.IGNORECASE): "RCPT TO:<address>.",
}
"""Two words of a command that are written as one, and its form."""

_HEADER_FIELD = re.compile(rb"[A-Za-z-]+:")
_HOST = re.compile(rb"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\.?")

_SALUTATIONS = frozenset({"DEAR", "DARLING", "GREETINGS", "LOVE", "REGARDS", "SINCERELY", "YOURS"})
"""Words with which a line of a letter begins."""

_HELLOS = frozenset({"HEY", "HI"})
"""The same, once hello has been said; before that, somebody means to say it."""

_OTHER_WORDS: Mapping[str, str] = {
    "BYE": "QUIT",
    "CLOSE": "QUIT",
    "EXIT": "QUIT",
    "FROM": "MAIL",
    "HI": "HELO",
    "LOGIN": "AUTH",
    "SEND": "DATA",
    "SSL": "STARTTLS",
    "TLS": "STARTTLS",
    "TO": "RCPT",
}
"""Words that people try, and the verb that they mean."""

_USEFUL = tuple(verb for verb, record in COMMANDS.items() if not record.instead)
"""What a slip may have been meant to be."""


def complete(state: State, typed: str, methods: Sequence[str] = ()) -> tuple[str, ...]:
    """The lines that make sense in a state and start with what was typed, in whatever case.

    Args:
        state: Where the session stands.
        typed: The line so far; empty for everything that makes sense.
        methods: How one may log in, as the server has announced; empty where it has not.

    Returns:
        Whole lines, in the order of `states.TABLE`.
    """
    logins = tuple(f"AUTH {method}" for method in methods)
    offered = (logins if logins and verb == "AUTH" else _lines(verb) for verb in TABLE[state])
    return fitting((*_FREE.get(state, ()), *itertools.chain.from_iterable(offered)), typed)


def suggest(state: State, verb: str, line: bytes = b"") -> str:
    """Help with a verb that does not fit: what is missing, or which verb was meant.

    Args:
        state: Where the session stands.
        verb: The verb as `parse` returns it, or `END_OF_DATA`.
        line: The line, where it has no verb.

    Returns:
        A sentence or two, or nothing where the verb makes sense in that state.
    """
    if verb in TABLE[state]:
        return ""
    if state in _WAIT:
        return _WAIT[state]
    if verb == END_OF_DATA:
        return _DOT
    known = COMMANDS.get(verb)
    if known:
        return known.instead or _MISSING[state][verb]
    legal = MACHINE.legal(state)
    if not verb and (slip := behind_digits(line, COMMANDS)):
        return slip
    is_greeted = state is not SmtpState.CONNECTED
    if verb and verb not in _SALUTATIONS and not (is_greeted and verb in _HELLOS):
        return did_you_mean(verb, _OTHER_WORDS, _USEFUL, legal)
    if form := next((form for joined, form in _JOINED.items() if joined.match(line.strip())), ""):
        return _NO_SPACE.format(form=form)
    return _no_word(line.strip(), verb, legal, is_greeted=is_greeted)


def _no_word(line: bytes, verb: str, legal: Sequence[str], *, is_greeted: bool) -> str:
    """Help with a line that begins with no word of a command: with a line of a letter, the name of a host, or else.

    Args:
        line: The line.
        verb: The word with which a letter begins; empty for anything else.
        legal: The verbs that fit now.
        is_greeted: Whether the client has said hello.
    """
    if verb or _HEADER_FIELD.match(line):
        return _NO_WORD if is_greeted else _NO_LETTER_YET.format(legal=", ".join(legal))
    return _NAME if _HOST.fullmatch(line) else _NO_BEGINNING.format(legal=", ".join(legal))


def _lines(verb: str) -> tuple[str, ...]:
    """The lines to offer for a verb; none for what nobody types, such as a TLS handshake."""
    return _LINES.get(verb) or tuple(record.example for record in [COMMANDS.get(verb)] if record)
