"""What SEARCH can be asked for: criteria, all of which have to fit (RFC 3501 §6.4.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from heloworld.imap.grammar.cursor import INVALID, LETTERS, Bad, Cursor
from heloworld.imap.grammar.dates import search_date
from heloworld.imap.grammar.sets import SequenceSet, sequence_set

DEEPEST: Final = 50
"""How many criteria may lie within each other."""

MOST_KEYS: Final = 1_000
"""How many criteria one SEARCH may have."""

CHARSETS: Final = frozenset({"US-ASCII", "UTF-8"})
"""The charsets that texts to be found may be in."""


_NO_CHARSET: Final = "Invalid charset argument"


class UnknownCharset(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A search in a charset that the server does not know."""


@dataclass(frozen=True, slots=True)
class Key:
    """One criterion.

    Attributes:
        name: ``FROM``, ``UNSEEN``; ``NUMBERS`` for a set of numbers, ``AND`` for several in brackets.
        text: What is to be found; for KEYWORD and UNKEYWORD the flag.
        field: The header field to look in.
        number: A size.
        day: A date.
        numbers: Numbers or UIDs.
        keys: The criteria that it is made of: of AND any number, of NOT one, of OR two.
    """

    name: str
    text: str = ""
    field: bytes = b""
    number: int = 0
    day: date | None = None
    numbers: SequenceSet | None = None
    keys: tuple[Key, ...] = ()


_ALONE: Final = (
    *("ALL", "NEW", "OLD", "RECENT"),
    *("ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN"),
    *("UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN"),
)
_OF_TEXT: Final = ("BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO")
_OF_DAY: Final = ("BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE")
_OF_SIZE: Final = ("LARGER", "SMALLER")


def search_program(cursor: Cursor) -> Key:
    """Take the arguments of SEARCH.

    Raises:
        UnknownCharset: It names a charset that is none of `CHARSETS`.
    """
    if cursor.takes(b"CHARSET"):
        cursor.space(_NO_CHARSET)
        if cursor.astring(_NO_CHARSET).decode("latin-1").upper() not in CHARSETS:
            raise UnknownCharset
        cursor.space("Missing search parameters")
    reader = _Reader(cursor)
    keys = [reader.key(0)]
    while not cursor.at_end:
        cursor.space("Unexpected ')'" if cursor.sees(b")") else INVALID)
        if not cursor.at_end:
            keys.append(reader.key(0))
    return keys[0] if len(keys) == 1 else Key("AND", keys=tuple(keys))


class _Reader:
    """Takes criteria, and counts them."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._count = 0
        self._takers: Mapping[str, Callable[[str, int], Key]] = {
            **dict.fromkeys(_ALONE, lambda name, _: Key(name)),
            **dict.fromkeys(_OF_TEXT, self._text),
            **dict.fromkeys(_OF_DAY, self._day),
            **dict.fromkeys(_OF_SIZE, self._size),
            "KEYWORD": self._keyword,
            "UNKEYWORD": self._keyword,
            "HEADER": self._header,
            "UID": self._uid,
            "NOT": self._not,
            "OR": self._or,
        }

    def key(self, depth: int) -> Key:
        """The criterion that comes next."""
        cursor = self._cursor
        self._count += 1
        if depth > DEEPEST or self._count > MOST_KEYS:
            raise Bad("Too many search arguments")
        if cursor.sees(b"("):
            keys = tuple(cursor.listed(lambda: self.key(depth + 1)))
            if not keys:
                raise Bad("No search parameters inside list")
            return Key("AND", keys=keys)
        if cursor.sees(b"*", *(b"%d" % digit for digit in range(10))):
            return Key("NUMBERS", numbers=sequence_set(cursor))
        if cursor.sees(b")"):
            raise Bad("Unexpected ')'")
        word = cursor.rest()
        name = cursor.match(LETTERS, "Missing argument" if not word else f"Unknown argument {_shown(word)}")[0]
        known = name.decode("ascii").upper()
        take = self._takers.get(known)
        if take is None:
            raise Bad(f"Unknown argument {known}")
        return take(known, depth)

    def _parameter(self, name: str) -> None:
        """Go past the space before a parameter."""
        self._cursor.space(f"Missing parameter for search key (for search key: {name})")

    def _string(self, name: str) -> str:
        self._parameter(name)
        return self._cursor.astring("Invalid search parameter").decode("utf-8", "replace")

    def _text(self, name: str, _depth: int) -> Key:
        return Key(name, text=self._string(name))

    def _keyword(self, name: str, _depth: int) -> Key:
        self._parameter(name)
        return Key(name, text=self._cursor.atom().decode("ascii"))

    def _header(self, name: str, _depth: int) -> Key:
        self._parameter(name)
        field = self._cursor.astring()
        return Key(name, field=field.upper(), text=self._string(name))

    def _day(self, name: str, _depth: int) -> Key:
        self._parameter(name)
        return Key(name, day=search_date(self._cursor))

    def _size(self, name: str, _depth: int) -> Key:
        self._parameter(name)
        return Key(name, number=self._cursor.number("Invalid search size parameter"))

    def _uid(self, name: str, _depth: int) -> Key:
        self._parameter(name)
        return Key(name, numbers=sequence_set(self._cursor, "Invalid UID messageset"))

    def _not(self, name: str, depth: int) -> Key:
        self._cursor.space("Missing argument")
        return Key(name, keys=(self.key(depth + 1),))

    def _or(self, name: str, depth: int) -> Key:
        self._cursor.space("Missing argument")
        first = self.key(depth + 1)
        self._cursor.space("Missing argument")
        return Key(name, keys=(first, self.key(depth + 1)))


def _shown(word: bytes) -> str:
    return word[:40].decode("latin-1").encode("ascii", "replace").decode("ascii").upper()
