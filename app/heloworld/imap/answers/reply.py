"""What a command is answered with: lines without a tag, chunks of a message, and at last how it went."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.imap.grammar.cursor import Cursor

ECHO_LIMIT = 80
"""Characters of a client's words that a response repeats."""

_UNPRINTABLE = re.compile(r"[^ -~]")


class Refused(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command cannot be carried out: NO, and why."""


class Protest(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command makes no sense: BAD, and why."""


class Broken(Exception):  # noqa: N818 - the server goes on, so it is no fault of its own
    """A literal was announced and cannot be sent to its end: the connection has to be cut."""


class Inconsistent(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """The mailbox is another one now: what the client knows of it is worth nothing."""


@dataclass(frozen=True, slots=True)
class Ok:
    """A command was carried out.

    Attributes:
        words: What comes after OK.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Request:
    """A command.

    Attributes:
        verb: Its name.
        cursor: A place before its arguments.
        by_uid: Whether it names messages by their UIDs.
    """

    verb: str
    cursor: Cursor
    by_uid: bool = False


Answer: TypeAlias = AsyncIterator[bytes | Ok]
"""Octets to be sent, in order, and at last `Ok`. An empty chunk gives others their turn."""

MOST_PARTS: Final = 64
"""Chunks that are put together at most: each may have taken a while to make."""

MOST_OCTETS: Final = 128 * 1024
"""Octets above which no more are put together."""

Handlers: TypeAlias = Mapping[str, Callable[[Request], Answer]]
"""What answers a command, by its name without UID."""


def gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks, small ones put together: to hand each on by itself takes longer than to make it.

    Where the next one cannot be made, those before it come first.
    """
    held: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            held.append(chunk)
            size += len(chunk)
            if size >= MOST_OCTETS or len(held) >= MOST_PARTS:
                yield b"".join(held)
                held, size = [], 0
    except Exception:
        yield b"".join(held)
        raise
    if held:
        yield b"".join(held)


def line(words: str) -> bytes:
    """A response of one line."""
    return f"{words}\r\n".encode("ascii", "replace")


def echo(words: str) -> str:
    """A client's words, fit for a response: printable, and not many."""
    return _UNPRINTABLE.sub("?", words[:ECHO_LIMIT])
