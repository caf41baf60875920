"""A letter's text on its way out: what is asked about it, and how it crosses."""

from __future__ import annotations

import re

from heloworld.mbox.reading.message import header_bounds

_RECEIVED = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)
_BARE_LF = re.compile(rb"(?<!\r)\n")
_BARE_CR = re.compile(rb"\r(?!\n)")
_DOT_AFTER_CRLF = re.compile(rb"(?:\A|(?<=\r\n))\.")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


HEADER_LIMIT = 100 * 1024
"""Bytes of a header that are looked at (Postfix: header_size_limit)."""


def hops(content: bytes) -> int:
    """How many servers a letter has passed, going by its Received fields (RFC 5321 §6.3)."""
    return len(_RECEIVED.findall(header(content[:HEADER_LIMIT])))


def header(content: bytes) -> bytes:
    """The header of a letter, without the empty line after it."""
    return content[: header_bounds(content, 0)[0]]


def with_crlf(content: bytes) -> bytes:
    """The same with CRLF at the end of every line, and nowhere a CR or an LF alone.

    A server in front of which two readings of a line end meet could be made to see two letters where there is one
    ("smuggling"). RFC 5321 §2.3.8 lets nobody send a CR or an LF alone.
    """
    text = _BARE_CR.sub(b" ", _BARE_LF.sub(b"\r\n", content))
    return text if text.endswith(b"\r\n") or not text else text + b"\r\n"


def for_data(content: bytes) -> bytes:
    """What is sent after the 354: line ends mended, dots doubled (RFC 5321 §4.5.2), and the lone dot."""
    return _LEADING_DOT.sub(b"..", with_crlf(content)) + b".\r\n"


def as_it_came(content: bytes) -> bytes:
    """The same with its line ends as they are: a dot is doubled behind CRLF alone, because elsewhere no line begins.

    So did servers through which letters were smuggled into others, until 2023; one does so in a lesson alone.
    """
    text = _DOT_AFTER_CRLF.sub(b"..", content)
    return (text if text.endswith(b"\r\n") or not text else text + b"\r\n") + b".\r\n"


def is_8bit(content: bytes) -> bool:
    """Whether there is anything but ASCII in it."""
    return not content.isascii()
