"""What a list of messages shows of one: who, when, what about; read from a few kilobytes of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.mbox.reading.encoded_words import decode_words
from heloworld.mbox.reading.message import Envelope, header_bounds, header_fields, parse_from_line
from heloworld.mbox.reading.pread import read_all

WINDOW: Final = 64 * 1024
"""Bytes of a message within which its header is looked at, if author and subject stand there."""

LONGEST_HEADER: Final = 1024 * 1024
"""Bytes of a header in which author and subject are looked for at most: a letter may have thousands of recipients."""

_GLANCE: Final = 4096
_LONGEST_MATCH: Final = 3
_LINE_END: Final = re.compile(rb"\n")
_EMPTY_LINE: Final = re.compile(rb"\n\r?\n")
_DELETED: Final = 0x0008
"""The bit of X-Mozilla-Status that says so (nsMsgMessageFlags.idl: Expunged)."""

_SUMMED_UP: Final = (b"from", b"subject")
_FAR: Final = {name: re.compile(rb"^%b[ \t]*:" % name, re.MULTILINE | re.IGNORECASE) for name in _SUMMED_UP}


@dataclass(frozen=True, slots=True)
class Summary:
    """One message of a list. All text is a stranger's: it goes through `heloworld.wire.visible` before it is shown.

    Attributes:
        offset: Where its ``From_`` line starts, in bytes.
        length: Bytes of the whole message, its ``From_`` line and last empty line included.
        envelope_from: The sender in the ``From_`` line.
        date: The date in the ``From_`` line, as written.
        author: The From field, decoded; empty where there is none.
        subject: The Subject field, decoded; empty where there is none.
        sent: The Date field, as written; empty where there is none.
        recipients: The To and Cc fields, decoded, or the start of them.
        state: What a mail program has noted about it: ``deleted``, or ``folder data`` for what is no message at all;
            empty for any other message.
    """

    offset: int
    length: int
    envelope_from: str
    date: str
    author: str
    subject: str
    sent: str = ""
    recipients: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a message lie in its file, in bytes.

    Attributes:
        header: Where its header starts: behind the ``From_`` line.
        blank: Where the empty line behind the header starts; `stop` where there is none.
        body: Where its body starts; `stop` where there is none.
        stop: Where the message ends.
    """

    header: int
    blank: int
    body: int
    stop: int


def summary(fd: int, offset: int, length: int) -> Summary:
    """Sum up one message.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        offset: Where the message's ``From_`` line starts.
        length: Bytes of the message.

    Raises:
        OSError: The file cannot be read.
    """
    stop = offset + length
    layout = lay_out(fd, offset, min(stop, offset + WINDOW))
    return summed_up(fd, offset, length, layout.header, layout.blank if layout.blank < layout.stop else stop)


def summed_up(fd: int, offset: int, length: int, header: int, header_stop: int) -> Summary:
    """Sum up a message whose header is known.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        offset: Where the message starts.
        length: Bytes of the message.
        header: Where its header starts; at `offset` in a message that has no ``From_`` line.
        header_stop: Where its header ends.

    Raises:
        OSError: The file cannot be read.
    """
    envelope = (
        parse_from_line(read_all(fd, offset, min(header, offset + WINDOW))) if header > offset else Envelope(b"", b"")
    )
    fields = header_fields(read_all(fd, header, min(header_stop, header + WINDOW)))
    first = {name.lower(): value for name, value in reversed(fields)}
    if header_stop > header + WINDOW and not first.keys() >= {*_SUMMED_UP}:
        first = _far_fields(read_all(fd, header, min(header_stop, header + LONGEST_HEADER))) | first
    return Summary(
        offset,
        length,
        envelope.sender.decode("utf-8", "surrogateescape"),
        envelope.date.decode("utf-8", "surrogateescape"),
        decode_words(first.get(b"from", b"")),
        decode_words(first.get(b"subject", b"")),
        recipients=decode_words(b", ".join(first[name] for name in (b"to", b"cc") if name in first)[:WINDOW]),
        sent=first.get(b"date", b"").decode("utf-8", "surrogateescape"),
        state=_state(first),
    )


def _state(fields: Mapping[bytes, bytes]) -> str:
    """What a mail program has noted in a header about its message, by its fields with names in lower case.

    Deleted messages stay in the file until it is compacted: Thunderbird sets bit 3 of X-Mozilla-Status, mutt and Pine
    write a D. A message with X-IMAP is none: UW-IMAP and Pine keep their own data in it.
    """
    if b"x-imap" in fields:
        return "folder data"
    try:
        bits = int(fields.get(b"x-mozilla-status", b"0").strip()[:8], 16)
    except ValueError:
        bits = 0
    is_deleted = bits & _DELETED or b"D" in fields.get(b"status", b"") + fields.get(b"x-status", b"")
    return "deleted" if is_deleted else ""


def _far_fields(start: bytes) -> dict[bytes, bytes]:
    """Author and subject of a message whose header is very long.

    Args:
        start: The message behind its ``From_`` line, or as much of it as is looked at.
    """
    header = start[: header_bounds(start, 0)[0]]
    found = {name: pattern.search(header) for name, pattern in _FAR.items()}
    return {
        name: value
        for name, match in found.items()
        if match
        for written, value in header_fields(header[match.start() : match.start() + WINDOW], 1)
        if written.lower() == name
    }


def lay_out(fd: int, offset: int, stop: int) -> Layout:
    """Find the parts of a message.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        offset: Where the message's ``From_`` line starts.
        stop: Where the message ends, or where to stop looking.
    """
    _, header = _search(fd, _LINE_END, offset, stop)
    # The line end before the header counts: a header may be empty.
    before, body = _search(fd, _EMPTY_LINE, header - 1, stop) if header < stop else (stop, stop)
    return Layout(header, min(before + 1, stop), body, stop)


def _search(fd: int, pattern: re.Pattern[bytes], start: int, stop: int) -> tuple[int, int]:
    """Where a short pattern is found first in a part of a file: start and end; twice the end of the part if nowhere."""
    size = _GLANCE
    while start < stop:
        piece = read_all(fd, start, min(start + size, stop))
        found = pattern.search(piece)
        if found:
            return start + found.start(), start + found.end()
        if len(piece) < size:
            break
        start += len(piece) - (_LONGEST_MATCH - 1)
        size = WINDOW
    return stop, stop
