"""Names of mailboxes, and the patterns of LIST (RFC 3501 §5.1, §6.3.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

SEPARATOR: Final = "/"
"""What parts the levels of a name."""

LONGEST: Final = 1_000
"""Characters of a pattern, and of a name."""

_WILD: Final = re.compile(r"[*%]{2,}")


def folder_name(octets: bytes) -> str:
    """A name as everybody here writes it: INBOX in capitals, no separator at its end."""
    name = octets.decode("utf-8", "surrogateescape").removesuffix(SEPARATOR)
    return "INBOX" if name.upper() == "INBOX" else name


def parents(names: Iterable[str]) -> set[str]:
    """The names above some others, level by level."""
    found: set[str] = set()
    for name in names:
        levels = name.split(SEPARATOR)
        found |= {SEPARATOR.join(levels[:count]) for count in range(1, len(levels))}
    return found


class Pattern:
    """A pattern: ``*`` stands for anything, ``%`` for anything within one level.

    Args:
        reference: What stands before it.
        pattern: The pattern.
    """

    def __init__(self, reference: str, pattern: str) -> None:
        whole = (reference + pattern)[:LONGEST]
        self._pattern = _WILD.sub(lambda found: "*" if "*" in found[0] else "%", whole)
        self._reaches_inbox = self._pattern.upper()

    def fits(self, name: str) -> bool:
        """Whether a name fits; INBOX in any case."""
        return _fits(self._pattern, name) or (name == "INBOX" and _fits(self._reaches_inbox, name))


def _fits(pattern: str, name: str) -> bool:
    """Follow all ways through a name at once, so that no pattern takes long."""
    places = {0}
    for sign in pattern:
        if sign == "*":
            places = set(range(min(places), len(name) + 1))
        elif sign == "%":
            places = {end for place in places for end in _within_level(name, place)}
        else:
            places = {place + 1 for place in places if name[place : place + 1] == sign}
        if not places:
            return False
    return len(name) in places


def _within_level(name: str, place: int) -> range:
    end = name.find(SEPARATOR, place)
    return range(place, (len(name) if end < 0 else end) + 1)
