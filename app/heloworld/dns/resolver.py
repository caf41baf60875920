"""A resolver that asks the name server of this world, and nobody else: a question, its answer, what may be remembered.

The system's own resolver is never asked: it knows nothing of ``.test``, and nobody out there is to hear of it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from heloworld.dns.asking import TIMEOUT, TRIES, ask
from heloworld.dns.questions import reverse
from heloworld.dns.zones.zone import Record
from heloworld.errors import LookUpError
from heloworld.wire.dial import Bound
from heloworld.wire.events import Address

KEEP: Final = 1_000
"""Answers that are remembered."""

_NEVER: Final = "NXDOMAIN"


@dataclass(frozen=True, slots=True)
class MailExchange:
    """A server that takes mail for a domain (RFC 5321 §5.1).

    Attributes:
        preference: The lower, the earlier.
        host: Its name without the final dot; empty for the null MX, which takes no mail at all (RFC 7505).
    """

    preference: int
    host: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name server said.

    Attributes:
        name: The name that was asked for, in lower case, without the final dot.
        kind: The type that was asked for.
        exists: Whether the name exists; where it does and has no record of the type, `records` is empty.
        records: The records of the type, those at the end of a chain of aliases.
        aliases: The CNAMEs that led there, in order.
        texts: Of TXT records: the text of each, its strings joined.
        ttl: Seconds for which it may be remembered.
        asked_from: Our end of the conversation, as the server's tap names the client; None for what was remembered.
        is_remembered: Whether nobody was asked, because the answer of an earlier time is still good (RFC 1035 §3.2.1).
    """

    name: str
    kind: str
    exists: bool
    records: tuple[Record, ...] = ()
    aliases: tuple[Record, ...] = ()
    texts: tuple[bytes, ...] = ()
    ttl: int = 0
    asked_from: Address | None = None
    is_remembered: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses, where A or AAAA was asked for."""
        return tuple(each.data for each in self.records if each.kind in {"A", "AAAA"})

    @property
    def names(self) -> tuple[str, ...]:
        """The names, where PTR, NS or CNAME was asked for; without their final dots."""
        return tuple(each.data.rstrip(".") for each in self.records if each.kind in {"PTR", "NS", "CNAME"})

    @property
    def exchanges(self) -> tuple[MailExchange, ...]:
        """The servers for the domain's mail in the order of their preference; equals in the order of the answer."""
        found = [each.data.split() for each in self.records if each.kind == "MX"]
        servers = [MailExchange(int(preference), host.rstrip(".")) for preference, host in found]
        return tuple(sorted(servers, key=lambda each: each.preference))


