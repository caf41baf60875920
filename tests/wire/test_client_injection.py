"""What somebody in the middle slips in before TLS is never read as if it had come under TLS."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import ConnectError
from heloworld.wire.client import one_line
from heloworld.wire.events import Closed

if TYPE_CHECKING:
    from .conftest import Join, Log

NAME = "mail.harbour.test"
GO_AHEAD = b"220 2.0.0 Ready to start TLS\r\n"


@pytest.mark.parametrize("injected", [b"250 injected\r\n", b"2", b"\x16\x03\x01"])
async def test_what_follows_the_answer_in_its_segment_ends_the_connection(
    join: Join, log: Log, client_tls: ssl.SSLContext, injected: bytes
) -> None:
    client, end = await join(record=log.record)
    await client.send(b"STARTTLS\r\n")
    end.sendall(GO_AHEAD + injected)
    await client.read_until(lambda data: data.endswith(injected), 5)
    with pytest.raises(ConnectError, match="Plaintext followed the answer to STARTTLS"):
        await client.start_tls(client_tls, NAME)
    assert client.closed
    assert client.tls_version is None
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(1):
            while await asyncio.get_running_loop().sock_recv(end, 100):
                pass
    assert [event.reason for event in log if isinstance(event, Closed)] == ["plaintext before the TLS handshake"]


@pytest.mark.parametrize("read_it", [True, False], ids=["read", "unread"])
async def test_what_follows_the_answer_in_a_segment_of_its_own_ends_the_connection(
    join: Join, log: Log, client_tls: ssl.SSLContext, read_it: bool
) -> None:
    client, end = await join(record=log.record)
    await client.send(b"STARTTLS\r\n")
    end.sendall(GO_AHEAD)
    assert await client.read_until(one_line, 5) == GO_AHEAD
    end.sendall(b"250 injected\r\n")
    await log.until(lambda: log.received() == GO_AHEAD + b"250 injected\r\n")
    if read_it:
        await client.read_until(one_line, 5)
    with pytest.raises(ConnectError, match="Plaintext followed"):
        await client.start_tls(client_tls, NAME)
    assert client.closed


async def test_what_arrives_unseen_before_the_handshake_ends_the_connection(
    join: Join, log: Log, client_tls: ssl.SSLContext
) -> None:
    """It lies in the system's buffer when the handshake begins."""
    client, end = await join(record=log.record)
    await client.send(b"STARTTLS\r\n")
    end.sendall(GO_AHEAD)
    assert await client.read_until(one_line, 5) == GO_AHEAD
    end.sendall(b"250 injected\r\n")
    with pytest.raises(ConnectError, match="Plaintext followed"):
        await client.start_tls(client_tls, NAME)
    assert client.closed
    assert await client.read_until(one_line, 5) == b""
    assert log.received() == GO_AHEAD


async def test_what_was_injected_before_starttls_was_sent_ends_the_connection(
    join: Join, log: Log, client_tls: ssl.SSLContext
) -> None:
    client, end = await join(record=log.record)
    end.sendall(b"250 injected\r\n")
    await log.until(lambda: log.received() == b"250 injected\r\n")
    await client.send(b"STARTTLS\r\n")
    end.sendall(GO_AHEAD)
    await log.until(lambda: log.received().endswith(GO_AHEAD))
    with pytest.raises(ConnectError, match="Plaintext followed"):
        await client.start_tls(client_tls, NAME)


async def test_an_endless_answer_ends_the_connection(join: Join, log: Log, client_tls: ssl.SSLContext) -> None:
    client, end = await join(record=log.record)
    await client.send(b"STARTTLS\r\n")
    end.sendall(b"220-" + b"x" * 20000)
    await log.until(lambda: len(log.received()) == 20004)
    with pytest.raises(ConnectError, match="Plaintext followed"):
        await client.start_tls(client_tls, NAME)


async def test_tls_cannot_start_before_the_server_has_answered(join: Join, client_tls: ssl.SSLContext) -> None:
    client, end = await join()
    await client.send(b"STARTTLS\r\n")
    with pytest.raises(ConnectError, match="not answered"):
        await client.start_tls(client_tls, NAME)
    assert not client.closed
    end.sendall(b"454 4.7.0 TLS not available\r\n")
    assert await client.read_until(one_line, 5) == b"454 4.7.0 TLS not available\r\n"
