"""The name that people read: the domain in From (RFC 9989 §5.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import getaddresses
from typing import Final

from heloworld.trust.message import Message
from heloworld.trust.verdict import Extract, shown

LONGEST: Final = 10_000
"""Bytes of a From field that are read."""


@dataclass(frozen=True, slots=True)
class Author:
    """Whom a letter says that it is from.

    Attributes:
        domain: The domain, in lower case and in ASCII; empty where DMARC cannot be applied.
        result: What DMARC then comes to, ``permerror`` or ``none``; empty where it can be.
        sentence: Why it cannot be.
        looked_at: The From fields.
    """

    domain: str
    result: str = ""
    sentence: str = ""
    looked_at: tuple[Extract, ...] = ()


def author_of(message: Message) -> Author:
    """Find the one domain in From."""
    fields = message.named("from")
    places = tuple(field.extract for field in fields[:10])
    if len(fields) != 1:
        many = "has no From" if not fields else f"has {len(fields):,} From fields, where one is allowed"
        return Author("", "permerror", f"The letter {many}, so nobody can say whom it claims to be from.", places)
    value = fields[0].value
    if len(value) > LONGEST:
        return Author("", "permerror", f"The From field has {len(value):,} bytes, which no receiver reads.", places)
    addresses = [address for _, address in getaddresses([value.decode("utf-8", "replace")]) if address]
    domains = {_ascii(address.rpartition("@")[2]) for address in addresses if "@" in address}
    if len(domains) > 1:
        names = ", ".join(sorted(map(shown, domains))[:5])
        return Author("", "none", f"From names several domains, and DMARC judges one alone: {names}.", places)
    domain = domains.pop() if domains else ""
    if not domain.strip("."):
        return Author("", "permerror", f"From names no domain: “{shown(value)}”.", places)
    return Author(domain, looked_at=places)


def _ascii(domain: str) -> str:
    """A domain as the DNS has it."""
    plain = domain.strip(" \t.").lower()
    if plain.isascii():
        return plain
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain
