"""Which of the pieces of a mailbox a line is: what a mailbox consists of, seen without asking who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from heloworld.mbox.reading.tail import LineKind, StoredLine


class Piece(Enum):
    """A piece of a mailbox. The value says it of a line, as a sentence."""

    FROM_LINE = "The From_ line: a message starts here."
    HEADER = "A field of the header."
    FOLDED = "A field of the header goes on here."
    HEADER_END = "The empty line that ends the header."
    BODY = "A line of the body."
    EMPTY = "An empty line of the body."
    QUOTED = "A line of the body, quoted."
    BOUNDARY = "A line of the body: a seam between MIME parts."
    SEPARATOR = "The empty line after a message."


_BY_KIND = {
    LineKind.SEPARATOR: Piece.FROM_LINE,
    LineKind.HEADER: Piece.HEADER,
    LineKind.QUOTED: Piece.QUOTED,
    LineKind.BOUNDARY: Piece.BOUNDARY,
    LineKind.BODY: Piece.BODY,
}


def piece(lines: Sequence[StoredLine], at: int) -> Piece:
    """Which piece one of some lines is.

    Args:
        lines: Lines of a mailbox, one after the other up to the end of the file.
        at: Which of them, counted from 0.
    """
    line = lines[at]
    if line.part is LineKind.HEADER and line.text[:1] in {b" ", b"\t"}:
        return Piece.FOLDED
    if line.part is not LineKind.BODY or line.text:
        return _BY_KIND[line.part]
    if at and lines[at - 1].part in {LineKind.SEPARATOR, LineKind.HEADER}:
        return Piece.HEADER_END
    is_last = at + 1 == len(lines) or lines[at + 1].part is LineKind.SEPARATOR
    return Piece.SEPARATOR if is_last else Piece.EMPTY
