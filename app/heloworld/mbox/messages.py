"""The messages of a mailbox as one reader sees them: what ``helo mbox --list`` lists and ``--count`` counts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from heloworld.mbox.dialects import RULES, Substitution
from heloworld.mbox.disk import read_all
from heloworld.mbox.failures import reading
from heloworld.mbox.index import MailboxIndex
from heloworld.mbox.message import separator_length
from heloworld.mbox.readers import Reader, Span, spans
from heloworld.mbox.summary import Summary, lay_out, summary

PIECE: Final = 1024 * 1024
"""Bytes of a body that are in memory at a time."""

_UNDECIDED: Final = re.compile(rb"\n>*F?r?o?m?")
"""The end of a piece that may turn out to be the start of a quoted ``From_`` line."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as a reader sees it.

    Attributes:
        summary: What a list shows of it, its place in the file among it.
        body_sha256: The SHA-256, in hexadecimal, of the body as the reader understands it: after unquoting, line ends
            as in the file, without the empty line that parts it from the next message.
    """

    summary: Summary
    body_sha256: str


def messages(path: Path, reader: Reader) -> Iterator[Message]:
    """Every message of a mailbox, one after the other.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with; one of `heloworld.mbox.readers.READERS`.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It cannot be read.
    """
    with MailboxIndex(path) as index, reading(path):
        index.search()
        fd = index.fileno()
        for span in spans(fd, index.offsets(), index.searched, reader):
            yield Message(summary(fd, span.offset, span.stop - span.offset), body_sha256(fd, span, reader))


def count(path: Path, reader: Reader) -> int:
    """How many messages a reader sees in a mailbox.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It cannot be read.
    """
    with MailboxIndex(path) as index, reading(path):
        index.search()
        return sum(1 for _ in spans(index.fileno(), index.offsets(), index.searched, reader))


def body_sha256(fd: int, span: Span, reader: Reader) -> str:
    """The checksum of a message's body, as `Message` has it; however long the body is, little of it is in memory.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        span: The message.
        reader: Whose eyes to read with.

    Raises:
        OSError: The file cannot be read.
    """
    start = lay_out(fd, span.offset, span.stop).body
    stop = span.body_stop
    if stop is None:
        first = max(start - 1, span.stop - 3)
        stop = span.stop - separator_length(read_all(fd, first, span.stop), start - first)
    pieces = _pieces(fd, start, stop)
    change = RULES[reader.dialect].unquoting if reader.dialect else None
    digest = hashlib.sha256()
    for piece in unquoted(pieces, change) if change else pieces:
        digest.update(piece)
    return digest.hexdigest()


def unquoted(pieces: Iterable[bytes], change: Substitution) -> Iterator[bytes]:
    """A body with a reader's change made to its lines, piece by piece, wherever the pieces were cut.

    Args:
        pieces: The body.
        change: What is to be changed.
    """
    text, invented = b"\n", 1  # the pattern wants the line end before a line, and the first line has none
    for piece in pieces:
        text += piece
        last = text.rfind(b"\n")
        decided = last if last >= 0 and _UNDECIDED.fullmatch(text, last) else len(text)
        if decided:
            yield change.pattern.sub(change.replacement, text[:decided])[invented:]
            text, invented = text[decided:], 0
    yield text[invented:]


def _pieces(fd: int, start: int, stop: int) -> Iterator[bytes]:
    while start < stop and (piece := read_all(fd, start, min(start + PIECE, stop))):
        yield piece
        start += len(piece)
