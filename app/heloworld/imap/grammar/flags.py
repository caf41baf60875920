"""Flags: the server's own, which begin with a backslash, and keywords (RFC 3501 §2.3.2, §9)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.imap.grammar.cursor import Bad, Cursor

SYSTEM: Final = (r"\Answered", r"\Flagged", r"\Deleted", r"\Seen", r"\Draft")
r"""The flags that a client may change, in the order in which they are told. \Recent is none of them."""

LONGEST_KEYWORD: Final = 100
"""Characters of a keyword."""

_FLAG: Final = re.compile(rb'\\?[^(){%*"\\\]\x00-\x20\x7f-\xff]+')
_SPELLED: Final = {flag.upper(): flag for flag in SYSTEM}


def flag(cursor: Cursor) -> str:
    """Take one flag; a flag of the server in its usual spelling."""
    word = cursor.match(_FLAG)[0].decode("ascii")
    if not word.startswith("\\"):
        if len(word) > LONGEST_KEYWORD:
            raise Bad("Keyword length too long")
        return word
    known = _SPELLED.get(word.upper())
    if known is None:
        raise Bad(f"Invalid system flag {word.upper()[:LONGEST_KEYWORD]}")
    return known


def flag_list(cursor: Cursor) -> frozenset[str]:
    """Take flags in brackets."""
    return frozenset(cursor.listed(lambda: flag(cursor)))


def flags_of_store(cursor: Cursor) -> frozenset[str]:
    """Take flags in brackets, or without them."""
    if cursor.sees(b"("):
        return flag_list(cursor)
    found = {flag(cursor)}
    while cursor.takes(b" "):
        found.add(flag(cursor))
    return frozenset(found)
