"""Who takes part in a class: whoever says a name and the word of the class, ``HELO ana7.reef``. No accounts.

The first to say a name owns it. Somebody is known again by the address they come from, or by a key that their program
made up and says after the word (``HELO ana7.reef.4f1c…``), which outlasts a new address. Who says a name that somebody
else owns becomes ``ana7-2``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

MOST_PEOPLE: Final = 2_000
"""People in a class at most."""

MOST_OF_HOST, MOST_OF_THIS = 60, 400
"""Names that one address may have at most: a room may stand behind it, but no crowd. This machine itself may have more:
a whole class may be logged in on it."""

RESERVED: Final = frozenset({"board", "help", "hand-in", "vote", "postmaster", "class"})
"""Names that mean something else in the class's domain."""

_BADGE: Final = re.compile(
    rb"(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.(?P<word>[a-z][a-z0-9-]*)(?:\.(?P<key>[0-9a-f]{16,40}))?", re.IGNORECASE
)
_LONGEST: Final = 24
"""Letters of a name at most."""


class Badge(NamedTuple):
    """What somebody says of themselves after HELO or EHLO.

    Attributes:
        name: The name, in lower case.
        word: The word of the class, in lower case.
        key: The key; empty where there is none.
    """

    name: str
    word: str
    key: str


def badge(argument: bytes) -> Badge | None:
    """The badge in what was said after HELO or EHLO; None where it is none.

    Args:
        argument: Everything after the verb.
    """
    found = _BADGE.fullmatch(argument.strip())
    if found is None or len(found["name"]) > _LONGEST:
        return None
    name, word, key = ((each or b"").decode("ascii").lower() for each in found.group("name", "word", "key"))
    return Badge(name, word, key)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part.

    Attributes:
        number: From 1, in the order of coming: what a projector shows instead of the name.
        name: What they are called here: ``ana7``, or ``ana7-2`` where somebody else is.
        said: The name that they say.
        hosts: The addresses they have come from, numeric; the newest last.
        key: The key that they have said; empty where they have said none.
    """

    number: int
    name: str
    said: str
    hosts: tuple[str, ...]
    key: str = ""

    def is_same(self, host: str, key: str) -> bool:
        """Whether whoever says this name from an address, with a key or without, is this one."""
        if key and self.key:
            return key == self.key
        return host in self.hosts


class Roster:
    """Everybody who takes part.

    Args:
        word: The word of the class; empty where it is not known, and any will do.
    """

    def __init__(self, word: str) -> None:
        self.word = word.lower()
        self._members: dict[int, Member] = {}
        self._by_name: dict[str, int] = {}
        self._of_said: dict[str, list[int]] = {}
        self._names_of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def __getitem__(self, number: int) -> Member:
        return self._members[number]

    def named(self, name: str) -> Member | None:
        """Who is called so here; None for nobody."""
        number = self._by_name.get(name)
        return None if number is None else self._members[number]

    def hear(self, argument: bytes, host: str) -> Member | None:
        """Somebody has greeted the server; returns who it is, None for nobody of this class.

        Args:
            argument: What they said after HELO or EHLO.
            host: Their numeric address.
        """
        said = self._badge(argument)
        if said is None:
            return None
        known = self._known(said, host)
        return self._enrol(said, host) if known is None else self._meet(known, host, said.key)

    def has_from(self, host: str) -> bool:
        """Whether somebody has joined from an address, which is numeric."""
        return self._names_of[host] > 0

    def lets_in(self, argument: bytes) -> bool:
        """Whether this is a name with the word of this class.

        Args:
            argument: What somebody says after HELO or EHLO.
        """
        return self._badge(argument) is not None

    def other_name(self, argument: bytes, host: str) -> str:
        """What somebody is called here who says this, where it is not the name that they say; else empty.

        Args:
            argument: What they say after HELO or EHLO.
            host: Their numeric address.
        """
        said = self._badge(argument)
        if said is None:
            return ""
        known = self._known(said, host)
        if known is None and self._is_full(host):
            return ""
        name = self._free(said.name) if known is None else known.name
        return name if name != said.name else ""

    def _badge(self, argument: bytes) -> Badge | None:
        """The badge in what was said, where it is one of this class."""
        said = badge(argument)
        return None if said is None or (self.word and said.word != self.word) else said

    def _known(self, said: Badge, host: str) -> Member | None:
        """Who says this, where they have been here before."""
        numbers = self._of_said.get(said.name, ())
        return next((each for at in numbers if (each := self._members[at]).is_same(host, said.key)), None)

    def _meet(self, member: Member, host: str, key: str) -> Member:
        """Somebody is here again, perhaps from another address, or with a key at last."""
        if host not in member.hosts or (key and not member.key):
            hosts = (*(each for each in member.hosts if each != host), host)[-4:]
            member = self._members[member.number] = replace(member, hosts=hosts, key=member.key or key)
        return member

    def _enrol(self, said: Badge, host: str) -> Member | None:
        if self._is_full(host):
            return None
        self._names_of[host] += 1
        member = Member(len(self._members) + 1, self._free(said.name), said.name, (host,), said.key)
        self._members[member.number] = member
        self._by_name[member.name] = member.number
        self._of_said.setdefault(said.name, []).append(member.number)
        return member

    def _is_full(self, host: str) -> bool:
        """Whether nobody else from an address can take part."""
        return len(self._members) >= MOST_PEOPLE or self._names_of[host] >= _most_of(host)

    def _free(self, name: str) -> str:
        """A name that nobody has."""
        number, free = 1, name
        while free in self._by_name or free in RESERVED:
            number += 1
            free = f"{name}-{number}"
        return free


def _most_of(host: str) -> int:
    return MOST_OF_THIS if host in {"127.0.0.1", "::1"} else MOST_OF_HOST
