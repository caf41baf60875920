"""One message: its envelope line, header and body, as they stand in a file and as they are made for one.

Reading: `split` takes a stored message apart, `header_fields` its header, `parse_from_line` its first line.
Writing: `record` makes the bytes that one delivery appends. It is a chain of small steps, each of them a pure
function of bytes: `to_lf`, `take_apart`, `without_fields`, the dialect's quoting, and `assemble`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from heloworld.mbox.dialects import SEPARATOR, Dialect, quote, writes_content_length

NULL_SENDER: Final = b"MAILER-DAEMON"
"""Who a message with an empty reverse-path is from, in its ``From_`` line (qmail mbox(5), Postfix local(8))."""

LONGEST_FROM_LINE: Final = 256
"""Bytes of a ``From_`` line, its line end included; some readers reject long ones."""

MAILBOX_FIELDS: Final = frozenset(
    b"content-length lines status x-status x-uid x-imap x-imapbase x-keywords return-path".split()
)
"""Fields that belong to the mailbox or to final delivery, in lower case. A sender who wrote them could hide
messages from readers, or mark them as read; so they are taken out of what comes in."""

MAILBOX_LINE: Final = b"X-Mailbox-Line: "
"""What is put before a ``From_`` line in front of a header, so that it becomes a field (Postfix, smtpd.c)."""

_BLANKS: Final = bytes.maketrans(b" \t\r\n\v\f", b"------")
_UNSAFE: Final = re.compile(rb"[^!-~]")
_DATE: Final = re.compile(rb"(?:^|[ \t])((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t].*)$")
_NAME: Final = rb"(?!From )([!-9;-~]+)[ \t]*:"
_REST: Final = rb"([^\n]*(?:\n|\Z)(?:[ \t][^\n]*+(?:\n|\Z))*)"
_FIELD: Final = re.compile(rb"^" + _NAME + _REST, re.MULTILINE)
_HEADER: Final = re.compile(rb"(?:" + _NAME + _REST + rb")*")
_STRAYS: Final = re.compile(rb"(?:>*+From [^\n]*+\n)+(?!>*+From [^\n]*+\n)(?=" + _NAME + rb")")
_OF_MAILBOX: Final = re.compile(
    rb"^(?:" + b"|".join(MAILBOX_FIELDS) + rb")[ \t]*:" + _REST, re.MULTILINE | re.IGNORECASE
)
_LINE_END: Final = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a ``From_`` line says.

    Attributes:
        sender: The reverse-path, or whatever stands in its place; may be empty.
        date: The date as it is written, unchecked; may be empty.
    """

    sender: bytes
    date: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """A stored message in five pieces that, joined, are the message again.

    Attributes:
        from_line: The separator line with its line end; empty where there is none.
        header: The header fields, line ends included.
        blank: The empty line after the header; empty where the message ends first.
        body: The body as it stands in the file: nothing is unquoted.
        separator: The one empty line that parts the message from the next; empty where there is none.
    """

    from_line: bytes
    header: bytes
    blank: bytes
    body: bytes
    separator: bytes


def from_line(sender: str | bytes, at: float) -> bytes:
    """The ``From_`` line of a delivery, in the one spelling that every reader accepts.

    Args:
        sender: The reverse-path without angle brackets; empty for the null sender.
        at: When, in seconds since the epoch.

    Returns:
        ``From``, the sender, the date in UTC as asctime() writes it (English names whatever the locale, the day
        padded with a space), and LF; at most `LONGEST_FROM_LINE` bytes of printable ASCII.
    """
    raw = sender.encode("utf-8", "surrogateescape") if isinstance(sender, str) else sender
    address = _UNSAFE.sub(b"?", raw.translate(_BLANKS))
    date = time.asctime(time.gmtime(at)).encode("ascii")
    room = LONGEST_FROM_LINE - len(SEPARATOR) - len(b" \n") - len(date)
    return b"%s%s %s\n" % (SEPARATOR, address[:room] if address not in {b"", b"<>"} else NULL_SENDER, date)


def parse_from_line(line: bytes) -> Envelope:
    """Sender and date of a ``From_`` line, whoever wrote it.

    Args:
        line: The line, with or without its line end, starting ``From ``.
    """
    rest = line[len(SEPARATOR) :].strip()
    found = _DATE.search(rest)
    if found:
        return Envelope(rest[: found.start()].strip(), found.group(1))
    sender, _, date = rest.partition(b" ")
    return Envelope(sender, date.strip())


def split(message: bytes) -> Parts:
    """Take a stored message apart.

    Args:
        message: One message of a mailbox, from its ``From_`` line up to the next one or the end of the file.
    """
    start = message.find(b"\n") + 1 or len(message)
    if not message.startswith(SEPARATOR):
        start = 0
    header_end, body_start = header_bounds(message, start)
    body_end = len(message) - separator_length(message, body_start)
    return Parts(
        message[:start],
        message[start:header_end],
        message[header_end:body_start],
        message[body_start:body_end],
        message[body_end:],
    )


