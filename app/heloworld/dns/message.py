"""A message's bytes → its parts, each with its own bytes and in words as ``dig`` has them (RFC 1035 §4.1).

It reads what anybody sends: where the bytes stop to make sense, the rest is one part.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

import dns.exception
import dns.flags
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype

KEEP: Final = 200
"""Records of one message that are parts of their own; the others are one part together."""

_HEADER: Final = struct.Struct("!HHHHHH")
_FIXED: Final = struct.Struct("!HHIH")
_ASKED: Final = struct.Struct("!HH")
_BROKEN: Final = (dns.exception.DNSException, struct.error, ValueError, IndexError, UnicodeError)


class Section(Enum):
    """Where a part stands. The value is what it is called."""

    HEADER = "header"
    QUESTION = "question"
    ANSWER = "answer"
    AUTHORITY = "authority"
    ADDITIONAL = "additional"
    EDNS = "EDNS"
    REST = "rest"
    """Bytes that make no sense, or too many records."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message.

    Attributes:
        section: Where it stands.
        data: Its bytes; those of all parts, one after the other, are the message.
        words: What it says, in printable ASCII.
        name: Whose record it is, or of whom is asked, with the final dot.
        kind: Its type: ``MX``.
        value: What the record says: ``10 mail.island.test.``
    """

    section: Section
    data: bytes
    words: str
    name: str = ""
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was taken apart.

    Attributes:
        parts: Its parts, in order; the first is the header, where there is one.
        ident: The ID, which ties an answer to its question; empty where the message is too short for one.
        flags: The second field of the header; 0 where there is none.
        status: The answer's code as ``dig`` writes it: ``NOERROR``; empty where there is no header.
    """

    parts: tuple[Part, ...]
    ident: bytes
    flags: int
    status: str

    @property
    def is_answer(self) -> bool:
        """Whether it says of itself that it is an answer."""
        return bool(self.flags & dns.flags.QR)

    @property
    def is_truncated(self) -> bool:
        """Whether there is more than fits into a datagram."""
        return bool(self.flags & dns.flags.TC)

    @property
    def question(self) -> Part | None:
        """What is asked; None where nothing is."""
        return next((each for each in self.parts if each.section is Section.QUESTION), None)

    @property
    def answers(self) -> tuple[Part, ...]:
        """The records of the answer."""
        return tuple(each for each in self.parts if each.section is Section.ANSWER)


def take_apart(data: bytes) -> Message:
    """Take a message apart, whatever it is."""
    if len(data) < _HEADER.size:
        return Message((Part(Section.REST, data, f"{_bytes(len(data))}, too few for a message"),), data[:2], 0, "")
    _, flags, *counts = _HEADER.unpack_from(data)
    parts = [Part(Section.HEADER, data[: _HEADER.size], "")]
    status = int(dns.rcode.from_flags(flags, 0))
    at, rest = _HEADER.size, "behind the end of the message"
    try:
        for part in _sections(data, counts):
            parts.append(part)
            at += len(part.data)
            if part.section is Section.EDNS:
                status |= _high_bits(part.data)
            if len(parts) > KEEP:
                rest = "of more records"
                break
    except _BROKEN:
        rest = "that cannot be read"
    if at < len(data):
        parts.append(Part(Section.REST, data[at:], f"{_bytes(len(data) - at)} {rest}"))
    said = dns.rcode.to_text(dns.rcode.Rcode.make(status))
    parts[0] = Part(Section.HEADER, parts[0].data, _header(data, flags, said))
    return Message(tuple(parts), data[:2], flags, said)


def _header(data: bytes, flags: int, status: str) -> str:
    """The header in words; a question has no status yet."""
    number = int.from_bytes(data[:2])
    names = dns.flags.to_text(flags).lower()
    opcode = dns.opcode.to_text(dns.opcode.from_flags(flags)) if flags & 0x7800 else ""
    what = f"answer {number}: {status}" if flags & dns.flags.QR else f"question {number}"
    return "".join([what, f", {opcode}" if opcode else "", f", flags {names}" if names else ""])


def _sections(data: bytes, counts: list[int]) -> Iterator[Part]:
    """The questions and records of a message. Raises one of `_BROKEN` where the bytes stop to make sense."""
    at = _HEADER.size
    sections = (Section.QUESTION, Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL)
    for section, count in zip(sections, counts, strict=True):
        for _ in range(count):
            read = _question if section is Section.QUESTION else _record
            part = read(data, at, section)
            at += len(part.data)
            yield part


def _question(data: bytes, at: int, section: Section) -> Part:
    name, used = dns.name.from_wire(data, at)
    kind, rdclass = (_type(data, at + used), _class(data, at + used + 2))
    end = at + used + _ASKED.size
    whose = name.to_text()
    return Part(section, data[at:end], f"{whose} {rdclass} {kind}", whose, kind)


def _record(data: bytes, at: int, section: Section) -> Part:
    name, used = dns.name.from_wire(data, at)
    rdtype, rdclass, ttl, length = _FIXED.unpack_from(data, at + used)
    start = at + used + _FIXED.size
    if start + length > len(data):
        raise ValueError(length)
    taken = data[at : start + length]
    if rdtype == dns.rdatatype.OPT:
        return Part(
            Section.EDNS, taken, f"EDNS version {ttl >> 16 & 0xFF}, datagrams up to {rdclass} bytes", kind="OPT"
        )
    kind, whose = _type(data, at + used), name.to_text()
    try:
        value = dns.rdata.from_wire(rdclass, rdtype, data, start, length).to_text()
    except _BROKEN:
        value = f"\\# {length} {data[start : start + length].hex()}".rstrip()
    words = f"{whose} {ttl} {_class(data, at + used + 2)} {kind} {value}"
    return Part(section, taken, words, whose, kind, value)


def _type(data: bytes, at: int) -> str:
    return dns.rdatatype.to_text(dns.rdatatype.RdataType.make(_ASKED.unpack(data[at : at + 4])[0]))


def _class(data: bytes, at: int) -> str:
    return dns.rdataclass.to_text(dns.rdataclass.RdataClass.make(int.from_bytes(data[at : at + 2])))


def _high_bits(record: bytes) -> int:
    """The upper bits of the status, which stand in the EDNS record (RFC 6891 §6.1.3)."""
    return record[5] << 4 if record[:1] == b"\x00" else 0


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count:,} bytes"
