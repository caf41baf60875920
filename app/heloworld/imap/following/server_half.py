"""What the server sends, response by response: a line, or several with literals between them (RFC 3501 §7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from heloworld.imap.pieces import Piece, Pieces
from heloworld.imap.responses import STATUSES
from heloworld.wire.events import Bytes
from heloworld.wire.line_rows import LineRows
from heloworld.wire.lines import Ending
from heloworld.wire.message_text import MessageText
from heloworld.wire.rows import Kind

KEEP_SAID: Final = 256 * 1024
"""Octets of one response that are held; literals are none of it."""

KEEP_ROWS: Final = 1_000
"""Rows of one response that are held."""

_DATA: Final = re.compile(rb"\* (?:[0-9]+ )?([A-Za-z]+)")
_MESSAGE: Final = re.compile(rb"(?:BODY\[\]|RFC822) \{[0-9]+\}\Z", re.IGNORECASE)
_PART: Final = re.compile(rb"(?:BODY\[([^\]]*)\](?:<[0-9]+>)?|RFC822[.A-Z]*) \{[0-9]+\}\Z", re.IGNORECASE)
_MARK: Final = re.compile(rb"\{[0-9]{1,20}\}\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """One response.

    Attributes:
        text: Its octets without line ends; in the place of each literal stands NIL.
        rows: Its rows, without those of messages and parts of them; of very many the first.
    """

    text: bytes
    rows: tuple[int, ...]


class ServerHalf:
    """The server's half of a connection.

    Args:
        rows: The rows of the connection.
        keep_text: Bytes of each message that are held.
    """

    def __init__(self, rows: LineRows, keep_text: int) -> None:
        self._rows, self._keep_text = rows, keep_text
        self._pieces = Pieces(_can_announce)
        self._said = bytearray()
        self._said_rows: list[int] = []
        self._text: MessageText | None = None
        self._is_message = False

    @property
    def draft(self) -> bytes:
        """What has crossed of the message that is under way."""
        return self._text.content if self._text is not None and self._is_message else b""

    def feed(self, event: Bytes, kind: Callable[[], Kind], keep: Callable[[MessageText], None]) -> Iterator[Said]:
        """The responses that a chunk completes.

        Args:
            event: The chunk.
            kind: Says what a line is, as far as is known then.
            keep: Takes a whole message that has come.
        """
        for piece in self._pieces.feed(event.data):
            for number in self._rows.lines(replace(event, data=piece.data), lambda: self._kind(kind)):
                if piece.is_literal:
                    self._literal_row(number)
                elif self._line_row(number, piece):
                    said, self._said = bytes(self._said), bytearray()
                    rows, self._said_rows = tuple(self._said_rows), []
                    yield Said(said, rows)
            if piece.is_literal and piece.ends:
                self._literal_ends(keep)

    def _kind(self, kind: Callable[[], Kind]) -> Kind:
        return Kind.TEXT if self._text is not None else kind()

    def _line_row(self, number: int, piece: Piece) -> bool:
        """Take a row that is no literal's; whether it completes a response."""
        self._rows.goes_on("server", number)
        if len(self._said) < KEEP_SAID:
            self._said += self._rows.text(number)
        if len(self._said_rows) < KEEP_ROWS:
            self._said_rows.append(number)
        line = self._rows.line(number)
        if line is None or line.ending is Ending.NONE:
            return False
        if piece.announced is None:
            return True
        self._literal_begins()
        if piece.announced.size == 0:
            self._text = None
        return False

    def _literal_begins(self) -> None:
        """Look at what stands before the literal's size: it says what the literal is."""
        before = bytes(self._said[-4096:])
        part = _PART.search(before)
        has_header = part is not None and not _begins_in_body(part[1])
        self._text = MessageText(self._keep_text, has_header=has_header) if part is not None else None
        self._is_message = _MESSAGE.search(before) is not None
        mark = _MARK.search(before)
        if mark is not None:
            self._said[len(self._said) - len(mark[0]) :] = b"NIL"

    def _literal_row(self, number: int) -> None:
        line = self._rows.line(number)
        if self._text is not None and line is not None:
            self._rows.mark(number, self._text.add(line, number, takes_dots=False))
        elif len(self._said_rows) < KEEP_ROWS:
            self._said_rows.append(number)

    def _literal_ends(self, keep: Callable[[MessageText], None]) -> None:
        if (unfinished := self._rows.cut("server")) is not None:
            self._literal_row(unfinished)
        if self._text is not None and self._is_message:
            keep(self._text)
        self._text = None


def _begins_in_body(section: bytes | None) -> bool:
    """Whether a part of a message has no header at its beginning."""
    last = b"" if section is None else section.upper().rpartition(b".")[2].strip()
    return last == b"TEXT" or last.isdigit()


def _can_announce(beginning: bytes) -> bool:
    """Whether a line that begins so can announce a literal: words for people cannot."""
    found = _DATA.match(beginning)
    return found is not None and found[1].decode("ascii").upper() not in STATUSES
