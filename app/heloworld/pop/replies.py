"""What the server answers: +OK, -ERR or + (RFC 1939 §3, RFC 5034 §4), a code in brackets (RFC 2449 §8), words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from heloworld.pop.states import LIST_METHODS, step
from heloworld.wire.rows import Outcome

_CODE = re.compile(rb"\[([A-Za-z0-9/-]{1,40})\]")

_OUTCOMES: Mapping[bytes, Outcome] = {b"+OK": Outcome.DONE, b"+": Outcome.GO_ON, b"-ERR": Outcome.NEVER}

MESSAGES = frozenset({"RETR", "TOP"})
"""Commands whose +OK is followed by a message."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code in brackets (RFC 2449 §8).

    Attributes:
        meaning: What it says, in a few words.
        advice: What helps.
        source: Where it is defined.
        passes: Whether the same may work later.
    """

    meaning: str
    advice: str
    source: str
    passes: bool = False


CODES: Mapping[str, Code] = {
    "AUTH": Code("the name or the password is wrong", "Give name and password again.", "RFC 3206 §5"),
    "IN-USE": Code(
        "another session has this mailbox open",
        "End the other session, for example a mail program that fetches by itself, and log in again.",
        "RFC 2449 §8.1.2",
        passes=True,
    ),
    "LOGIN-DELAY": Code(
        "the last login was a moment ago", "Wait a little, and log in again.", "RFC 2449 §8.1.1", passes=True
    ),
    "SYS/TEMP": Code("the server has a problem that will pass", "Try again in a while.", "RFC 3206 §4", passes=True),
    "SYS/PERM": Code(
        "the server has a problem that will not pass by itself", "Ask whoever runs the server.", "RFC 3206 §4"
    ),
    "UTF8": Code("the message cannot be sent to a client without UTF-8", "Say UTF8 before the login.", "RFC 6856 §5"),
}
"""The codes that one meets, in upper case."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The first line of a reply.

    Attributes:
        status: ``+OK``, ``-ERR`` or ``+``; empty where it is none of these.
        outcome: What that means.
        code: The code in brackets without these, in upper case; empty where there is none.
        text: The words after status and code.
    """

    status: str
    outcome: Outcome
    code: str
    text: bytes


def parse(line: bytes) -> Reply:
    """Take a reply's first line apart, given without its end."""
    status, _, text = line.partition(b" ")
    outcome = _OUTCOMES.get(status)
    if outcome is None:
        return Reply("", Outcome.UNCLEAR, "", line)
    found = _CODE.match(text) if outcome is Outcome.NEVER else None
    if found is None:
        return Reply(status.decode("ascii"), outcome, "", text)
    code = found[1].decode("ascii").upper()
    known = CODES.get(code)
    passes = known is not None and known.passes
    return Reply("-ERR", Outcome.NOT_NOW if passes else Outcome.NEVER, code, text[found.end() :].lstrip(b" "))


def is_listing(verb: str, argument: bytes) -> bool:
    """Whether a +OK to a command is followed by lines up to a lone dot (RFC 1939 §3, RFC 2449 §5, RFC 5034 §4)."""
    if verb in {"LIST", "UIDL"}:
        return not argument
    return verb in {"RETR", "TOP", "CAPA"} or step(verb, argument) == LIST_METHODS
