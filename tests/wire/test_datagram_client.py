"""The client of a protocol of datagrams, on real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from heloworld.errors import ConnectError
from heloworld.wire.datagram_client import DatagramClient, connect
from heloworld.wire.events import Bytes, Closed, Opened
from heloworld.wire.read_buffer import LIMIT

from .conftest import Log


@pytest.fixture
def end() -> Iterator[socket.socket]:
    """The other end."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)
        yield sock


async def client_of(end: socket.socket, log: Log) -> DatagramClient:
    return await connect(*end.getsockname(), record=log.record, conn=7, protocol="dns")


async def test_what_is_sent_goes_out_in_one_piece_and_so_comes_what_is_answered(end: socket.socket, log: Log) -> None:
    client = await client_of(end, log)
    await client.send(b"\x00question\n")
    data, peer = await asyncio.get_running_loop().sock_recvfrom(end, 100)
    assert (data, peer) == (b"\x00question\n", client.local)
    assert client.remote == end.getsockname()
    for answer in (b"one", b"two"):
        end.sendto(answer, client.local)
    await log.until(lambda: log.received() == b"onetwo")
    assert await client.read_until(lambda data: data == b"onetwo", 5) == b"onetwo"
    await client.close()
    assert client.closed
    opened, *chunks, closed = log
    assert isinstance(opened, Opened)
    assert (opened.conn, opened.transport, opened.client, opened.server) == (7, "udp", client.local, client.remote)
    assert [(each.source, each.data) for each in chunks if isinstance(each, Bytes)] == [
        ("client", b"\x00question\n"),
        ("server", b"one"),
        ("server", b"two"),
    ]
    assert isinstance(closed, Closed)
    assert closed.reason == ""
    with pytest.raises(ConnectError):
        await client.send(b"more")


async def test_nobody_listens(end: socket.socket, log: Log) -> None:
    client = await client_of(end, log)
    end.close()
    await client.send(b"question")
    assert await client.read_until(lambda _: True, 5) == b""
    assert client.closed
    assert isinstance(log[-1], Closed)
    assert log[-1].reason == "Connection refused"
    await client.close()


async def test_silence_is_told_from_an_answer(end: socket.socket, log: Log) -> None:
    client = await client_of(end, log)
    assert await client.read_until(lambda _: True, 0.05) is None
    await client.close()


async def test_a_stranger_is_not_heard(end: socket.socket, log: Log) -> None:
    client = await client_of(end, log)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.sendto(b"lie", client.local)
    end.sendto(b"truth", client.local)
    assert await client.read_until(lambda _: True, 5) == b"truth"
    await client.close()


async def test_what_nobody_takes_is_lost_beyond_a_bound(end: socket.socket, log: Log) -> None:
    client = await client_of(end, log)
    piece = bytes(60_000)
    for number in range(1, 8):
        end.sendto(piece, client.local)
        kept = min(number, -(-LIMIT // len(piece)))
        await log.until(lambda kept=kept: len(log.received()) >= kept * len(piece))  # type: ignore[misc]
    end.sendto(piece, client.local)
    taken = await client.read_until(lambda _: True, 5)
    assert taken is not None
    assert len(taken) == -(-LIMIT // len(piece)) * len(piece)
    await client.close()


async def test_a_host_that_is_not_there_and_tls(end: socket.socket, log: Log) -> None:
    with pytest.raises(ConnectError):
        await connect("nobody.invalid", 53, protocol="dns")
    client = await client_of(end, log)
    with pytest.raises(ConnectError):
        await client.start_tls(None)  # type: ignore[arg-type]
    assert client.tls_version is None
    await client.close()
