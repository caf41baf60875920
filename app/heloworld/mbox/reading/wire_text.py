"""A stored message as a client gets it: what belongs to the mailbox hidden, the quoting undone, each line end CRLF.

The text that belongs to a UID never changes (RFC 3501 §2.3.1.1), whatever mail programs write into the file to remember
flags, lengths and numbers. So the fields that they write are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol, TypeAlias

from heloworld.mbox.dialects import RULES, Dialect
from heloworld.mbox.unquoting import unquoted

HIDDEN_FIELDS: Final = ("Status", "X-Status", "X-Keywords", "X-UID", "X-IMAP", "X-IMAPbase", "Content-Length", "Lines")
"""Fields that mail programs write into a mailbox; Dovecot hides the same, but for Lines, which mutt writes."""

LARGEST_HEADER: Final = 1024 * 1024
"""Bytes of a header in which fields are hidden."""

CHUNK: Final = 64 * 1024
"""Bytes that are read at a time."""

_HIDDEN: Final = re.compile(
    rb"^(?:"
    + b"|".join(name.encode() for name in HIDDEN_FIELDS)
    + rb")[ \t]*:[^\n]*(?:\n|\Z)(?:[ \t][^\n]*(?:\n|\Z))*+",
    re.MULTILINE | re.IGNORECASE,
)

Read: TypeAlias = Callable[[int, int], bytes]
"""Reads a file from one offset up to another; fewer bytes come where it ends first."""


class Stretch(Protocol):
    """Where the parts of a message lie, in bytes of the file."""

    @property
    def header(self) -> int:
        """Where its header starts: behind the ``From_`` line."""

    @property
    def header_stop(self) -> int:
        """Where its header ends, before any empty line."""

    @property
    def body(self) -> int:
        """Where its body starts."""

    @property
    def body_stop(self) -> int:
        """Where its body ends; the empty line that parts it from the next message is left out."""


def without_hidden_fields(header: bytes) -> bytes:
    """A header as a client gets it, its line ends those of the file."""
    return _HIDDEN.sub(b"", header)


def wire_text(read: Read, message: Stretch, dialect: Dialect) -> Iterator[bytes]:
    """The text of a message in chunks, each of them of some 64 KiB at most, but for a very long header.

    Its last line is ended even if the one in the file is not.

    Args:
        read: Reads the file.
        message: Where the message lies.
        dialect: Whose quoting is undone.

    Raises:
        OSError: The file cannot be read; raised by a chunk.
    """
    return _with_crlf(_stored_text(read, message, dialect))


def wire_size(read: Read, message: Stretch, dialect: Dialect) -> int:
    """Bytes of the same text; most messages are counted without making it.

    Raises:
        OSError: The file cannot be read.
    """
    header = b"".join(_with_crlf(_header(read, message)))
    size, before = len(header), header[-1:]
    changes = RULES[dialect].unquoting is not None
    for piece in _pieces(read, message.header_stop, message.body_stop, 4 * CHUNK):
        if b"\r" in piece or (changes and b">From " in before + piece):
            return sum(map(len, wire_text(read, message, dialect)))
        size += len(piece) + piece.count(b"\n")
        before = piece[-8:]
    return size + (2 if before and not before.endswith(b"\n") else 0)


def _stored_text(read: Read, message: Stretch, dialect: Dialect) -> Iterator[bytes]:
    """The text with the line ends of the file."""
    yield from _header(read, message)
    yield read(message.header_stop, message.body)
    body = _pieces(read, message.body, message.body_stop, CHUNK)
    change = RULES[dialect].unquoting
    yield from unquoted(body, change) if change else body


def _header(read: Read, message: Stretch) -> Iterator[bytes]:
    stop = min(message.header_stop, message.header + LARGEST_HEADER)
    yield without_hidden_fields(read(message.header, stop))
    yield from _pieces(read, stop, message.header_stop, CHUNK)


def _pieces(read: Read, start: int, stop: int, size: int) -> Iterator[bytes]:
    while start < stop and (piece := read(start, min(start + size, stop))):
        yield piece
        start += len(piece)


def _with_crlf(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Every LF becomes CRLF, a CRLF stays one, and the last line is ended."""
    held, last = b"", b"\n"
    for piece in pieces:
        text = held + piece
        held = b"\r" if text.endswith(b"\r") else b""
        text = text[: len(text) - len(held)]
        if text:
            last = text[-1:]
            yield text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if held or last != b"\n":
        yield held + b"\r\n"
