"""The text of a message that crosses line by line, either way, transparency undone (RFC 5321 §4.5.2, RFC 1939 §3)."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from heloworld.wire.lines import Ending, Line
from heloworld.wire.rows import Kind

KEEP_TEXT = 16 * 1024 * 1024
"""Bytes of a message that are held; of what is refused as too big there may be any amount."""

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_HEADER_LINE = re.compile(_FIELD.pattern + rb"|[ \t]+[^ \t]")
"""A field, and a field or the continuation of one (RFC 5322 §2.2): on the first line there is none to continue."""


class LoneDot(NamedTuple):
    """How a lone dot may be spelled.

    Attributes:
        before: How the line before it ends.
        text: The line itself.
        ending: How that ends.
    """

    before: Ending
    text: bytes
    ending: Ending

    @property
    def raw(self) -> bytes:
        """The bytes, from the line end before it on."""
        return self.before.value + self.text + self.ending.value


SPELLINGS: Final[Mapping[str, LoneDot]] = {
    "LF.LF": LoneDot(Ending.LF, b".", Ending.LF),
    "LF.CRLF": LoneDot(Ending.LF, b".", Ending.CRLF),
    "CRLF.LF": LoneDot(Ending.CRLF, b".", Ending.LF),
    "CRLF.CRCRLF": LoneDot(Ending.CRLF, b".\r", Ending.CRLF),
}
"""The spellings that servers were known to take besides the right one, until 2023 (SMTP smuggling)."""


class MessageText:
    """The text of a message that is crossing, up to a lone dot or without one.

    Args:
        keep: Bytes of it that are held.
        takes_bare_lf: Whether a dot counts after a bare LF, too. For a server that takes mail it must not (SMTP
            smuggling); a client that fetches mail has nothing to lose.
        has_header: Whether it begins with a header; a part that was asked for may not.
        lenient: What else ends it: names in `SPELLINGS`.
    """

    def __init__(
        self,
        keep: int = KEEP_TEXT,
        *,
        takes_bare_lf: bool = False,
        has_header: bool = True,
        lenient: Sequence[str] = (),
    ) -> None:
        self._spellings = frozenset(SPELLINGS[name] for name in lenient if name in SPELLINGS)
        self._ends = frozenset(Ending) - {Ending.NONE} if takes_bare_lf else frozenset({Ending.CRLF})
        self._chunks: list[bytes] = []
        self._rows = array("Q")
        self._room = keep
        self._in_header = has_header
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
        """Whether a line is the lone dot, with a line end before and after it."""
        is_usual = line.text == b"." and line.ending in self._ends and self._before in self._ends
        return is_usual or LoneDot(self._before, line.text, line.ending) in self._spellings

    def add(self, line: Line, row: int, *, takes_dots: bool = True) -> Kind:
        """Add a line, or a piece of one; says what it is.

        Args:
            line: The line.
            row: The number of its row.
            takes_dots: Whether a dot at its start is taken away. In a chunk of BDAT it never is.
        """
        self._rows.append(row)
        if self._before is not Ending.NONE:
            form = _HEADER_LINE if len(self._rows) > 1 else _FIELD
            self._in_header = self._in_header and form.match(line.text) is not None
        is_stuffed = takes_dots and line.text.startswith(b".") and self._before in self._ends
        raw = line.raw[1:] if is_stuffed else line.raw
        self._before = line.ending
        if len(raw) <= self._room:
            self._chunks.append(raw)
        self._room -= len(raw)
        return Kind.HEADER if self._in_header else Kind.STUFFED if is_stuffed else Kind.TEXT
