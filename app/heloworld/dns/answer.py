"""A query's bytes → its answer's bytes, pure (RFC 1035 §4.1, RFC 6891)."""

from __future__ import annotations

import struct
from collections import OrderedDict
from typing import Final

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.renderer

from heloworld.dns.zones.catalogue import Catalogue

UDP: Final = 512
"""Bytes that an answer may have in a datagram where the question says nothing (RFC 1035 §4.2.1)."""

EDNS: Final = 1232
"""Bytes that it may have at most: so many cross every network without being cut up (RFC 9715 §3)."""

TCP: Final = 65535
"""Bytes that it may have over TCP, because its length is written in two bytes (RFC 1035 §4.2.2)."""

KEEP: Final = 512
"""Answers that are kept ready."""

KEEP_BYTES: Final = 4096
"""Bytes that one of them may have together with its question."""

_HEADER: Final = struct.Struct("!HHHHHH")
_TRANSFERS: Final = frozenset({dns.rdatatype.AXFR, dns.rdatatype.IXFR})
_ID: Final = 2


class Answerer:
    """Answers questions about the names of a catalogue, and says REFUSED to all others.

    Args:
        catalogue: The zones.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ready: OrderedDict[tuple[bytes, bool], bytes | None] = OrderedDict()

    def answer(self, query: bytes, *, over_tcp: bool = False) -> bytes | None:
        """The answer to a message.

        Args:
            query: The message as it came, without the length that stands before it in TCP.
            over_tcp: Whether it came over TCP, where the answer may be long.

        Returns:
            The answer; None where there is none to be given: what came is no message, or an answer itself.
        """
        key = (query[_ID:], over_tcp)
        if key in self._ready:
            self._ready.move_to_end(key)
            rest = self._ready[key]
        else:
            rest = self._made(query, over_tcp=over_tcp)
            self._keep(key, rest)
        return None if rest is None else query[:_ID] + rest

    def _keep(self, key: tuple[bytes, bool], rest: bytes | None) -> None:
        if len(key[0]) + len(rest or b"") <= KEEP_BYTES:
            self._ready[key] = rest
        if len(self._ready) > KEEP:
            self._ready.popitem(last=False)

    def _made(self, query: bytes, *, over_tcp: bool) -> bytes | None:
        """The answer without its ID."""
        if len(query) < _HEADER.size:
            return None
        flags = _HEADER.unpack_from(query)[1]
        if flags & dns.flags.QR:
            return None
        if dns.opcode.from_flags(flags) != dns.opcode.QUERY:
            return _bare(flags, dns.rcode.NOTIMP)
        try:
            asked = dns.message.from_wire(query)
        except (dns.exception.DNSException, struct.error, ValueError, IndexError):
            return _bare(flags, dns.rcode.FORMERR)
        if len(asked.question) != 1 or asked.answer or asked.authority:
            return _bare(flags, dns.rcode.FORMERR)
        return _fitting(self._message(asked), _limit(asked, over_tcp=over_tcp))[_ID:]

    def _message(self, asked: dns.message.Message) -> dns.message.Message:
        """The whole answer, however long."""
        said = dns.message.make_response(asked, our_payload=EDNS)
        question = asked.question[0]
        if asked.edns > 0:
            said.set_rcode(dns.rcode.BADVERS)
            return said
        is_served = question.rdclass in {dns.rdataclass.IN, dns.rdataclass.ANY}
        if not is_served or question.rdtype in _TRANSFERS:
            said.set_rcode(dns.rcode.REFUSED)
            return said
        found = self._catalogue.find(question.name, question.rdtype)
        if not found.is_ours:
            said.set_rcode(dns.rcode.REFUSED)
            return said
        if not found.is_delegated:
            said.flags |= dns.flags.AA
        if not found.exists:
            said.set_rcode(dns.rcode.NXDOMAIN)
        said.answer, said.authority, said.additional = list(found.answer), list(found.authority), list(found.additional)
        return said


def _limit(asked: dns.message.Message, *, over_tcp: bool) -> int:
    """Bytes that the answer may have."""
    if over_tcp:
        return TCP
    return min(max(asked.payload, UDP), EDNS) if asked.edns >= 0 else UDP


def _fitting(said: dns.message.Message, limit: int) -> bytes:
    """An answer's bytes; where they are too many, nothing but the sign that there are more (RFC 2181 §9)."""
    try:
        return said.to_wire(max_size=limit)
    except dns.exception.TooBig:
        said.answer, said.authority, said.additional = [], [], []
        said.flags |= dns.flags.TC
        return said.to_wire(max_size=limit)


def _bare(flags: int, rcode: dns.rcode.Rcode) -> bytes:
    """A header alone, without its ID: what was asked could not be read, or is not done here."""
    kept = flags & (0x7800 | dns.flags.RD)
    return _HEADER.pack(0, kept | dns.flags.QR | int(rcode), 0, 0, 0, 0)[_ID:]
