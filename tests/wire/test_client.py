from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import ConnectError
from heloworld.wire.client import connect, one_line
from heloworld.wire.events import Bytes, Closed, Opened
from heloworld.wire.read_buffer import LIMIT

if TYPE_CHECKING:
    from .conftest import Join, Log

LARGE = bytes(range(256)) * 4 * 16384
"""16 MiB, more than the buffers of two sockets hold."""

BIGGEST_CHUNK = 256 * 1024


async def receive(end: socket.socket, size: int) -> bytes:
    """So many bytes from the other end, or fewer if it ends first."""
    loop = asyncio.get_running_loop()
    data = bytearray()
    async with asyncio.timeout(5):
        while len(data) < size and (chunk := await loop.sock_recv(end, 65536)):
            data += chunk
    return bytes(data)


def reset(end: socket.socket) -> None:
    """Close a connection the rude way."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.close()


async def test_exactly_what_is_given_is_sent(join: Join) -> None:
    client, end = await join()
    await client.send(b"\x00HELO\n\xff\r")
    assert await receive(end, 8) == b"\x00HELO\n\xff\r"


async def test_a_line_is_sent_with_crlf_and_is_otherwise_left_alone(join: Join) -> None:
    client, end = await join()
    await client.send(b" EHLO\tlocalhost \r\n")
    assert await receive(end, 18) == b" EHLO\tlocalhost \r\n"


async def test_the_ends_are_named_as_the_server_names_them(join: Join) -> None:
    client, end = await join()
    assert client.local == end.getpeername()
    assert client.remote == end.getsockname()


async def test_an_answer_in_two_segments_is_read_as_one(join: Join, log: Log) -> None:
    client, end = await join(record=log.record)
    end.sendall(b"220 mail.har")
    reading = asyncio.create_task(client.read_until(one_line, 5))
    await log.until(lambda: log.received() == b"220 mail.har")
    end.sendall(b"bour.test ESMTP\r\n")
    assert await reading == b"220 mail.harbour.test ESMTP\r\n"


async def test_each_reading_begins_where_the_last_ended(join: Join) -> None:
    client, end = await join()
    end.sendall(b"250 one\r\n")
    assert await client.read_until(one_line, 5) == b"250 one\r\n"
    end.sendall(b"250 two\r\n")
    assert await client.read_until(one_line, 5) == b"250 two\r\n"


async def test_silence_is_none_and_loses_nothing(join: Join, log: Log) -> None:
    client, end = await join(record=log.record)
    end.sendall(b"22")
    await log.until(lambda: log.received() == b"22")
    assert await client.read_until(one_line, 0.01) is None
    end.sendall(b"0 hello\r\n")
    assert await client.read_until(one_line, 5) == b"220 hello\r\n"


async def test_nothing_is_never_taken_for_an_answer(join: Join) -> None:
    client, _ = await join()
    assert await client.read_until(lambda _: True, 0.01) is None


async def test_a_peer_that_closes_in_the_middle_of_a_line_leaves_what_arrived(join: Join) -> None:
    client, end = await join()
    end.sendall(b"220 mail.harb")
    end.close()
    assert await client.read_until(one_line, 5) == b"220 mail.harb"
    assert await client.read_until(one_line, 5) == b""
    await client.wait_closed()
    assert client.closed


async def test_chunks_come_as_they_arrive_and_end_with_the_connection(join: Join) -> None:
    client, end = await join()
    chunks = client.chunks()
    for chunk in (b"3", b"34 ", b"go on\r\n"):
        end.sendall(chunk)
        assert await anext(chunks) == chunk
    end.close()
    assert [chunk async for chunk in chunks] == []


async def test_a_panel_that_stops_reading_leaves_everything_to_the_next_reader(join: Join) -> None:
    client, end = await join()
    seen: list[bytes] = []

    async def show() -> None:
        seen.extend([chunk async for chunk in client.chunks()])

    panel = asyncio.create_task(show())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="one reader"):
        await client.read_until(one_line, 5)
    panel.cancel()
    end.sendall(b"250 Ok\r\n")
    with contextlib.suppress(asyncio.CancelledError):
        await panel
    assert b"".join(seen) + (await client.read_until(one_line, 5) or b"") == b"250 Ok\r\n"


async def test_nothing_can_be_sent_on_a_closed_connection(join: Join) -> None:
    client, end = await join()
    await client.close()
    assert client.closed
    assert await receive(end, 1) == b""
    with pytest.raises(ConnectError, match="closed"):
        await client.send(b"x")
    await client.close()


async def test_nothing_can_be_sent_after_the_server_has_closed(join: Join) -> None:
    client, end = await join()
    end.close()
    await client.wait_closed()
    with pytest.raises(ConnectError, match="closed"):
        await client.send(b"NOOP\r\n")


async def test_the_client_tells_what_happened_on_its_side(join: Join, log: Log) -> None:
    before = time.time()
    client, end = await join(record=log.record, conn=7, protocol="pop3")
    end.sendall(b"+OK\r\n")
    await client.read_until(one_line, 5)
    await client.send(b"STAT\r\n")
    await client.send(b"")
    assert await receive(end, 6) == b"STAT\r\n"
    end.close()
    await client.wait_closed()
    opened, greeting, command, closed = log
    assert opened == Opened(7, opened.at, "pop3", client.local, client.remote)
    assert greeting == Bytes(7, greeting.at, "server", b"+OK\r\n")
    assert command == Bytes(7, command.at, "client", b"STAT\r\n")
    assert closed == Closed(7, closed.at, "")
    assert before <= opened.at <= greeting.at <= command.at <= closed.at <= time.time()


async def test_a_reset_is_called_one(join: Join, log: Log) -> None:
    client, end = await join(record=log.record)
    reset(end)
    await client.wait_closed()
    assert await client.read_until(one_line, 5) == b""
    assert [event.reason for event in log if isinstance(event, Closed)] == ["reset"]


async def test_a_slow_reader_slows_the_server_down_and_loses_nothing(join: Join, log: Log) -> None:
    client, end = await join(record=log.record)
    sending = asyncio.create_task(asyncio.get_running_loop().sock_sendall(end, LARGE))
    await log.until(lambda: len(log.received()) >= LIMIT)
    assert not (await asyncio.wait({sending}, timeout=0.05))[0]
    read, arrived = bytearray(), 0
    async for chunk in client.chunks():
        read += chunk
        await asyncio.sleep(0)
        arrived = len(log.received()) if len(read) < 4 * LIMIT else 0
        assert arrived - len(read) < LIMIT + BIGGEST_CHUNK
        if len(read) == len(LARGE):
            break
    await sending
    assert read == LARGE


async def test_a_long_answer_is_read_whole_however_long_it_is(join: Join) -> None:
    client, end = await join()
    sending = asyncio.create_task(asyncio.get_running_loop().sock_sendall(end, LARGE[: 8 * LIMIT] + b"\r\n.\r\n"))
    answer = await client.read_until(lambda data: data.endswith(b"\r\n.\r\n"), 5)
    await sending
    assert answer is not None
    assert len(answer) == 8 * LIMIT + 5


async def test_sending_waits_for_a_slow_server(join: Join) -> None:
    client, end = await join()
    sending = asyncio.create_task(client.send(LARGE))
    assert not (await asyncio.wait({sending}, timeout=0.05))[0]
    assert await receive(end, len(LARGE)) == LARGE
    await sending


async def test_sending_fails_when_the_server_goes_in_the_middle_of_it(join: Join) -> None:
    client, end = await join()
    sending = asyncio.create_task(client.send(LARGE))
    await receive(end, 1)
    reset(end)
    with pytest.raises(ConnectError, match="before everything was sent"):
        await sending


async def test_the_end_of_what_the_server_says_is_seen_while_it_takes_nothing(join: Join) -> None:
    client, end = await join()
    sending = asyncio.create_task(client.send(LARGE))
    end.sendall(b"421 4.7.0 Too much\r\n")
    end.shutdown(socket.SHUT_WR)
    assert await client.read_until(lambda _: False, 5) == b"421 4.7.0 Too much\r\n"
    reset(end)
    with pytest.raises(ConnectError, match="before everything was sent"):
        await sending


async def test_closing_does_not_wait_for_a_server_that_takes_nothing(join: Join) -> None:
    client, _ = await join()
    sending = asyncio.create_task(client.send(LARGE))
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        await client.close(within=0.05)
    with pytest.raises(ConnectError, match="before everything was sent"):
        await sending


async def test_a_refused_connection_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(ConnectError) as raised:
        await connect("127.0.0.1", port)
    assert raised.value.sentence == f"127.0.0.1 refused the connection: nothing listens on port {port} there."
    assert raised.value.remedy


async def test_a_connection_given_up_on_leaves_nothing_behind(listener: socket.socket, log: Log) -> None:
    connecting = asyncio.create_task(connect("127.0.0.1", listener.getsockname()[1], record=log.record))
    end, _ = await asyncio.get_running_loop().run_in_executor(None, listener.accept)
    connecting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await (await connecting).close()
    end.setblocking(False)
    with end:
        assert await receive(end, 1) == b""
    assert [type(event) for event in log] in ([], [Opened, Closed])