def header_bounds(message: bytes, start: int, stop: int | None = None) -> tuple[int, int]:
    """Where a header ends and where the body begins; both are the end of the message if no empty line follows.

    Args:
        message: A message, or the beginning of one.
        start: Where its header starts.
        stop: Where the message ends; where the bytes end, if None.
    """
    end = len(message) if stop is None else stop
    for blank in (b"\n", b"\r\n"):
        if message.startswith(blank, start, end):
            return start, start + len(blank)
    found = (end, end)
    for blank in (b"\n", b"\r\n"):
        at = message.find(b"\n" + blank, start, found[1])
        if at >= 0:
            found = at + 1, at + 1 + len(blank)
    return found


def separator_length(message: bytes, body_start: int) -> int:
    """How many bytes at the end of a message are the empty line after its body: 0, 1 (LF) or 2 (CRLF).

    Args:
        message: A message, or any tail of it that starts before the body.
        body_start: Where its body starts in it.
    """
    for ending, length in ((b"\n\n", 1), (b"\n\r\n", 2)):
        if message.endswith(ending) and len(message) - length >= body_start:
            return length
    return 0


def header_fields(header: bytes, most: int | None = None) -> list[tuple[bytes, bytes]]:
    """The fields of a header as (name, value), in order; lines that are no field are passed over.

    Args:
        header: The raw header, LF or CRLF.
        most: How many of them are wanted at most; all, if None.

    Returns:
        Names as written; values unfolded (RFC 5322 §2.2.3: only the line ends go), blanks at both ends removed.
    """
    found = (match.groups() for match in islice(_FIELD.finditer(header), most))
    return [(name, _LINE_END.sub(b"", value).strip()) for name, value in found]


def to_lf(data: bytes) -> bytes:
    """CRLF becomes LF; a bare LF is a line end too and stays one, a bare CR is none and stays as it is."""
    return data.replace(b"\r\n", b"\n")


def take_apart(message: bytes) -> tuple[bytes, bytes]:
    """Header and body of a message that came in, the empty line between them left out.

    The header ends at an empty line or at the first line that is no field, as in Postfix; so a message whose very
    first line is no field is all body. Where ``From_`` lines (which would cut the mailbox in two) stand before the
    first field, each becomes an ``X-Mailbox-Line`` field, as Postfix does it (smtpd.c).

    Args:
        message: The message with LF line ends.

    Returns:
        The header, every line of it ended and none of them a ``From_`` line, and the body.
    """
    start, end = header_extent(message)
    renamed = b"".join(MAILBOX_LINE + line + b"\n" for line in message[:start].split(b"\n")[:-1])
    header = with_final_newline(renamed + message[start:end])
    return header, message[end + 1 :] if message.startswith(b"\n", end) else message[end:]


def header_extent(message: bytes) -> tuple[int, int]:
    """Where the first field of a message that came in starts (behind ``From_`` lines), and where its header ends."""
    strays = _STRAYS.match(message)
    start = strays.end() if strays else 0
    found = _HEADER.match(message, start)
    return start, found.end() if found else start


def mailbox_fields(header: bytes) -> Iterator[tuple[int, int]]:
    """Where the `MAILBOX_FIELDS` of a header stand with their folded lines, as (start, stop)."""
    return (found.span() for found in _OF_MAILBOX.finditer(header))


def without_mailbox_fields(header: bytes) -> bytes:
    """A header without the `MAILBOX_FIELDS` and their folded lines."""
    return _OF_MAILBOX.sub(b"", header)


def with_final_newline(text: bytes) -> bytes:
    """A text whose last line is ended; nothing stays nothing."""
    return text if not text or text.endswith(b"\n") else text + b"\n"


def prepare(message: bytes, dialect: Dialect) -> tuple[bytes, bytes]:
    """What is the same for every recipient: the header and the body of a message, as a dialect stores them.

    Args:
        message: The message as it came in, CRLF or LF, transparency already removed.
        dialect: The dialect of the mailbox.
    """
    header, incoming = take_apart(to_lf(message))
    header = without_mailbox_fields(header)
    body = with_final_newline(quote(dialect, incoming))
    if writes_content_length(dialect):
        header += b"Content-Length: %d\n" % len(body)
    return header, body


def assemble(envelope_line: bytes, trace: bytes, header: bytes, body: bytes) -> bytes:
    """The bytes to append: there is always an empty line after the header, and one more after the body.

    An empty body is two empty lines then; with a single one, GNU mailutils takes the next message for the body.
    """
    return b"".join((envelope_line, trace, header, b"\n", body, b"\n"))


def record(
    message: bytes, *, sender: str | bytes, at: float, trace: bytes = b"", dialect: Dialect = Dialect.MBOXRD
) -> bytes:
    """The bytes to append to a mailbox for one delivered message.

    Args:
        message: The message as it came in, CRLF or LF, transparency already removed.
        sender: The reverse-path without angle brackets; empty for the null sender.
        at: When it was delivered, in seconds since the epoch.
        trace: Header fields that delivery adds at the top (Return-Path, Delivered-To, Received), each ended by LF.
        dialect: The dialect of the mailbox.
    """
    return assemble(from_line(sender, at), trace, *prepare(message, dialect))
