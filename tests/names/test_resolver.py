"""The resolver: whom it asks, what it remembers and for how long, and what it says where there is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import dns.message
import dns.rcode
import pytest

from heloworld.dns.resolver import MailExchange, Resolver
from heloworld.errors import LookUpError
from heloworld.wire.events import Address, Event, Opened


@dataclass
class Clock:
    """The world's clock, turned by hand."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def questions(events: list[Event]) -> list[Opened]:
    return [each for each in events if isinstance(each, Opened)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def resolver(server: Address, clock: Clock) -> Resolver:
    return Resolver(lambda: server, clock)


async def test_what_mail_asks_for(resolver: Resolver) -> None:
    mail = await resolver.look_up("Harbour.Test.", "mx")
    assert (mail.name, mail.kind, mail.exists, mail.ttl) == ("harbour.test", "MX", True, 300)
    assert mail.exchanges == (MailExchange(10, "mail.harbour.test"), MailExchange(20, "spare.harbour.test"))
    assert (await resolver.look_up("null.harbour.test", "MX")).exchanges == (MailExchange(0, ""),)
    assert (await resolver.look_up("mail.harbour.test", "A")).addresses == ("127.0.0.10",)
    assert (await resolver.look_up("harbour.test", "TXT")).texts == (b"v=spf1 mx -all",)
    assert (await resolver.name_of("127.0.0.10")).names == ("mail.harbour.test",)
    alias = await resolver.look_up("over.harbour.test", "A")
    assert alias.addresses == ("127.0.0.20",)
    assert [(each.name, each.data) for each in alias.aliases] == [("over.harbour.test.", "mail.island.test.")]


async def test_no_such_name_and_no_such_record_are_two_things(resolver: Resolver) -> None:
    gone, none = await resolver.look_up("nobody.harbour.test", "MX"), await resolver.look_up("mail.harbour.test", "MX")
    assert (gone.exists, none.exists) == (False, True)
    assert gone.records == none.records == ()
    assert (gone.ttl, none.ttl) == (60, 60)


async def test_a_name_that_cannot_be_is_asked_of_nobody(resolver: Resolver, events: list[Event]) -> None:
    for name in ("a..b", "x" * 64 + ".test", "", "."):
        assert not (await resolver.look_up(name, "A")).exists
    assert questions(events) == []


async def test_answers_are_remembered_by_the_worlds_clock(
    resolver: Resolver, clock: Clock, events: list[Event]
) -> None:
    first = await resolver.look_up("harbour.test", "MX")
    assert first.asked_from == questions(events)[0].client
    clock.now += 299
    again = await resolver.look_up("HARBOUR.test", "MX")
    assert again.asked_from is None
    assert (first.is_remembered, again.is_remembered) == (False, True)
    assert again.records == first.records
    assert len(questions(events)) == 1
    clock.now += 1
    await resolver.look_up("harbour.test", "MX")
    assert len(questions(events)) == 2
    resolver.forget()
    await resolver.look_up("harbour.test", "MX")
    assert len(questions(events)) == 3


async def test_the_shortest_time_counts_and_a_no_is_remembered_too(
    resolver: Resolver, clock: Clock, events: list[Event]
) -> None:
    assert (await resolver.look_up("spare.harbour.test", "A")).ttl == 60
    await resolver.look_up("nobody.harbour.test", "A")
    clock.now += 59
    await resolver.look_up("nobody.harbour.test", "A")
    assert len(questions(events)) == 2
    clock.now += 1
    await resolver.look_up("nobody.harbour.test", "A")
    assert len(questions(events)) == 3


async def test_what_is_remembered_is_bounded(server: Address) -> None:
    resolver = Resolver(lambda: server, keep=3)
    for number in range(10):
        await resolver.look_up(f"x{number}.wild.harbour.test", "A")
    assert len(resolver._known) == 3


async def test_a_long_answer_comes_over_tcp(resolver: Resolver, events: list[Event]) -> None:
    answer = await resolver.look_up("big.harbour.test", "TXT")
    assert len(answer.texts) == 20
    assert [each.transport for each in questions(events)] == ["udp", "tcp"]
    assert answer.asked_from == questions(events)[1].client


async def test_it_asks_from_the_address_that_it_is_given(server: Address, events: list[Event]) -> None:
    answer = await Resolver(lambda: server, source="127.0.0.1").look_up("harbour.test", "MX")
    assert answer.asked_from == questions(events)[0].client
    assert questions(events)[0].client[0] == "127.0.0.1"


async def test_refused_is_no_answer(resolver: Resolver) -> None:
    with pytest.raises(LookUpError, match=r"The name server says REFUSED to A example\.com\."):
        await resolver.look_up("example.com", "A")


async def test_nobody_there_is_said_at_once() -> None:
    async with answering(lambda _: []) as (address, _):
        pass
    with pytest.raises(LookUpError, match="cannot be asked"):
        await Resolver(lambda: address, timeout=20).look_up("harbour.test", "MX")


class Odd(asyncio.DatagramProtocol):
    """A name server that answers as a test says."""

    def __init__(self, answers: Callable[[bytes], list[bytes]]) -> None:
        self.answers, self.heard = answers, 0
        self.transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        self.heard += 1
        for answer in self.answers(data):
            self.transport.sendto(answer, peer)


@asynccontextmanager
async def answering(answers: Callable[[bytes], list[bytes]]) -> AsyncIterator[tuple[Address, Odd]]:
    loop = asyncio.get_running_loop()
    transport, odd = await loop.create_datagram_endpoint(lambda: Odd(answers), local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname"), odd
    finally:
        transport.close()


async def test_silence_is_asked_once_more_and_then_given_up() -> None:
    async with answering(lambda _: []) as (address, odd):
        with pytest.raises(LookUpError, match="does not answer"):
            await Resolver(lambda: address, timeout=0.1).look_up("harbour.test", "MX")
        assert odd.heard == 2


def _answer(query: bytes, rcode: dns.rcode.Rcode = dns.rcode.NOERROR, name: str = "") -> bytes:
    asked = dns.message.from_wire(query)
    if name:
        asked = dns.message.make_query(name, "MX", id=asked.id)
    said = dns.message.make_response(asked)
    said.set_rcode(rcode)
    return said.to_wire()


async def test_only_the_answer_to_the_question_is_one() -> None:
    def answers(query: bytes) -> list[bytes]:
        other = bytes([query[0] ^ 1]) + _answer(query, dns.rcode.NXDOMAIN)[1:]
        return [b"", b"x", query[:2], query, other, _answer(query)]

    async with answering(answers) as (address, _):
        assert (await Resolver(lambda: address).look_up("harbour.test", "MX")).exists


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda query: _answer(query, dns.rcode.SERVFAIL), "The name server says SERVFAIL"),
        (lambda query: _answer(query, name="island.test"), "The name server says NOERROR"),
        (lambda query: query[:2] + b"\x80\x00\x00\x01" + bytes(6) + b"\xff", "cannot be read"),
    ],
)
async def test_a_failure_is_said_and_not_remembered(answer: Callable[[bytes], bytes], says: str) -> None:
    async with answering(lambda query: [answer(query)]) as (address, odd):
        resolver = Resolver(lambda: address)
        for _ in range(2):
            with pytest.raises(LookUpError, match=says) as caught:
                await resolver.look_up("harbour.test", "MX")
            assert caught.value.remedy
        assert odd.heard == 2
