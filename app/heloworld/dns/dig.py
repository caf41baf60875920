"""An answer as ``dig`` prints it: for the tools prompt, where the real one prints the same."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Final

from heloworld.dns.message import Message, Part, Section, take_apart
from heloworld.dns.questions import Question
from heloworld.wire.events import Address

_TITLES: Final = {
    Section.ANSWER: "ANSWER",
    Section.AUTHORITY: "AUTHORITY",
    Section.ADDITIONAL: "ADDITIONAL",
}

RECURSION: Final = ";; WARNING: recursion requested but not available"
"""What ``dig`` says of a server that asks nobody else: it is true, and no fault."""

_RD, _RA = 0x0100, 0x0080


def lines(question: Question, reply: bytes, server: Address, *, over_tcp: bool = False) -> Iterator[str]:
    """An answer line by line, in printable ASCII.

    Args:
        question: What was asked.
        reply: The answer.
        server: Who gave it.
        over_tcp: Whether it came over TCP.
    """
    message = take_apart(reply)
    if question.is_short:
        yield from (each.value for each in message.answers)
        return
    yield from _header(message, reply)
    yield from _edns(message.parts)
    yield ";; QUESTION SECTION:"
    yield from (f";{each.name}\t\tIN\t{each.kind}" for each in message.parts if each.section is Section.QUESTION)
    yield ""
    for section, title in _TITLES.items():
        records = [each for each in message.parts if each.section is section]
        if records:
            yield f";; {title} SECTION:"
            yield from map(_record, records)
            yield ""
    yield f";; SERVER: {server[0]}#{server[1]} ({'TCP' if over_tcp else 'UDP'})"
    yield f";; MSG SIZE  rcvd: {len(reply)}"


def _header(message: Message, reply: bytes) -> Iterator[str]:
    counts = struct.unpack_from("!HHHH", reply, 4) if len(reply) >= 12 else (0, 0, 0, 0)
    names = ("QUERY", "ANSWER", "AUTHORITY", "ADDITIONAL")
    numbers = ", ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True))
    flags = message.parts[0].words.partition("flags ")[2]
    ident = int.from_bytes(message.ident)
    yield f";; ->>HEADER<<- opcode: QUERY, status: {message.status or 'none'}, id: {ident}"
    yield f";; flags: {flags}; {numbers}"
    if message.flags & _RD and not message.flags & _RA:
        yield RECURSION
    yield ""


def _edns(parts: Iterable[Part]) -> Iterator[str]:
    for each in parts:
        if each.section is Section.EDNS:
            size = int.from_bytes(each.data[3:5])
            yield ";; OPT PSEUDOSECTION:"
            yield f"; EDNS: version: {each.data[6]}, flags:; udp: {size}"


def _record(part: Part) -> str:
    name, ttl, rdclass, kind, value = [*part.words.split(" ", 4), ""][:5]
    return f"{name}\t{ttl}\t{rdclass}\t{kind}\t{value}"
