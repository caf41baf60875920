"""The text of a zone → its entries: words with their lines, comments left out (RFC 1035 §5.1).

An entry is a line, or several where parentheses hold them together. Words stay as they were written, with quotation
marks and backslashes: what they mean, the type of the record tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_PIECES: Final = re.compile(
    r"""(?P<space>[ \t\r\f\v]+)
    | (?P<comment>;.*)
    | (?P<paren>[()])
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<open>".*)
    | (?P<plain>(?:[^ \t\r\f\v;()"\\]|\\.)+|\\)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an entry.

    Attributes:
        text: As it was written.
        line: The number of its line, from 1.
    """

    text: str
    line: int

    @property
    def is_quoted(self) -> bool:
        """Whether it stands in quotation marks."""
        return self.text.startswith('"')


@dataclass(slots=True)
class Entry:
    """What belongs together in a zone: a record, or a directive.

    Attributes:
        line: The number of its first line, from 1.
        goes_on: Whether it begins with a space: it has no name of its own, then, but that of the record before it.
        words: Its words.
        comment: The comment behind the last of them, without the semicolon; None where there is none.
        trouble: What is wrong with its form; empty where nothing is.
    """

    line: int
    goes_on: bool
    words: list[Word] = field(default_factory=list)
    comment: str | None = None
    trouble: str = ""


OPEN_QUOTE: Final = "A quotation mark is open at the end of the line."
OPEN_PARENTHESIS: Final = "A parenthesis is open, and nothing closes it."
NO_PARENTHESIS: Final = "A parenthesis is closed that was not open."


def entries(text: str) -> Iterator[Entry]:
    """The entries of a zone, in order."""
    entry: Entry | None = None
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        if entry is None:
            entry = Entry(number, line[:1] in {" ", "\t"})
        depth = _add(entry, line, number, depth)
        if depth > 0 and not entry.trouble:
            continue
        if entry.words or entry.trouble:
            yield entry
        entry, depth = None, 0
    if entry is not None:
        entry.trouble = OPEN_PARENTHESIS
        yield entry


def _add(entry: Entry, line: str, number: int, depth: int) -> int:
    """Take in one more line; returns how many parentheses are open behind it."""
    for found in _PIECES.finditer(line):
        piece = found[0]
        match found.lastgroup:
            case "comment":
                entry.comment = piece[1:]
            case "paren":
                depth += 1 if piece == "(" else -1
                if depth < 0:
                    entry.trouble = NO_PARENTHESIS
                    return 0
            case "open":
                entry.trouble = OPEN_QUOTE
                return 0
            case "quoted" | "plain":
                entry.words.append(Word(piece, number))
    return depth
