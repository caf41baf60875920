"""What FETCH can be asked for: items, macros and sections of a message (RFC 3501 §6.4.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.imap.grammar.cursor import INVALID, Bad, Cursor

MOST_LEVELS: Final = 50
"""How deep a section may lie."""

MOST_ITEMS: Final = 200
"""How many items one FETCH may ask for, and how many fields one item."""

INVALID_SECTION: Final = "Invalid BODY[..] section"
INVALID_PARAMETER: Final = "Invalid BODY[..] parameter: "

_NAME: Final = re.compile(rb"[A-Za-z0-9.]+(?=[ )\[\r\n]|\Z)")
_LEVELS: Final = re.compile(rb"([0-9]{1,9}(?:\.[0-9]{1,9})*)(\.?)")
_WORD: Final = re.compile(rb"HEADER\.FIELDS\.NOT(?= )|HEADER\.FIELDS(?= )|HEADER|TEXT|MIME", re.IGNORECASE)
_PARTIAL: Final = re.compile(rb"<([0-9]{1,10})\.([0-9]{1,10})>")

_FAST: Final = ("FLAGS", "INTERNALDATE", "RFC822.SIZE")
_MACROS: Mapping[bytes, tuple[str, ...]] = {
    b"ALL": (*_FAST, "ENVELOPE"),
    b"FAST": _FAST,
    b"FULL": (*_FAST, "ENVELOPE", "BODY"),
}

_PLAIN: Final = frozenset(
    {
        "FLAGS",
        "UID",
        "INTERNALDATE",
        "RFC822.SIZE",
        "ENVELOPE",
        "BODY",
        "BODYSTRUCTURE",
        "RFC822",
        "RFC822.HEADER",
        "RFC822.TEXT",
    }
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a message.

    Attributes:
        path: The part, level by level; empty for the message itself.
        word: ``HEADER``, ``HEADER.FIELDS``, ``HEADER.FIELDS.NOT``, ``TEXT``, ``MIME``; empty for all of it.
        fields: The names of the fields.
        partial: The first octet and how many of them; None for all.
    """

    path: tuple[int, ...] = ()
    word: str = ""
    fields: tuple[bytes, ...] = ()
    partial: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for.

    Attributes:
        name: ``FLAGS``, ``BODY`` and so on.
        section: What of the message's text; None where that is not asked for.
        label: What the answer calls it.
        sets_seen: Whether it counts as reading the message.
    """

    name: str
    section: Section | None = None
    label: bytes = b""
    sets_seen: bool = False


_OLD: Mapping[str, Item] = {
    "RFC822": Item("RFC822", Section(), b"RFC822", sets_seen=True),
    "RFC822.HEADER": Item("RFC822.HEADER", Section(word="HEADER"), b"RFC822.HEADER"),
    "RFC822.TEXT": Item("RFC822.TEXT", Section(word="TEXT"), b"RFC822.TEXT", sets_seen=True),
}
"""Older names for sections (RFC 3501 §6.4.5)."""

UID: Final = Item("UID")
FLAGS: Final = Item("FLAGS")


def fetch_items(cursor: Cursor) -> tuple[Item, ...]:
    """Take a macro, an item, or items in brackets."""
    for name, items in _MACROS.items():
        if cursor.takes(name):
            if not cursor.at_end:
                raise Bad(f"Unknown parameter: {name.decode()}{cursor.rest().decode('latin-1')}")
            return tuple(map(Item, items))
    if not cursor.sees(b"("):
        return (_item(cursor),)
    found = cursor.listed(lambda: _item(cursor))
    if not found:
        raise Bad("FETCH list is empty")
    if len(found) > MOST_ITEMS:
        raise Bad(INVALID)
    return tuple(dict.fromkeys(found))


def _item(cursor: Cursor) -> Item:
    if cursor.at_end:
        raise Bad(INVALID)
    word = cursor.rest()
    name = cursor.match(_NAME, f"Unknown parameter: {_shown(word)}")[0].decode("ascii").upper()
    if name in {"BODY", "BODY.PEEK"} and cursor.takes(b"["):
        section = _section(cursor)
        return Item("BODY", section, _label(section), sets_seen=name == "BODY")
    if name == "BODY.PEEK":
        raise Bad(f"{INVALID_PARAMETER}Missing '['")
    if name not in _PLAIN:
        raise Bad(f"Unknown parameter: {name[:40]}")
    return _OLD.get(name, Item(name))


def _shown(word: bytes) -> str:
    return re.sub(rb"[^!-~]", b"?", word[:40]).decode("ascii").upper()


def _section(cursor: Cursor) -> Section:
    if cursor.at_end:
        raise Bad(f"{INVALID_PARAMETER}Missing ']'")
    path, word = _path(cursor), ""
    fields: tuple[bytes, ...] = ()
    if path is None or path[1]:
        found = cursor.match(_WORD, INVALID_SECTION) if path is not None or not cursor.sees(b"]") else None
        word = found[0].decode("ascii").upper() if found is not None else ""
    levels = path[0] if path is not None else ()
    if word == "MIME" and not levels:
        raise Bad(INVALID_SECTION)
    if word.startswith("HEADER.FIELDS"):
        cursor.space(INVALID_SECTION)
        fields = tuple(cursor.listed(cursor.astring))
        if not fields or len(fields) > MOST_ITEMS:
            raise Bad(INVALID_SECTION)
    cursor.need(b"]", INVALID_SECTION)
    if not (cursor.at_end or cursor.sees(b" ", b")", b"<")):
        raise Bad(f"{INVALID_PARAMETER}Unexpected data after ']'")
    return Section(levels, word, fields, _partial(cursor))


def _path(cursor: Cursor) -> tuple[tuple[int, ...], bool] | None:
    """The part that a section names, and whether a word has to follow; None where it names none."""
    if not cursor.sees(*(b"%d" % digit for digit in range(10))):
        return None
    found = cursor.match(_LEVELS, INVALID_SECTION)
    path = tuple(map(int, found[1].split(b".")))
    if len(path) > MOST_LEVELS or 0 in path:
        raise Bad(INVALID_SECTION)
    return path, bool(found[2])


def _partial(cursor: Cursor) -> tuple[int, int] | None:
    if not cursor.sees(b"<"):
        return None
    found = cursor.match(_PARTIAL, f"{INVALID_PARAMETER}Missing '>' in partial")
    start, size = int(found[1]), int(found[2])
    if size == 0:
        raise Bad(f"{INVALID_PARAMETER}Invalid partial size")
    return start, size


def _label(section: Section) -> bytes:
    words = [*(b"%d" % level for level in section.path), *([section.word.encode()] if section.word else [])]
    fields = b" (" + b" ".join(_field(name) for name in section.fields) + b")" if section.fields else b""
    partial = b"<%d>" % section.partial[0] if section.partial is not None else b""
    return b"BODY[" + b".".join(words) + fields + b"]" + partial


def _field(name: bytes) -> bytes:
    """A field's name in an answer: as a word where it can be one, else quoted; never as a literal."""
    upper = name.upper()
    if re.fullmatch(rb'[^(){%*"\\\]\x00-\x20\x7f-\xff]+', upper):
        return upper
    return b'"' + re.sub(rb"[\x00-\x1f\x7f-\xff]", b"?", upper).replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