class LooksUp(Protocol):
    """Whoever can be asked: a `Resolver` over a socket, `dns.zone_resolver.ZoneResolver` in memory."""

    async def look_up(self, name: str, kind: str) -> Answer:
        """The records of a name. Raises `LookUpError` where nobody says."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Asks one name server.

    Attributes:
        server: Where it listens now.
        now: The world's clock, in seconds: what is remembered grows old by it.
        source: The address to ask from; any where it is empty.
        timeout: Seconds that an answer may take before the question is sent once more.
        tries: How often a question is sent.
        keep: Answers that are remembered; 0 remembers none.
        asks_recursion: Whether the server is to ask others, as those out there do for whoever they serve.
        bound: Told our end before each question leaves; only where there is a ``source``.
    """

    server: Callable[[], Address]
    now: Callable[[], float] = time.time
    source: str = ""
    timeout: float = TIMEOUT
    tries: int = TRIES
    keep: int = KEEP
    asks_recursion: bool = False
    bound: Bound | None = None
    _known: OrderedDict[tuple[str, str], tuple[float, Answer]] = field(default_factory=OrderedDict, init=False)

    async def look_up(self, name: str, kind: str) -> Answer:
        """Ask for the records of a name.

        Args:
            name: The name, in any case, with or without its final dot. One that the DNS cannot have, and an empty
                one, does not exist.
            kind: The type: ``MX``, ``A``, ``AAAA``, ``TXT``, ``PTR``, ``NS``, ``CNAME``, …

        Raises:
            LookUpError: The server is not there, does not answer, or has a problem: the same may work later.
        """
        key = (name.rstrip(".").lower(), kind.upper())
        if (known := self._remembered(key)) is not None:
            return known
        query = query_for(*key, asks_recursion=self.asks_recursion)
        if query is None:
            return Answer(*key, exists=False)
        message = query.to_wire()
        reply = await ask(
            self.server(), message, source=self.source, timeout=self.timeout, tries=self.tries, bound=self.bound
        )
        answer = replace(read(key, query, reply.data), asked_from=reply.asked_from)
        self._remember(key, answer)
        return answer

    async def name_of(self, address: str) -> Answer:
        """Ask for the name of an address, by a PTR record.

        Raises:
            LookUpError: As `look_up`.
            UsageError: It is no address.
        """
        return await self.look_up(reverse(address), "PTR")

    def forget(self) -> None:
        """Remember nothing: the zones have changed."""
        self._known.clear()

    def _remembered(self, key: tuple[str, str]) -> Answer | None:
        known = self._known.get(key)
        if known is None or known[0] <= self.now():
            return None
        return known[1]

    def _remember(self, key: tuple[str, str], answer: Answer) -> None:
        if answer.ttl > 0:
            self._known[key] = (self.now() + answer.ttl, replace(answer, asked_from=None, is_remembered=True))
            self._known.move_to_end(key)
        while len(self._known) > self.keep:
            self._known.popitem(last=False)


def query_for(name: str, kind: str, *, asks_recursion: bool = False) -> dns.message.Message | None:
    """A question as a message; None where the DNS can have no such name.

    Args:
        name: The name, without its final dot.
        kind: The type that is asked for.
        asks_recursion: Whether the server is to ask others.
    """
    try:
        query = dns.message.make_query(f"{name}.", kind, use_edns=0)
        query.flags = dns.flags.RD if asks_recursion else 0
        query.to_wire()
    except (dns.exception.DNSException, UnicodeError, ValueError):
        return None
    return query if name else None


def read(key: tuple[str, str], query: dns.message.Message, data: bytes) -> Answer:
    """What an answer says.

    Args:
        key: The name and the type that were asked for.
        query: The question.
        data: The answer's message.

    Raises:
        LookUpError: It is no answer to the question, or says that the server has a problem.
    """
    try:
        said = dns.message.from_wire(data)
    except (dns.exception.DNSException, ValueError, IndexError) as error:
        raise LookUpError("What the name server says cannot be read.", "Try again later.") from error
    status = dns.rcode.to_text(said.rcode())
    if status not in {"NOERROR", _NEVER} or not query.is_response(said):
        raise LookUpError(f"The name server says {status} to {key[1]} {key[0]}.", "Try again later.")
    kind = dns.rdatatype.from_text(key[1])
    sets = [each for each in said.answer if each.rdtype == kind]
    aliases = [each for each in said.answer if each.rdtype == dns.rdatatype.CNAME != kind]
    lasting = [*sets, *aliases] if sets else [each for each in said.authority if each.rdtype == dns.rdatatype.SOA]
    return Answer(
        *key,
        exists=status != _NEVER,
        records=_records(sets),
        aliases=_records(aliases),
        texts=tuple(b"".join(rdata.strings) for each in sets if kind == dns.rdatatype.TXT for rdata in each),
        ttl=min((each.ttl for each in lasting), default=0),
    )


def _records(sets: Iterable[dns.rrset.RRset]) -> tuple[Record, ...]:
    return tuple(
        Record(each.name.to_text().lower(), dns.rdatatype.to_text(each.rdtype), each.ttl, rdata.to_text())
        for each in sets
        for rdata in each
    )
