"""A record of SPF: its mechanisms and modifiers (RFC 7208 §4.5, §4.6.1, §5, §6)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.trust.spf.macros import MacroString, parse, parse_domain
from heloworld.trust.spf.results import PermError
from heloworld.trust.verdict import shown

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

VERSION: Final = b"v=spf1"
LONGEST: Final = 10_000
"""Bytes of a record that are read; the RFC wants it to fit into 512."""

ASKS: Final = frozenset({"include", "a", "mx", "ptr", "exists"})
"""Mechanisms that ask the DNS, and count (RFC 7208 §4.6.4)."""

_MECHANISMS: Final = frozenset({"all", "ip4", "ip6", *ASKS})
_MOST_REMARKS: Final = 10

_GRAMMAR: Final = "RFC 7208 §4.6.1"
_TERM: Final = re.compile(r"(?P<qualifier>[-+?~])?(?P<name>[A-Za-z][A-Za-z0-9_.-]*)(?P<rest>.*)", re.DOTALL)
_DUAL_CIDR: Final = re.compile(r"(?P<spec>.*?)(?:/(?P<v4>0|[1-9]\d?))?(?://(?P<v6>0|[1-9]\d{0,2}))?\Z", re.DOTALL)
_LOOSE_LENGTH: Final = re.compile(r"/\d*\Z")
_LENGTH: Final = re.compile(r"/(0|[1-9]\d{0,2})\Z")


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One that says whether a client matches.

    Attributes:
        text: As it is written, with its qualifier.
        name: In lower case.
        qualifier: ``+``, ``-``, ``~`` or ``?``.
        domain: Whom it asks about; None for the domain of the record, and where it takes none.
        network: Of ``ip4`` and ``ip6``: the network.
        v4_length: Of ``a`` and ``mx``: how many bits of an IPv4 address count.
        v6_length: The same for IPv6.
    """

    text: str
    name: str
    qualifier: str = "+"
    domain: MacroString | None = None
    network: Network | None = None
    v4_length: int = 32
    v6_length: int = 128


@dataclass(frozen=True, slots=True)
class Record:
    """A record.

    Attributes:
        text: As it is published.
        mechanisms: In order.
        redirect: Whose record is asked when no mechanism matches (RFC 7208 §6.1).
        explanation: Where the owner's words for a fail stand (RFC 7208 §6.2).
        unknown: Modifiers that nobody knows, and that count for nothing, as they are written (RFC 7208 §6).
    """

    text: str
    mechanisms: tuple[Mechanism, ...] = ()
    redirect: MacroString | None = None
    explanation: MacroString | None = None
    unknown: tuple[str, ...] = ()

    @property
    def behind_all(self) -> str:
        """What a first ``all`` leaves nothing to do, wherever it stands (RFC 7208 §5.1); empty where nothing is there.

        These are the mechanisms behind it, and a redirect.
        """
        names = [each.name for each in self.mechanisms]
        if "all" not in names:
            return ""
        behind = [each.text for each in self.mechanisms[names.index("all") + 1 :]]
        return " ".join([*behind, *([f"redirect={self.redirect.text}"] if self.redirect is not None else [])])

    @property
    def remarks(self) -> list[str]:
        """What terms that count for nothing say, as sentences."""
        return [f"{_unknown(each)}, and counts for nothing." for each in self.unknown[:_MOST_REMARKS]]


def select(texts: Sequence[bytes]) -> list[bytes]:
    """Those of a name's texts that are records of SPF (RFC 7208 §4.5)."""
    return [text for text in texts if text[:6].lower() == VERSION and text[6:7] in {b"", b" "}]


def near_misses(texts: Sequence[bytes]) -> list[str]:
    """Why texts that look like records of SPF are none, a sentence for each; for texts of which `select` takes none."""
    found = []
    for text in texts:
        bare = text.strip(b' \t"').lower()
        if text[: len(VERSION)].lower() == VERSION:
            found.append(f"“{shown(text)}” is no record of SPF: no space stands behind “v=spf1”.")
        elif bare.startswith((VERSION, b"v=spf", b"spf1 ", b"v = spf1")):
            found.append(f"“{shown(text)}” is no record of SPF: it does not begin with “v=spf1” and a space.")
    return found


