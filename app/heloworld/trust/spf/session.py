"""One check of SPF under way: whom it is about, what it may still ask, what it has done so far (RFC 7208 §4.6.4)."""

from __future__ import annotations

import ipaddress
import re
from typing import Final, TypeAlias

from heloworld.trust.look_up import Answers, Ask, Questions, TempError
from heloworld.trust.spf.macros import MacroString
from heloworld.trust.spf.results import PermError, Unanswered
from heloworld.trust.verdict import Extract, Step, one_line

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_TERMS: Final = 10
MOST_VOIDS: Final = 2
MOST_NAMES: Final = 10
"""Names of an address that are looked at, and servers of a domain that may be (RFC 7208 §4.6.4)."""

_ADDRESS: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
"""An IPv4 address, which some clients give where a name is wanted."""

_LIMITS: Final = "RFC 7208 §4.6.4"


class Session:
    """A check under way.

    Args:
        ask: Whom to ask.
        client: The client's address; an IPv4 address in IPv6's clothes counts as what it is (RFC 7208 §5).
        sender: The address that is checked, complete.
        helo: What the client called itself.
        receiver: Our own name.

    Attributes:
        terms: Terms that asked so far.
        voids: Questions without an answer so far.
        steps: The trace so far.
    """

    def __init__(self, ask: Ask, client: Address, sender: str, helo: str, receiver: str) -> None:
        mapped = client.ipv4_mapped if isinstance(client, ipaddress.IPv6Address) else None
        self.client: Address = mapped or client
        self.sender = sender
        self.helo = helo
        self.receiver = receiver
        self.terms = 0
        self.voids = 0
        self.steps: list[Step] = []
        self._questions = Questions(ask)
        self._names: tuple[str, ...] | None = None
        self._is_nameless = False

    @property
    def address_kind(self) -> str:
        """The type of record that has the client's sort of address."""
        return "A" if self.client.version == 4 else "AAAA"

    def say(
        self, sentence: str, source: str, *, part: str = "", depth: int = 0, looked_at: tuple[Extract, ...] = ()
    ) -> None:
        """Write a step down, with what was asked since the last one."""
        self.steps.append(Step(one_line(sentence), source, part, self._questions.take(), looked_at, depth))

    def count_term(self) -> None:
        """A term is about to ask. Raises `PermError` where it is one too many."""
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise PermError(f"More than {MOST_TERMS} terms ask the DNS, those of included records among them.", _LIMITS)

    async def ask(self, name: str, kind: str, *, is_counted: bool = True) -> Answers:
        """Ask; nothing found is no records.

        Args:
            name: The name.
            kind: The type.
            is_counted: Whether nothing found counts as a void look-up.

        Raises:
            Unanswered: Nobody could be asked.
            PermError: That was one void look-up too many.
        """
        said = await self._questions.ask(name, kind)
        if isinstance(said, TempError):
            raise Unanswered(f"{kind} {name} has no answer at present.")
        if isinstance(said, Answers):
            return said
        if is_counted:
            self._count_void()
        return Answers()

    async def addresses(self, name: str, *, is_counted: bool = True) -> list[Address]:
        """The addresses of a name, of the client's sort."""
        said = await self.ask(name, self.address_kind, is_counted=is_counted)
        return [ipaddress.ip_address(each) for each in said.addresses]

    async def client_names(self) -> tuple[str, ...]:
        """The names of the client that lead back to it (RFC 7208 §5.5); asked for once, and counted each time."""
        if self._names is None:
            self._names = await self._confirmed_names()
        elif self._is_nameless:
            self._count_void()
        return self._names

    async def expand(self, text: MacroString, domain: str) -> str:
        """A text with its macros filled in, for a record of a domain."""
        client = self.client
        dotted = str(client) if client.version == 4 else ".".join(client.exploded.replace(":", "").upper())
        local, _, sender_domain = self.sender.rpartition("@")
        values = {
            "s": self.sender,
            "l": local,
            "o": sender_domain,
            "d": domain,
            "i": dotted,
            "h": self.helo,
            "v": "in-addr" if client.version == 4 else "ip6",
            "c": str(client),
            "r": self.receiver or "unknown",
            "t": "0",
            "p": await self._best_name(domain) if "p" in text.letters else "",
        }
        return text.expand(values)

    def _count_void(self) -> None:
        self.voids += 1
        if self.voids > MOST_VOIDS:
            raise PermError(f"More than {MOST_VOIDS} questions found nothing.", _LIMITS)

    async def _confirmed_names(self) -> tuple[str, ...]:
        try:
            names = (await self.ask(self.client.reverse_pointer, "PTR")).names[:MOST_NAMES]
        except Unanswered:
            return ()
        self._is_nameless = not names
        confirmed = []
        for name in names:
            try:
                if self.client in await self.addresses(name, is_counted=False):
                    confirmed.append(name)
            except Unanswered:
                continue  # this name cannot be confirmed, another may (RFC 7208 §5.5)
        return tuple(confirmed)

    async def _best_name(self, domain: str) -> str:
        """What %{p} stands for: the domain itself, else a name below it, else any, else "unknown" (RFC 7208 §7.3)."""
        names = await self.client_names()
        ranked = sorted(
            names, key=lambda name: 0 if name.lower() == domain.lower() else 1 if is_below(name, domain) else 2
        )
        return ranked[0] if ranked else "unknown"


def is_below(name: str, domain: str) -> bool:
    """Whether a name is the domain itself or below it; case does not count."""
    return f".{name}".lower().endswith(f".{domain}".lower())


def is_domain(name: str) -> bool:
    """Whether this can be asked about: two labels or more, none empty or too long, and no address (RFC 7208 §4.3)."""
    if name.startswith("[") or _ADDRESS.fullmatch(name):
        return False
    labels = name.removesuffix(".").split(".")
    return len(labels) > 1 and len(name) <= 254 and all(0 < len(label) < 64 for label in labels)
