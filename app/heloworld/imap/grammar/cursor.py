"""A cursor over the arguments of a command, as they crossed (RFC 3501 §9).

A literal stands in the text as it crossed, too: ``{3}``, CRLF, three octets. What it holds is never read as grammar.
What does not fit is said as Dovecot says it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Final, TypeVar

_T = TypeVar("_T")

_CONTROLS: Final = rb"\x00-\x20\x7f-\xff"
ATOM: Final = re.compile(rb'[^(){%*"\\\]' + _CONTROLS + rb"]+")
ASTRING: Final = re.compile(rb'[^(){%*"\\' + _CONTROLS + rb"]+")
LIST_MAILBOX: Final = re.compile(rb'[^(){"\\' + _CONTROLS + rb"]+")
NUMBER: Final = re.compile(rb"[0-9]{1,20}")
LETTERS: Final = re.compile(rb"[A-Za-z]{1,40}")

_QUOTED: Final = re.compile(rb'"((?:[^"\\\r\n\x00]|\\["\\])*)"')
_ESCAPED: Final = re.compile(rb'\\(["\\])')
_LITERAL: Final = re.compile(rb"\{([0-9]{1,20})\+?\}\r?\n")

INVALID: Final = "Invalid arguments"
MISSING: Final = "Missing arguments"


class Bad(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """The arguments are none; why, in a few words."""


class Cursor:
    """A place in the arguments of a command.

    Args:
        text: What followed the command's name, from the space on.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._text)

    def sees(self, *starts: bytes) -> bool:
        """Whether one of these comes next, in whatever case; they are given in upper case."""
        return self._text[self._at : self._at + 40].upper().startswith(starts)

    def takes(self, start: bytes) -> bool:
        """Go past something, if it comes next."""
        found = self.sees(start)
        self._at += len(start) * found
        return found

    def need(self, start: bytes, complaint: str) -> None:
        """Go past something that has to come next."""
        if not self.takes(start):
            raise Bad(complaint)

    def space(self, complaint: str = INVALID) -> None:
        """Go past the space between two arguments; some clients send more than one."""
        self.need(b" ", complaint)
        while self.takes(b" "):
            pass

    def end(self) -> None:
        """Nothing may be left, but for blanks."""
        left = self._text[self._at :].strip(b" ")
        if left:
            raise Bad("Unexpected ')'" if left.startswith(b")") else INVALID)

    def match(self, pattern: re.Pattern[bytes], complaint: str = INVALID) -> re.Match[bytes]:
        """Go past what a pattern describes."""
        found = pattern.match(self._text, self._at)
        if found is None:
            raise Bad(complaint)
        self._at = found.end()
        return found

    def rest(self) -> bytes:
        """The word that comes next, up to a blank or a bracket, for a complaint."""
        return re.split(rb"[ ()\r\n]", self._text[self._at :], maxsplit=1)[0]

    def atom(self, complaint: str = INVALID) -> bytes:
        """A word without special characters."""
        return self.match(ATOM, complaint)[0]

    def number(self, complaint: str = INVALID) -> int:
        """A number."""
        return int(self.match(NUMBER, complaint)[0])

    def string(self, complaint: str = INVALID) -> bytes:
        """A quoted string or a literal."""
        if self.sees(b'"'):
            return _ESCAPED.sub(rb"\1", self.match(_QUOTED, complaint)[1])
        size = int(self.match(_LITERAL, complaint)[1])
        if self._at + size > len(self._text):
            raise Bad(complaint)
        self._at += size
        return self._text[self._at - size : self._at]

    def astring(self, complaint: str = INVALID) -> bytes:
        """A word, a quoted string or a literal."""
        return self._string_or(ASTRING, complaint)

    def list_mailbox(self, complaint: str = INVALID) -> bytes:
        """The same, and a word may hold wildcards."""
        return self._string_or(LIST_MAILBOX, complaint)

    def nil_or_string(self) -> bytes | None:
        """A string, or NIL, which is no string at all."""
        return None if self.takes(b"NIL") else self.string()

    def listed(self, item: Callable[[], _T]) -> list[_T]:
        """Some items in brackets, with a space between."""
        self.need(b"(", INVALID)
        items: list[_T] = []
        while not self.takes(b")"):
            if items:
                self.space("Missing ')'")
            if self.at_end:
                raise Bad("Missing ')'")
            items.append(item())
        return items

    def _string_or(self, word: re.Pattern[bytes], complaint: str) -> bytes:
        return self.string(complaint) if self.sees(b'"', b"{") else self.match(word, complaint)[0]


def first_string(argument: bytes) -> bytes:
    """The first word, quoted string or literal of some arguments; empty where they begin with none."""
    cursor = Cursor(argument)
    with contextlib.suppress(Bad):
        cursor.space()
        return cursor.astring()
    return b""
