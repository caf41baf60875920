"""The same bytes under two readings: where a strict server ends a letter, and where a lenient one does (smuggling).

Nothing in the bytes says which is right; RFC 5321 §4.1.1.4 does: CRLF, dot, CRLF ends a text, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from heloworld.wire.dissector import Dissector
from heloworld.wire.lines import Line
from heloworld.wire.message_text import MessageText

_BEGINS = b"DATA"


class Role(Enum):
    """What a line is to somebody who reads it."""

    TEXT = "text"
    END = "end"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Read:
    """A line as one of them reads it.

    Attributes:
        role: What it is.
        letter: Of which letter, counted from 1; 0 for a command.
    """

    role: Role
    letter: int = 0


@dataclass(frozen=True, slots=True)
class LineOfBoth:
    """A line, and what it is to each.

    Attributes:
        line: The line.
        strict: What it is to a strict server.
        lenient: What it is to a lenient one.
    """

    line: Line
    strict: Read
    lenient: Read

    @property
    def differs(self) -> bool:
        """Whether they do not agree on it."""
        return self.strict != self.lenient


class _Reader:
    """A server that hears what a client sends from the first line of a text on."""

    def __init__(self, lenient: Sequence[str]) -> None:
        self._lenient, self._letter = lenient, 0
        self._text: MessageText | None = None
        self._begin()

    def _begin(self) -> None:
        self._text, self._letter = MessageText(lenient=self._lenient), self._letter + 1

    def read(self, line: Line) -> Read:
        if self._text is None:
            if line.text.strip().upper() == _BEGINS:
                self._begin()
            return Read(Role.COMMAND)
        if self._text.is_ended_by(line):
            self._text = None
            return Read(Role.END, self._letter)
        self._text.add(line, 0)
        return Read(Role.TEXT, self._letter)


def read_both(lines: Iterable[Line], lenient: Sequence[str]) -> tuple[LineOfBoth, ...]:
    """What a client sends, from the first line of a letter's text on, as both read it.

    Args:
        lines: Its lines.
        lenient: What ends a text for the lenient one, too: names in `wire.message_text.SPELLINGS`.
    """
    strict, other = _Reader(()), _Reader(lenient)
    return tuple(LineOfBoth(line, strict.read(line), other.read(line)) for line in lines)


def newest(dissector: Dissector, lenient: Sequence[str]) -> tuple[LineOfBoth, ...]:
    """The newest text on a connection on which two servers would not agree; else the newest text; empty where none is.

    Args:
        dissector: Knows what crossed.
        lenient: As above.
    """
    found: tuple[LineOfBoth, ...] = ()
    for conn in reversed(dissector.sessions):
        read = read_both(_sent(dissector, conn), lenient)
        if any(each.differs for each in read):
            return read
        found = found or read
    return found


def letters(read: Iterable[Read]) -> int:
    """How many letters somebody has read to their end."""
    return sum(1 for each in read if each.role is Role.END)


def _sent(dissector: Dissector, conn: int) -> Iterator[Line]:
    """What a client has sent behind the first DATA that was agreed to."""
    rows, has_begun = dissector.rows, False
    for number in range(rows.first, len(rows)):
        row = rows[number]
        if row.conn != conn or row.source != "client" or row.line is None:
            continue
        if has_begun:
            yield row.line
        elif row.exchange is not None and row.exchange.verb == "DATA" and row.exchange.code == 354:
            has_begun = True
