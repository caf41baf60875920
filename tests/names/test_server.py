"""The name server on real sockets: datagrams, a stream, what is recorded, and what nobody should send."""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
import tracemalloc

import dns.message
import pytest

from heloworld.dns.listener import Listener
from heloworld.dns.policy import Policy
from heloworld.dns.service import Service
from heloworld.dns.tcp_session import framed
from heloworld.dns.zones.parsing import parse
from heloworld.errors import ListenError
from heloworld.wire.events import Address, Bytes, Closed, Event, Opened
from heloworld.wire.serving.server_end import Patience
from loopback import Facts
from names.world import ZONES
from patience import PATIENCE

QUERY = dns.message.make_query("harbour.test", "MX").to_wire()


async def datagram(server: Address, data: bytes) -> bytes:
    """Send a datagram, and wait for the answer."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect(server)
        await loop.sock_sendall(sock, data)
        async with asyncio.timeout(PATIENCE):
            return await loop.sock_recv(sock, 65535)


async def message(reader: asyncio.StreamReader) -> dns.message.Message:
    async with asyncio.timeout(PATIENCE):
        return dns.message.from_wire(await reader.readexactly(int.from_bytes(await reader.readexactly(2))))


async def test_a_datagram_is_a_connection_of_its_own_in_the_transcript(server: Address, events: list[Event]) -> None:
    answer = await datagram(server, QUERY)
    opened, question, reply, closed = events
    assert isinstance(opened, Opened)
    assert (opened.conn, opened.protocol, opened.transport, opened.server) == (1, "dns", "udp", server)
    assert isinstance(question, Bytes)
    assert isinstance(reply, Bytes)
    assert (question.source, question.data, reply.source, reply.data) == ("client", QUERY, "server", answer)
    assert isinstance(closed, Closed)
    await datagram(server, QUERY)
    assert [each.conn for each in events if isinstance(each, Opened)] == [1, 2]


async def test_what_gets_no_answer_is_recorded_too(server: Address, facts: Facts) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"hello", server)
    assert (await facts.until_closed()).reason == "no answer"
    assert facts.crossed("client") == b"hello"
    assert facts.crossed("server") == b""


async def test_a_stream_takes_many_questions_in_any_pieces(server: Address, facts: Facts) -> None:
    reader, writer = await asyncio.open_connection(*server)
    both = framed(QUERY) + framed(dns.message.make_query("big.harbour.test", "TXT").to_wire())
    for count in range(1, 6):
        writer.write(both[count - 1 : count])
        await facts.until(lambda count=count: len(facts.crossed("client")) == count)  # type: ignore[misc]
    writer.write(both[5:])
    assert len((await message(reader)).answer[0]) == 2
    assert len((await message(reader)).answer[0]) == 20
    writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()
    opened = facts.events[0]
    assert isinstance(opened, Opened)
    assert (opened.protocol, opened.transport) == ("dns", "tcp")
    assert facts.crossed("client") == both


async def test_what_is_no_message_ends_a_stream(server: Address) -> None:
    reader, writer = await asyncio.open_connection(*server)
    writer.write(b"\x00\x05hello")
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()


async def test_a_silent_stream_is_hung_up_on_and_too_many_are_sent_away(facts: Facts) -> None:
    policy = Policy(connection_limit=2)
    listener = Listener(Service(lambda: ZONES, facts.record, policy=policy, patience=Patience(0.2)))
    address = await listener.open("127.0.0.1", 0)
    calls = [await asyncio.open_connection(*address) for _ in range(3)]
    async with asyncio.timeout(PATIENCE):
        assert [await reader.read() for reader, _ in calls] == [b""] * 3
    await facts.until(lambda: len(facts.closed()) == 3)
    for _, writer in calls:
        writer.close()
    reasons = sorted(each.reason for each in facts.closed())
    assert reasons == ["timeout", "timeout", "too many connections"]
    await listener.close()


async def test_ten_thousand_random_datagrams(server: Address, events: list[Event]) -> None:
    dice = random.Random(10)
    await datagram(server, QUERY)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        for number in range(10_000):
            data = bytearray(QUERY if number % 2 else dice.randbytes(dice.randrange(1, 600)))
            for _ in range(dice.randrange(4)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            sock.sendto(bytes(data), server)
            if number % 50 == 0:  # else the system drops most of them before they are seen
                await datagram(server, QUERY)
                events.clear()
    answer = dns.message.from_wire(await datagram(server, QUERY))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(answer.answer[0]) == 2
    assert after - before < 8 * 1024 * 1024


async def test_a_port_that_is_taken_is_said() -> None:
    listener, other = (Listener(Service(lambda: ZONES, lambda _: None)) for _ in range(2))
    host, port = await listener.open("127.0.0.1", 0)
    with pytest.raises(ListenError, match="another program is listening there") as caught:
        await other.open(host, port, option="--dns-port")
    assert "--dns-port" in caught.value.remedy
    await listener.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ListenError, match="another program is listening there"):
            await other.open(*taken.getsockname())
        assert await other.open("127.0.0.1", 0) != taken.getsockname()
    await other.close()


async def test_changed_zones_are_answered_from_after_a_reload() -> None:
    zones = [parse("@ MX 10 old\n", "harbour.test")]
    service = Service(lambda: zones, lambda _: None, itertools.count(1))
    assert b"old" in (service.reply(QUERY) or b"")
    zones[0] = parse("@ MX 10 new\n", "harbour.test")
    assert b"old" in (service.reply(QUERY) or b"")
    service.reload()
    assert b"new" in (service.reply(QUERY) or b"")


async def test_a_fault_of_ours_is_no_end_and_no_word_to_the_client(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> list[None]:
        raise RuntimeError("a fault of ours")

    service = Service(broken, lambda _: None)  # type: ignore[arg-type]
    assert service.reply(QUERY) is None
    assert "a question could not be answered" in caplog.text


async def test_random_bytes_on_streams(server: Address) -> None:
    dice = random.Random(11)
    for number in range(100):
        reader, writer = await asyncio.open_connection(*server)
        data = dice.randbytes(dice.randrange(1, 2_000)) if number % 2 else framed(dice.randbytes(dice.randrange(40)))
        writer.write(data)
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            said = await reader.read()
        assert len(said) < 70_000
        writer.close()
    assert len(dns.message.from_wire(await datagram(server, QUERY)).answer[0]) == 2
