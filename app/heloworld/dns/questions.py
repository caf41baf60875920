"""What is typed → what is asked: ``MX harbour.test``, or as ``dig`` takes it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.dns.states import QUESTIONS
from heloworld.errors import UsageError

_EXAMPLE: Final = "Write a type and a name, for example: MX harbour.test"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        name: Of whom, as it was typed; an address turned round where ``-x`` stood before it.
        kind: Which type of record.
        asks_recursion: Whether the server is asked to go and ask others (RFC 1034 §4.3.1); ``dig`` always does.
        has_edns: Whether answers of more than 512 bytes are taken in a datagram (RFC 6891).
        over_tcp: Whether it is asked over TCP from the start.
        is_short: Whether only the values are to be shown.
    """

    name: str
    kind: str
    asks_recursion: bool = True
    has_edns: bool = True
    over_tcp: bool = False
    is_short: bool = False


_SWITCHES: Final[Mapping[str, tuple[str, bool]]] = {
    "+rec": ("asks_recursion", True),
    "+recurse": ("asks_recursion", True),
    "+norec": ("asks_recursion", False),
    "+norecurse": ("asks_recursion", False),
    "+edns": ("has_edns", True),
    "+noedns": ("has_edns", False),
    "+tcp": ("over_tcp", True),
    "+vc": ("over_tcp", True),
    "+notcp": ("over_tcp", False),
    "+short": ("is_short", True),
    "+noshort": ("is_short", False),
}
"""The switches of ``dig`` that mean something here."""


def parse(line: str) -> Question:
    """What a line asks.

    Args:
        line: Type and name in either order, perhaps with ``dig`` before them; a name alone asks for its address.

    Raises:
        UsageError: It is no question.
    """
    words = line.split()
    if words and words[0].lower() == "dig":
        words = words[1:]
    name, kind = "", ""
    switches: dict[str, bool] = {}
    turn: Callable[[str], str] | None = None
    for word in words:
        if word.lower() in _SWITCHES:
            switch, is_on = _SWITCHES[word.lower()]
            switches[switch] = is_on
        elif word == "-x":
            turn, kind = reverse, kind or "PTR"
        elif word[0] in "+-@":
            raise UsageError(f"{word} has no meaning here.", f"{_EXAMPLE}, perhaps with +norec, +tcp or +short.")
        elif word.upper() in QUESTIONS and not kind:
            kind = word.upper()
        elif name and word.upper() != "IN":
            raise _too_many(name, word, kind)
        elif word.upper() != "IN":
            name = word
    if not name:
        raise UsageError("There is no name of which to ask.", _EXAMPLE)
    return Question(turn(name) if turn else name, kind or "A", **switches)


def _too_many(name: str, word: str, kind: str) -> UsageError:
    """Two words that are no type: one without a dot was meant as one, unless there is a type already."""
    meant = next((each for each in (name, word) if "." not in each), "") if not kind else ""
    if meant:
        types = ", ".join(QUESTIONS)
        return UsageError(f"{meant} is no type that can be asked for here.", f"The types are {types}. {_EXAMPLE}")
    return UsageError(f"A question has one name, and {word} is one too many.", _EXAMPLE)


def reverse(address: str) -> str:
    """The name at which an address has its name (RFC 1035 §3.5, RFC 3596 §2.5).

    Raises:
        UsageError: It is no address.
    """
    try:
        return ipaddress.ip_address(address).reverse_pointer
    except ValueError as error:
        raise UsageError(f"{address} is no address.", "Write one, for example: -x 127.0.0.1") from error


def to_wire(question: Question) -> bytes:
    """A question's message, with an ID that nobody can guess.

    Raises:
        UsageError: There can be no such name.
    """
    import dns.exception  # these take a while to load
    import dns.flags
    import dns.message

    try:
        query = dns.message.make_query(question.name, question.kind, use_edns=0 if question.has_edns else False)
        if not question.asks_recursion:
            query.flags &= ~dns.flags.RD
        return query.to_wire()
    except (dns.exception.DNSException, UnicodeError, ValueError) as error:
        raise UsageError(
            f"{question.name} is no name that the DNS can have.",
            "A name is words with dots between them, none empty, none with more than 63 letters.",
        ) from error
