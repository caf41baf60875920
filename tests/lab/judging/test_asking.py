"""How a verdict asks the DNS: the same answers from zones in memory as from a server with them, and from nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from heloworld.dns.resolver import Resolver
from heloworld.dns.zone_resolver import ZoneResolver
from heloworld.lab.judging.asking import ask_by
from heloworld.trust.look_up import Answers, Ask, NoData, NXDomain, TempError
from names.world import ZONES, name_server


@pytest.fixture(params=["socket", "memory"])
async def ask(request: pytest.FixtureRequest) -> AsyncIterator[Ask]:
    async with name_server(lambda _: None) as server:
        resolver = Resolver(lambda: server)
        yield ask_by(resolver if request.param == "socket" else ZoneResolver(ZONES), "us")


async def test_each_kind_of_answer(ask: Ask) -> None:
    assert await ask("Harbour.test", "TXT") == Answers(texts=(b"v=spf1 mx -all",), server="us")
    mail = Answers(exchanges=((10, "mail.harbour.test"), (20, "spare.harbour.test")), server="us")
    assert await ask("harbour.test", "MX") == mail
    assert await ask("over.harbour.test", "A") == Answers(addresses=("127.0.0.20",), server="us")
    assert await ask("10.0.0.127.in-addr.arpa", "PTR") == Answers(names=("mail.harbour.test",), server="us")
    assert await ask("mail.harbour.test", "TXT") == NoData("us")
    assert await ask("nobody.harbour.test", "A") == NXDomain("us")
    big = await ask("big.harbour.test", "TXT")
    assert isinstance(big, Answers)
    assert len(big.texts) == 20


@pytest.mark.parametrize("name", ["", ".", "a..b", "x" * 64 + ".test", ".".join(["y" * 60] * 5)])
async def test_a_name_that_the_dns_cannot_have_does_not_exist(ask: Ask, name: str) -> None:
    assert await ask(name, "TXT") == NXDomain("us")


async def test_a_name_in_none_of_the_zones_does_not_exist_and_is_remembered() -> None:
    resolver = ZoneResolver(ZONES)
    ask = ask_by(resolver)
    assert await ask("Gmail.example", "TXT") == await ask("gmail.example.", "A") == NXDomain()
    assert await ask("mail.harbour.test", "A") == Answers(addresses=("127.0.0.10",))
    assert resolver.outside == ["gmail.example"]


async def test_nobody_answers() -> None:
    async with name_server(lambda _: None) as server:
        pass  # its port is free again
    said = await ask_by(Resolver(lambda: server, timeout=0.2, tries=1))("harbour.test", "TXT")
    assert isinstance(said, TempError)
    assert said.reason.endswith(".")


async def test_recursion_is_asked_for_where_others_are_to_be_asked() -> None:
    heard: list[bytes] = []

    class Deaf(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002
            heard.append(data)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Deaf, local_addr=("127.0.0.1", 0))
    server = transport.get_extra_info("sockname")
    for asks in (False, True):
        await ask_by(Resolver(lambda: server, timeout=0.1, tries=1, asks_recursion=asks))("harbour.test", "A")
    transport.close()
    assert [bool(each[2] & 1) for each in heard] == [False, True]