def parse_record(data: bytes) -> Record:
    """Read a record; all of it, before any of it is believed (RFC 7208 §4.6).

    Raises:
        PermError: It is wrong somewhere.
    """
    if len(data) > LONGEST:
        raise PermError(f"The record has {len(data):,} bytes, and no more than {LONGEST:,} are read.", "RFC 7208 §3.4")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise PermError("The record has a character that is not ASCII.", "RFC 7208 §4.5") from None
    mechanisms: list[Mechanism] = []
    modifiers: dict[str, MacroString] = {}
    unknown: list[str] = []
    for term in text.split(" ")[1:]:
        if not term:
            continue
        found = _TERM.fullmatch(term)
        if found is None:
            raise PermError(f"“{shown(term)}” is no term.", _GRAMMAR)
        if found["rest"].startswith("=") and not found["qualifier"]:
            if not _modify(modifiers, found["name"].lower(), found["rest"][1:]):
                unknown.append(term)
        else:
            mechanisms.append(_mechanism(found))
    return Record(text, tuple(mechanisms), modifiers.get("redirect"), modifiers.get("exp"), tuple(unknown))


def _modify(modifiers: dict[str, MacroString], name: str, value: str) -> bool:
    """Take a modifier; one that nobody knows must still be well-formed, and is left alone (RFC 7208 §6).

    Returns:
        Whether it is one that is known.
    """
    if name not in {"redirect", "exp"}:
        parse(value, in_explanation=True)
        return False
    if name in modifiers:
        raise PermError(f"“{name}=” is there twice.", "RFC 7208 §6")
    modifiers[name] = parse_domain(value)
    return True


def _unknown(term: str) -> str:
    """What is said of a modifier that nobody knows: with a colon it may be the mechanism that is meant."""
    name, _, value = term.partition("=")
    if name.lower() in _MECHANISMS and value:
        meant = f"{name}:{value}"
        return f"“{shown(term)}” is not “{shown(meant)}”: with “=” it is a modifier that nobody knows"
    return f"“{shown(term)}” is a modifier that nobody knows"


def _mechanism(found: re.Match[str]) -> Mechanism:
    name = found["name"].lower()
    if name not in _MECHANISMS:
        raise PermError(f"There is no mechanism “{shown(found['name'])}”.", _GRAMMAR)
    qualifier, rest = found["qualifier"] or "+", found["rest"]
    lengths = {"v4": 32, "v6": 128}
    if name in {"a", "mx"}:
        rest, lengths = _dual_cidr(found)
    if rest and not rest.startswith(":"):
        raise PermError(f"“{shown(found[0])}” is wrong behind its name.", _GRAMMAR)
    argument = rest[1:]
    if bool(argument) is not bool(rest) or (name == "all" and rest):
        raise PermError(f"“{shown(found[0])}” has a colon too many.", _GRAMMAR)
    if name in {"ip4", "ip6"}:
        return Mechanism(found[0], name, qualifier, network=_network(found[0], name, argument))
    if name in {"include", "exists"} and not argument:
        raise PermError(f"“{shown(found[0])}” needs a domain.", _GRAMMAR)
    domain = parse_domain(argument) if argument else None
    return Mechanism(found[0], name, qualifier, domain, v4_length=lengths["v4"], v6_length=lengths["v6"])


def _dual_cidr(found: re.Match[str]) -> tuple[str, dict[str, int]]:
    """What stands before the prefix lengths, and both (RFC 7208 §5.6). A domain may hold a slash of its own."""
    cidr = _DUAL_CIDR.fullmatch(found["rest"])
    assert cidr is not None
    lengths = {"v4": int(cidr["v4"] or 32), "v6": int(cidr["v6"] or 128)}
    lengths |= {key: 0 for key in lengths if cidr[key] == "0"}
    if lengths["v4"] > 32 or lengths["v6"] > 128 or _LOOSE_LENGTH.search(cidr["spec"]):
        raise PermError(f"“{shown(found[0])}” has a prefix length that cannot be.", "RFC 7208 §5.6")
    return cidr["spec"], lengths


def _network(term: str, name: str, argument: str) -> Network:
    try:
        if "/" in argument and not _LENGTH.search(argument):
            raise ValueError
        if name == "ip4":
            return ipaddress.IPv4Network(argument, strict=False)
        return ipaddress.IPv6Network(argument, strict=False)
    except ValueError:
        kind = "IPv4" if name == "ip4" else "IPv6"
        raise PermError(f"“{shown(term)}” has no {kind} network in it.", "RFC 7208 §5.6") from None
