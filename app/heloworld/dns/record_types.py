"""The types of records: what each says, and how it is written in a zone. Asking for one is a command of DNS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RecordType:
    """One type of record.

    Attributes:
        name: Its name, in upper case.
        says: What a record of it says, in one sentence.
        asks: What a question for it asks, in one sentence.
        form: What stands behind the type in a zone.
        example: A whole line of a zone.
        question: A question that makes sense in the small world of the lessons.
        source: Where it is defined.
    """

    name: str
    says: str
    asks: str
    form: str
    example: str
    question: str
    source: str


_TYPES = (
    RecordType(
        "MX",
        "A server that takes mail for the domain; the one with the lowest number is tried first.",
        "MX asks which servers take mail for a domain.",
        "a number and a name",
        "@ MX 10 mail",
        "MX harbour.test",
        "RFC 1035 §3.3.9",
    ),
    RecordType(
        "A",
        "The IPv4 address of the name.",
        "A asks for the IPv4 addresses of a name.",
        "an IPv4 address",
        "mail A 127.0.0.1",
        "A mail.harbour.test",
        "RFC 1035 §3.4.1",
    ),
    RecordType(
        "TXT",
        "A text for programs; what it means depends on its name and on how it begins.",
        "TXT asks for the texts at a name: SPF, DKIM and DMARC are published there.",
        "one text or more, each in quotation marks",
        '@ TXT "v=spf1 mx -all"',
        "TXT harbour.test",
        "RFC 1035 §3.3.14",
    ),
    RecordType(
        "AAAA",
        "The IPv6 address of the name.",
        "AAAA asks for the IPv6 addresses of a name.",
        "an IPv6 address",
        "mail AAAA ::1",
        "AAAA mail.harbour.test",
        "RFC 3596 §2.1",
    ),
    RecordType(
        "NS",
        "A server that answers for the zone.",
        "NS asks which servers answer for a zone.",
        "a name",
        "@ NS ns",
        "NS harbour.test",
        "RFC 1035 §3.3.11",
    ),
    RecordType(
        "SOA",
        "The start of the zone: its first server, who is responsible, and how long a no may be remembered.",
        "SOA asks for the record at the top of a zone.",
        "two names and five numbers",
        "@ SOA ns postmaster 1 3600 600 86400 60",
        "SOA harbour.test",
        "RFC 1035 §3.3.13",
    ),
    RecordType(
        "CNAME",
        "The name is another word for this one, and whoever asks goes on there.",
        "CNAME asks whether a name is another word for some other name.",
        "a name",
        "www CNAME mail",
        "CNAME www.harbour.test",
        "RFC 1035 §3.3.1",
    ),
    RecordType(
        "PTR",
        "The name that belongs to an address.",
        "PTR asks for the name of an address: its numbers backwards, and in-addr.arpa behind them.",
        "a name",
        "1 PTR mail.harbour.test.",
        "PTR 1.0.0.127.in-addr.arpa",
        "RFC 1035 §3.3.12",
    ),
    RecordType(
        "SRV",
        "Where a service of the domain is: priority, weight, port and name.",
        "SRV asks where a service of a domain is.",
        "three numbers and a name",
        "_submission._tcp SRV 0 1 1587 mail",
        "SRV _submission._tcp.harbour.test",
        "RFC 2782",
    ),
    RecordType(
        "CAA",
        "Who may issue certificates for the name.",
        "CAA asks who may issue certificates for a name.",
        "a number, a word, and a text in quotation marks",
        '@ CAA 0 issue "ca.test"',
        "CAA harbour.test",
        "RFC 8659 §4",
    ),
    RecordType(
        "TLSA",
        "Which certificate a server shows.",
        "TLSA asks which certificate a server shows.",
        "three numbers and a value in hexadecimal",
        "_25._tcp.mail TLSA 3 1 0 00ff",
        "TLSA _25._tcp.mail.harbour.test",
        "RFC 6698 §2",
    ),
)

RECORD_TYPES: Final[Mapping[str, RecordType]] = {each.name: each for each in _TYPES}
"""The types that may stand in a zone, those that mail needs first."""

ANY: Final = RecordType(
    "ANY",
    "Every record of the name.",
    "ANY asks for all records of a name; many servers out there answer it no more.",
    "",
    "",
    "ANY harbour.test",
    "RFC 8482",
)
"""A question, and no record."""

NAMES_IN: Final[Mapping[str, int]] = {"MX": 1, "NS": 0, "CNAME": 0, "PTR": 0, "SRV": 3}
"""Types with the name of another host: which word behind the type it is, counted from 0."""
