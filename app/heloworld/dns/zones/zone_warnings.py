"""What can be served, and is hardly meant as it is written: quotation marks, final dots, names of another zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.dns.record_types import NAMES_IN
from heloworld.dns.zones.master_file import Entry, Word
from heloworld.dns.zones.zone import Fault, Record

_MORE_TAGS: Final = re.compile(r"\s*[A-Za-z0-9]{1,10}\s*=")
"""A comment that looks like the rest of a text such as ``v=DMARC1; p=none``."""

_ADDRESS: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}\.?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
"""What is meant as an address, IPv4 or IPv6."""


def outside(line: int, name: str, top: str) -> Fault:
    """A name that is not the zone's."""
    return Fault(
        line,
        f"{name} is not in the zone {top}, so the line is left out.",
        f"Write the name without a final dot, and it is in {top}; or write it into the zone where it belongs.",
    )


def of(entry: Entry, kind: str, words: list[Word], data: str, known: tuple[str, ...]) -> Iterator[Fault]:
    """What is to be said about a record.

    Args:
        entry: Where it stands.
        kind: Its type.
        words: What stands behind the type.
        data: What the record says.
        known: The names of the world's zones.
    """
    if kind == "TXT":
        yield from _unquoted(entry, words)
    if (at := NAMES_IN.get(kind)) is not None and at < len(words):
        if _ADDRESS.fullmatch(words[at].text):
            yield _address(kind, words[at], data.split()[at])
        else:
            yield from _without_dot(words[at], data.split()[at], known)


def together(records: Sequence[Record]) -> Iterator[Fault]:
    """What is to be said about records that each alone are right.

    Args:
        records: The records of one zone.
    """
    aliases = {each.name for each in records if each.kind == "CNAME"}
    servers = [each for each in records if each.kind == "MX"]
    for each in records:
        target = each.data.split()[-1].lower() if each.kind in {"MX", "NS"} else ""
        if target in aliases:
            yield Fault(
                each.line,
                f"{each.kind} names {target[:160]}, which is a CNAME, and that may not be (RFC 2181 §10.3).",
                "Name the host that the CNAME leads to.",
            )
        elif each.kind == "MX" and target == ".":
            yield from _null(each, [other for other in servers if other.name == each.name and other is not each])


def _null(record: Record, others: Sequence[Record]) -> Iterator[Fault]:
    """An MX without a server, which says that no mail is taken: only alone, and with the number 0."""
    if others:
        yield Fault(
            record.line,
            "This MX says that no mail is taken, and there is another MX beside it (RFC 7505 §3).",
            "Leave out one or the other.",
        )
    elif record.data.split()[0] != "0":
        yield Fault(
            record.line, "An MX that says that no mail is taken has the number 0 (RFC 7505 §3).", "Write it: @ MX 0 ."
        )


def _address(kind: str, word: Word, whole: str) -> Fault:
    """An address where a name has to be."""
    return Fault(
        word.line,
        f"{kind} wants the name of a host, and {word.text[:80]} is an address: it is read as the name {whole[:160]}",
        "Give the host a record A with the address, and write its name here.",
    )


def _unquoted(entry: Entry, words: list[Word]) -> Iterator[Fault]:
    """A text with spaces or a semicolon that is not in quotation marks."""
    bare = [each for each in words if not each.is_quoted]
    if bare and len(words) > 1:
        joined = "".join(each.text.strip('"') for each in words)
        yield Fault(
            bare[0].line,
            f"Without quotation marks these are {len(words)} texts, read as one without spaces: {joined[:80]}",
            "Put quotation marks around the whole text.",
        )
    elif bare and entry.comment is not None and _MORE_TAGS.match(entry.comment):
        yield Fault(
            bare[0].line,
            f"A semicolon begins a comment here, so the text is only {bare[0].text[:80]}",
            "Put quotation marks around the whole text.",
        )


def _without_dot(word: Word, whole: str, known: tuple[str, ...]) -> Iterator[Fault]:
    """A name that ends in a domain of the world and yet goes on with the zone's, for want of a final dot."""
    text = word.text.lower()
    if text.endswith(".") or "." not in text:
        return
    if any(f".{text}.".endswith(f".{each.rstrip('.').lower()}.") for each in (*known, "test")):
        yield Fault(
            word.line,
            f"{word.text[:80]} has no final dot, so it means {whole[:160]}",
            f"Write {word.text[:80]}. with a final dot.",
        )
