"""How a connection under TLS ends, and what is still read of it."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from heloworld.wire.client import connect, one_line
from heloworld.wire.events import Closed
from heloworld.wire.read_buffer import LIMIT

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from .conftest import Log, Serve

GREETING = b"220 mail.harbour.test ESMTP\r\n"
LARGE = bytes(range(256)) * 4 * 8192
"""8 MiB."""


async def answer(reader: StreamReader, writer: StreamWriter) -> None:
    while await reader.readline():
        writer.write(b"250 Ok\r\n")


async def keep_silent(reader: StreamReader, writer: StreamWriter) -> None:
    """Take nothing in, close_notify neither."""
    writer.write(GREETING)
    writer.transport.pause_reading()  # type: ignore[attr-defined]  # typed as a mere WriteTransport
    await asyncio.Event().wait()


async def test_closing_takes_two_seconds_at_most_when_the_peer_says_no_goodbye(
    serve: Serve, log: Log, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    client = await connect("localhost", await serve(keep_silent, server_tls), tls=client_tls, record=log.record)
    assert await client.read_until(one_line, 5) == GREETING
    start = time.monotonic()
    await client.close()
    assert 1.9 < time.monotonic() - start < 3
    assert client.closed
    assert log[-1] == Closed(1, log[-1].at, "")


async def test_closing_is_prompt_when_the_peer_answers(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    client = await connect("localhost", await serve(answer, server_tls), tls=client_tls)
    start = time.monotonic()
    await client.close()
    assert time.monotonic() - start < 1
    await client.wait_closed()


async def test_an_impatient_close_still_closes(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    client = await connect("localhost", await serve(keep_silent, server_tls), tls=client_tls)
    closing = asyncio.create_task(client.close())
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    async with asyncio.timeout(1):
        await client.wait_closed()


async def test_what_arrived_can_be_read_after_closing_twice(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, log: Log
) -> None:
    async def pour(_: StreamReader, writer: StreamWriter) -> None:
        writer.write(LARGE)
        await writer.drain()

    client = await connect("localhost", await serve(pour, server_tls), tls=client_tls, record=log.record)
    await log.until(lambda: len(log.received()) >= LIMIT)
    await client.close()
    await client.close()
    assert await client.read_until(one_line, 5) == log.received()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_slow_reader_under_tls_loses_nothing_though_the_server_has_left(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, version: ssl.TLSVersion, log: Log
) -> None:
    async def pour(_: StreamReader, writer: StreamWriter) -> None:
        writer.write(LARGE)
        writer.close()
        await writer.wait_closed()

    client_tls.maximum_version = version
    client = await connect("localhost", await serve(pour, server_tls), tls=client_tls, record=log.record)
    await log.until(lambda: len(log.received()) >= LIMIT)
    read = bytearray()
    async for chunk in client.chunks():
        read += chunk
        await asyncio.sleep(0)
        if len(read) < 4 * LIMIT:
            assert len(log.received()) - len(read) < 3 * LIMIT
    assert read == LARGE
    await client.close()
