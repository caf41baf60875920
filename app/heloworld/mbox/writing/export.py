"""Messages put into files of their own: one as .eml, several as a new mailbox. No file that exists is written to."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.dialects import RULES, Dialect
from heloworld.mbox.os_errors import writing
from heloworld.mbox.reading.message import separator_length
from heloworld.mbox.reading.messages import Extent
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.unquoting import unquoted

PIECE: Final = 1024 * 1024
"""Bytes that are read and written at a time."""

_TAIL: Final = 4


def eml(fd: int, extent: Extent, dialect: Dialect | None = Dialect.MBOXRD) -> Iterator[bytes]:
    """One message as mail programs keep it alone: header and body, unquoted, lines ended by CRLF (RFC 5322 §2.1).

    Args:
        fd: A descriptor of the mailbox, open for reading.
        extent: Where the message lies. Its ``From_`` line is left out, as is the empty line behind the body.
        dialect: How it is quoted; None where nothing is to be undone.

    Raises:
        OSError: The file cannot be read.
    """
    yield from with_crlf(_pieces(fd, extent.header, extent.body))
    body, change = _pieces(fd, extent.body, extent.body_stop), RULES[dialect].unquoting if dialect else None
    yield from with_crlf(unquoted(body, change) if change else body)


def with_crlf(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A text with CRLF at the end of every line, wherever its pieces were cut; a bare CR is no line end and stays."""
    held = b""
    for piece in pieces:
        text = held + piece
        held = b"\r" if text.endswith(b"\r") else b""
        yield text[: len(text) - len(held)].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    yield held


def several(fd: int, start: int, stop: int) -> Iterator[bytes]:
    """Messages as they stand in their mailbox.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        start: Where the first one starts.
        stop: Where the last one ends; an empty line is added there if it has none, so that more may be appended.

    Raises:
        OSError: The file cannot be read.
    """
    yield from _pieces(fd, start, stop)
    tail = read_all(fd, max(stop - _TAIL, start), stop)
    if not separator_length(tail, 0):
        yield b"\n" if tail.endswith(b"\n") else b"\n\n"


def save(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a new file, and say how many bytes.

    Raises:
        MailboxGone: There is no such folder.
        MailboxError: There is a file of that name, or it cannot be written; nothing of it is left then.
    """
    with writing(path):
        try:
            file = path.open("xb")
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ENOTDIR}:
                raise MailboxGone(f"There is no folder {path.parent}.", "Make it first, or type another.") from error
            if error.errno in {errno.EEXIST, errno.EISDIR}:
                raise MailboxError(f"There is already something named {path}.", "Type another name.") from error
            raise
        try:
            with file:
                return sum(file.write(piece) for piece in pieces)
        except BaseException:
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def _pieces(fd: int, start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, PIECE):
        yield read_all(fd, at, min(at + PIECE, stop))
