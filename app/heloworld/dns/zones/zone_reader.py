"""The text of a zone → its records, or what is wrong with each line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.ttl

from heloworld.dns.record_types import RECORD_TYPES
from heloworld.dns.zones import zone_warnings
from heloworld.dns.zones.master_file import NO_PARENTHESIS, OPEN_PARENTHESIS, OPEN_QUOTE, Entry, Word, entries
from heloworld.dns.zones.zone import NEGATIVE_TTL, TTL, Fault, Record, Zone

_FORM_REMEDIES: Final[Mapping[str, str]] = {
    OPEN_QUOTE: "Close it in the same line; a long text may be several, each in quotation marks of its own.",
    OPEN_PARENTHESIS: "Close it behind the last word of the record.",
    NO_PARENTHESIS: "Take it out, or open one before it.",
}

_DIRECTIVES: Final[Mapping[str, str]] = {
    "$INCLUDE": "Write what stands in the other file here.",
    "$GENERATE": "Write each record in a line of its own.",
}
"""Directives that are known and refused: what to do instead."""

_TOO_LONG = "A text in a record has 255 bytes at most: cut it into several, each in quotation marks of its own."

LONGEST: Final = 1024 * 1024
"""Characters of a zone that are read; nobody writes more by hand."""

KEPT: Final = 16
"""Zones that are kept; a world has fewer."""


class _Unreadable(Exception):  # noqa: N818 - it becomes a fault of the zone, and no error
    """An entry cannot be read."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence, self.remedy = sentence, remedy


@lru_cache(maxsize=KEPT)
def read(text: str, origin: str, known: tuple[str, ...] = ()) -> Zone:
    """As `parsing.parse`; what was read lately is kept, for a world that begins anew has the zones it had."""
    try:
        top = dns.name.from_text(origin)
    except (dns.exception.DNSException, UnicodeError):
        return Zone(origin, (), (Fault(1, "The zone has no name that can be read.", "Give it one like harbour.test."),))
    if len(text) > LONGEST:
        why = Fault(1, "The zone is longer than a million characters.", "Leave out what is not needed.")
        return Zone(_text(top), (), (why,))
    return _Reader(top, known).read(text)


class _Reader:
    """Takes one entry after the other."""

    def __init__(self, top: dns.name.Name, known: tuple[str, ...]) -> None:
        self._top = self._origin = top
        self._known = (_text(top), *known)
        self._ttl = TTL
        self._owner: dns.name.Name | None = None
        self._records: list[Record] = []
        self._said: set[tuple[str, str, str]] = set()
        self._faults: list[Fault] = []
        self._warnings: list[Fault] = []

    def read(self, text: str) -> Zone:
        for entry in entries(text.removeprefix("\ufeff")):
            try:
                self._entry(entry)
            except _Unreadable as found:
                self._faults.append(Fault(entry.line, found.sentence, found.remedy))
        self._faults += _contradictions(self._records, _text(self._top))
        self._warnings += zone_warnings.together(self._records)
        records = (*self._records, *_added(self._top, self._records))
        faults, warnings = (
            tuple(sorted(each, key=lambda fault: fault.line)) for each in (self._faults, self._warnings)
        )
        return Zone(_text(self._top), records, faults, warnings)

    def _entry(self, entry: Entry) -> None:
        if entry.trouble:
            raise _Unreadable(entry.trouble, _FORM_REMEDIES[entry.trouble])
        if entry.words[0].text.startswith("$") and not entry.goes_on:
            self._directive(entry.words)
        else:
            self._record(entry)

    def _directive(self, words: list[Word]) -> None:
        word, *arguments = (each.text for each in words)
        match word.upper(), arguments:
            case "$TTL", [seconds]:
                self._ttl = _seconds(seconds)
            case "$ORIGIN", [name]:
                self._origin = self._name(name)
            case ("$TTL" | "$ORIGIN") as known, _:
                raise _Unreadable(
                    f"{known} wants one word.", "Write $TTL 300 or $ORIGIN harbour.test. with a final dot."
                )
            case other, _:
                remedy = _DIRECTIVES.get(other, "$TTL and $ORIGIN are the only ones here.")
                raise _Unreadable(f"{word} is not allowed in a zone here.", remedy)

    def _record(self, entry: Entry) -> None:
        words = list(entry.words)
        owner = self._owner if entry.goes_on else self._name(words.pop(0).text)
        if owner is None:
            raise _Unreadable(
                "The first record has no name.", "Begin the line with a name, or with @ for the zone itself."
            )
        self._owner = owner
        ttl = self._ttl_and_class(words)
        kind = _kind(words)
        if not owner.is_subdomain(self._top):
            self._warnings.append(zone_warnings.outside(entry.line, _text(owner), _text(self._top)))
            return
        data = self._data(kind, words)
        self._warnings += zone_warnings.of(entry, kind, words, data, self._known)
        record = Record(_text(owner), kind, ttl, data, entry.line)
        if (said := (record.name, kind, data)) in self._said:
            self._warnings.append(Fault(entry.line, "The same record stands here twice.", "Once is enough."))
            return
        self._said.add(said)
        self._records.append(record)

    def _ttl_and_class(self, words: list[Word]) -> int:
        """Take what may stand between name and type, in either order (RFC 1035 §5.1); the seconds of the record."""
        ttl, is_given, has_class = self._ttl, False, False
        while words:
            word = words[0].text.upper()
            if not is_given and word[0].isdigit() and word[0].isascii():
                ttl, is_given = _seconds(word), True
            elif not has_class and word in {"IN", "CH", "HS", "CS"}:
                has_class = True
                if word != "IN":
                    raise _Unreadable(f"The class {word} is not served here.", "Write IN, or nothing.")
            else:
                return ttl
            words.pop(0)
        return ttl

    def _name(self, text: str) -> dns.name.Name:
        try:
            return dns.name.from_text(text, self._origin)
        except (dns.exception.DNSException, UnicodeError, ValueError) as error:
            raise _Unreadable(
                f"{text[:80]} is no name that the DNS can have.",
                "A name is words with dots between them, none empty, none with more than 63 letters, 255 bytes in all.",
            ) from error

    def _data(self, kind: str, words: list[Word]) -> str:
        """What the record says, names made whole."""
        known = RECORD_TYPES[kind]
        text = " ".join(each.text for each in words)
        try:
            rdtype = dns.rdatatype.from_text(kind)
            rdata = dns.rdata.from_text(dns.rdataclass.IN, rdtype, text, self._origin, relativize=False)
            rdata.to_wire()
            return rdata.to_text()
        except (dns.exception.DNSException, UnicodeError, ValueError, OverflowError, IndexError) as error:
            if "string too long" in str(error):
                raise _Unreadable("A text is too long.", _TOO_LONG) from error
            wants = f"{kind} wants {known.form} behind it"
            sentence = f"{wants}, and there is nothing." if not text else f"{wants}, and this is not that."
            raise _Unreadable(sentence, f"Write it like this: {known.example}") from error


