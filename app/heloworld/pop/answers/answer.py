"""What the server sends next, and what is to be done after that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

ECHO_LIMIT = 40
"""Characters of a client's words that a reply repeats; RFC 1939 §3 gives a reply line 512 octets."""

_UNPRINTABLE = re.compile(rb"[^ -~]")


class Todo(Enum):
    """What an answer asks of whoever owns the connection, once its bytes are sent."""

    GO_ON = auto()
    """Take the next line."""
    OPEN = auto()
    """Open the user's maildrop, and go on with `Session.opened` or `Session.not_opened`."""
    START_TLS = auto()
    """Shake hands, and go on with `Session.tls_started`."""
    UPDATE = auto()
    """Delete what is marked, and go on with `Session.updated` or `Session.not_updated`."""
    CLOSE = auto()
    """Close: the session is over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent, and to be done after that.

    Attributes:
        data: The reply, line ends included; empty where it comes later.
        todo: What to do when it is sent.
        body: What follows the reply, chunk by chunk: a message and the lone dot.
    """

    data: bytes
    todo: Todo = Todo.GO_ON
    body: Iterable[bytes] = ()


def line(words: str) -> bytes:
    """A reply of one line."""
    return f"{words}\r\n".encode("ascii")


def listing(first: str, lines: Iterable[str]) -> Answer:
    """A reply of many lines, up to a lone dot."""
    return Answer("\r\n".join([first, *lines, ".", ""]).encode("ascii"))


def echo(words: bytes) -> str:
    """A client's words, fit for a reply: printable, and not many."""
    return _UNPRINTABLE.sub(b"?", words[:ECHO_LIMIT]).decode("ascii")
