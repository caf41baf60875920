"""A stored message as a client gets it: what belongs to the mailbox hidden, the quoting undone, each line end CRLF.

The text that belongs to a UID never changes (RFC 3501 §2.3.1.1), whatever mail programs write into the file to remember
flags, lengths and numbers. So the fields that they write are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol, TypeAlias

from heloworld.mbox.dialects import RULES, Dialect, Substitution
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
    + rb")[ \t]*:[^\n]*(?:\n|\Z)(?:[ \t][^\n]*+(?:\n|\Z))*",
    re.MULTILINE | re.IGNORECASE,
)

_PERHAPS_HIDDEN: Final = re.compile(
    rb"\n[" + b"".join(sorted({(name[0] + name[0].lower()).encode() for name in HIDDEN_FIELDS})) + rb"]"
    rb"(?i:" + b"|".join(name[1:].encode() for name in HIDDEN_FIELDS) + rb")"
)
"""Finds whatever may be one, in a tenth of the time: most headers have none."""

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
    return _HIDDEN.sub(b"", header) if _PERHAPS_HIDDEN.search(b"\n" + header) else header


def wire_text(read: Read, message: Stretch, dialect: Dialect) -> Iterator[bytes]:
    """The text of a message in chunks, each of them of some 64 KiB at most, but for a very long header.

    Its last line is ended even if the one in the file is not. A short message is one chunk, and is read by the call.

    Args:
        read: Reads the file.
        message: Where the message lies.
        dialect: Whose quoting is undone.

    Raises:
        OSError: The file cannot be read; raised by the call, or by a chunk.
    """
    if message.body_stop - message.header > CHUNK:
        return _with_crlf(_stored_text(read, message, dialect))
    data, header = read(message.header, message.body_stop), message.header_stop - message.header
    return iter((_short_text(data, header, RULES[dialect].unquoting),))


def wire_header(read: Read, message: Stretch) -> bytes:
    """The header of the same text, with the empty line behind it.

    Raises:
        OSError: The file cannot be read.
    """
    if message.body - message.header > CHUNK:
        return b"".join(_with_crlf((*_header(read, message), read(message.header_stop, message.body))))
    return _short_text(read(message.header, message.body), message.header_stop - message.header, None)


def _has_quoting(data: bytes) -> bool:
    """Whether there may be a line in a text that its reader changes."""
    return b">" in data and b">From " in data  # one byte is found in a tenth of the time


def _short_text(data: bytes, header: int, change: Substitution | None) -> bytes:
    """All of a text at once: in a third of the time that its pieces would take, and most messages are short.

    Args:
        data: The message from its header to the end of its body.
        header: Bytes of its header.
        change: Whose quoting is undone.
    """
    head, text = data[:header], data
    shown, is_quoted = without_hidden_fields(head), change is not None and _has_quoting(data)
    if is_quoted or shown is not head:
        rest = data[header:]
        blank = rest.find(b"\n") + 1
        text = shown + rest[:blank] + (change.apply(rest[blank:]) if change is not None else rest[blank:])
    if b"\r" in data:
        text = text.replace(b"\r\n", b"\n")
    text = text.replace(b"\n", b"\r\n")
    return text if text.endswith(b"\n") or not text else text + b"\r\n"


def wire_size(read: Read, message: Stretch, dialect: Dialect) -> int:
    """Bytes of the same text; most messages are counted without making it. A large one is made, piece by piece.

    Raises:
        OSError: The file cannot be read.
    """
    if message.body_stop - message.header <= 4 * CHUNK:
        data, header = read(message.header, message.body_stop), message.header_stop - message.header
        size = _plain_size(data, header, has_quoting=RULES[dialect].unquoting is not None)
        if size is not None:
            return size
    return sum(map(len, wire_text(read, message, dialect)))


def _plain_size(data: bytes, header: int, *, has_quoting: bool) -> int | None:
    """The size of a message in which only line ends and hidden fields change; None for any other.

    Args:
        data: The message from its header to the end of its body.
        header: Bytes of its header.
        has_quoting: Whether there may be quoting to undo.
    """
    if b"\r" in data or (has_quoting and _has_quoting(data)):
        return None
    head = data[:header]
    shown = without_hidden_fields(head)
    hidden = len(head) - len(shown) + head.count(b"\n") - shown.count(b"\n") if shown is not head else 0
    size = len(data) + data.count(b"\n") - hidden
    return size if data.endswith(b"\n") or not data else size + 2


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