def _kind(words: list[Word]) -> str:
    """Take the type of a record."""
    if not words:
        raise _Unreadable("There is a name, and nothing behind it.", "Write a type and what it says: @ MX 10 mail")
    kind = words.pop(0).text.upper()
    if kind not in RECORD_TYPES:
        raise _Unreadable(
            f"There is no type of record with the name {kind[:80]} here.", f"Types: {', '.join(RECORD_TYPES)}."
        )
    return kind


def _seconds(text: str) -> int:
    """A time to live: seconds, or with letters as in 1h30m."""
    try:
        return int(dns.ttl.from_text(text))
    except (dns.exception.DNSException, ValueError) as error:
        raise _Unreadable(f"{text[:80]} is no time to live.", "Write seconds, for example 300, or 1h.") from error


def _text(name: dns.name.Name) -> str:
    return name.to_text().lower()


def _contradictions(records: list[Record], top: str) -> list[Fault]:
    """What each record alone could say, and all together cannot."""
    found: list[Fault] = []
    kinds: dict[str, set[str]] = {}
    for record in records:
        there = kinds.setdefault(record.name, set())
        for is_wrong, sentence, remedy in (check(record, there, top) for check in _CHECKS):
            if is_wrong:
                found.append(Fault(record.line, sentence, remedy))
                break
        there.add(record.kind)
    return found


_Check = Callable[[Record, set[str], str], tuple[bool, str, str]]


def _cname_alone(record: Record, there: set[str], _top: str) -> tuple[bool, str, str]:
    is_wrong = bool(there) and ("CNAME" in there or record.kind == "CNAME")
    return (
        is_wrong,
        "A name with a CNAME has no other record (RFC 1034 §3.6.2), and this one has.",
        "Leave out the CNAME, or write what it points to here.",
    )


def _cname_at_top(record: Record, _there: set[str], top: str) -> tuple[bool, str, str]:
    return (
        record.kind == "CNAME" and record.name == top,
        "The zone itself cannot be a CNAME: it has an SOA and an NS record.",
        "Write the address here, or the CNAME at another name.",
    )


def _soa_at_top(record: Record, there: set[str], top: str) -> tuple[bool, str, str]:
    return (
        record.kind == "SOA" and (record.name != top or "SOA" in there),
        "A zone has one SOA record, at its own name.",
        "Leave this one out.",
    )


_CHECKS: Final[tuple[_Check, ...]] = (_cname_at_top, _cname_alone, _soa_at_top)


def _added(top: dns.name.Name, records: list[Record]) -> list[Record]:
    """SOA and NS of a zone whose text has none."""
    name = _text(top)
    there = {each.kind for each in records if each.name == name}
    server = _text(dns.name.Name((b"ns",)).concatenate(top)) if len(top) > 1 else "ns.test."
    added = []
    if "SOA" not in there:
        who = _text(dns.name.Name((b"postmaster",)).concatenate(top))
        added.append(Record(name, "SOA", TTL, f"{server} {who} 1 3600 600 86400 {NEGATIVE_TTL}"))
    if "NS" not in there:
        added.append(Record(name, "NS", TTL, server))
    return added
