"""The text of a message on its way: from the 354 to the lone dot, transparency undone (RFC 5321 §4.5.2)."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from heloworld.wire.lines import Ending, Line
from heloworld.wire.rows import Kind

KEEP_TEXT = 16 * 1024 * 1024
"""Bytes of a message that are held; of what a server refuses as too big there may be any amount."""

_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]+[^ \t]")
"""A field or the continuation of one (RFC 5322 §2.2)."""


class MessageText:
    """The text of a message that is being sent.

    Args:
        keep: Bytes of it that are held.
    """

    def __init__(self, keep: int = KEEP_TEXT) -> None:
        self._chunks: list[bytes] = []
        self._rows = array("Q")
        self._room = keep
        self._in_header = True
        self._before = Ending.CRLF

    @property
    def content(self) -> bytes:
        """The text, transparency undone, line ends as they crossed."""
        return b"".join(self._chunks)

    @property
    def rows(self) -> Sequence[int]:
        """The numbers of the rows of its lines."""
        return self._rows

    def is_ended_by(self, line: Line) -> bool:
        """Whether a line is the lone dot, with CRLF before and after it: after a bare LF a dot is text."""
        return line.text == b"." and line.ending is Ending.CRLF and self._before is Ending.CRLF

    def add(self, line: Line, row: int) -> Kind:
        """Add a line, or a piece of one; says what it is. After a bare LF, a dot at the start of a line is text."""
        self._rows.append(row)
        if self._before is not Ending.NONE:
            self._in_header = self._in_header and _HEADER_LINE.match(line.text) is not None
        is_stuffed = line.text.startswith(b".") and self._before is Ending.CRLF
        raw = line.raw[1:] if is_stuffed else line.raw
        self._before = line.ending
        if len(raw) <= self._room:
            self._chunks.append(raw)
        self._room -= len(raw)
        return Kind.HEADER if self._in_header else Kind.STUFFED if is_stuffed else Kind.TEXT
