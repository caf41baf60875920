"""The client under TLS: from the first byte, and after STARTTLS."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import ConnectError
from heloworld.lab.certificates import CURRENT, EXPIRED, Authority, Validity, client_context, server_context
from heloworld.wire.client import Client, connect, one_line
from heloworld.wire.events import Bytes, Closed, Opened, TlsStarted
from patience import PATIENCE

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from talking import Talk

    from .conftest import Join, Log, Serve

NAME = "mail.harbour.test"
GREETING = b"220 mail.harbour.test ESMTP\r\n"
GO_AHEAD = b"220 2.0.0 Ready to start TLS\r\n"


async def greet(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(GREETING)
    await reader.read(1)


async def echo(reader: StreamReader, writer: StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(b"250 " + line)


def upgrading(tls: ssl.SSLContext, go_ahead: bytes = GO_AHEAD) -> Talk:
    """A server that greets, answers lines until one is STARTTLS, speaks TLS and goes on answering."""

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(GREETING)
        while (line := await reader.readline()) not in {b"STARTTLS\r\n", b""}:
            writer.write(b"250 " + line)
        writer.write(go_ahead)
        with contextlib.suppress(OSError):
            await writer.start_tls(tls)
            await echo(reader, writer)

    return talk


async def ask_for_tls(client: Client) -> None:
    """All that comes before the handshake."""
    assert await client.read_until(one_line, 5) == GREETING
    await client.send(b"EHLO localhost\r\n")
    assert await client.read_until(one_line, 5) == b"250 EHLO localhost\r\n"
    await client.send(b"STARTTLS\r\n")
    assert await client.read_until(one_line, 5) == GO_AHEAD


async def expect_end(end: socket.socket) -> None:
    """The client has closed the connection, politely or not."""
    with end, contextlib.suppress(ConnectionResetError):
        end.setblocking(False)
        async with asyncio.timeout(PATIENCE):
            while await asyncio.get_running_loop().sock_recv(end, 65536):
                pass


async def join_under_tls(port: int, tls: ssl.SSLContext, log: Log) -> None:
    await connect("127.0.0.1", port, tls=tls, record=log.record)


async def test_tls_from_the_first_byte(
    serve: Serve, log: Log, authority: Authority, client_tls: ssl.SSLContext
) -> None:
    server_tls = server_context(authority)
    port = await serve(greet, server_tls)
    client = await connect("127.0.0.1", port, tls=client_tls, server_name=NAME, record=log.record, protocol="smtp")
    assert await client.read_until(one_line, 5) == GREETING
    assert client.tls_version == "TLSv1.3"
    assert client.cipher is not None
    assert client.cipher.startswith("TLS_")
    await client.send(b"x")
    await client.wait_closed()
    opened, started, greeting, sent, closed = log
    assert isinstance(opened, Opened)
    assert opened.tls
    assert started == TlsStarted(1, started.at, "TLSv1.3", client.cipher)
    assert greeting == Bytes(1, greeting.at, "server", GREETING, tls=True)
    assert sent == Bytes(1, sent.at, "client", b"x", tls=True)
    assert isinstance(closed, Closed)


async def test_the_name_to_check_is_the_host_unless_said_otherwise(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    client = await connect("localhost", await serve(greet, server_tls), tls=client_tls)
    assert await client.read_until(one_line, 5) == GREETING
    await client.close()


async def test_the_peers_certificate_can_be_read_trusted_or_not(
    serve: Serve, authority: Authority, server_tls: ssl.SSLContext
) -> None:
    port = await serve(greet, server_tls)
    curious = ssl.create_default_context()
    curious.check_hostname = False
    curious.verify_mode = ssl.CERT_NONE
    client = await connect("127.0.0.1", port, tls=curious)
    assert client.peer_certificate is not None
    assert NAME.encode() in client.peer_certificate
    await client.close()
    assert NAME.encode() in client.peer_certificate


async def test_plaintext_has_no_certificate(join: Join) -> None:
    client, _ = await join()
    assert (client.tls_version, client.cipher, client.peer_certificate) == (None, None, None)


async def test_a_greeting_in_the_same_segment_as_the_end_of_the_handshake(
    serve: Serve, log: Log, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """Under TLS 1.2 the server's last handshake message and its greeting go out together."""
    client_tls.maximum_version = ssl.TLSVersion.TLSv1_2
    client = await connect(
        "127.0.0.1", await serve(greet, server_tls), tls=client_tls, server_name=NAME, record=log.record
    )
    assert await client.read_until(one_line, 5) == GREETING
    assert client.tls_version == "TLSv1.2"
    assert [type(event) for event in log] == [Opened, TlsStarted, Bytes]
    await client.close()


async def test_starttls(serve: Serve, log: Log, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    client = await connect("127.0.0.1", await serve(upgrading(server_tls)), record=log.record)
    await ask_for_tls(client)
    assert client.tls_version is None
    await client.start_tls(client_tls, NAME)
    await client.send(b"EHLO localhost\r\n")
    assert await client.read_until(one_line, 5) == b"250 EHLO localhost\r\n"
    assert client.tls_version == "TLSv1.3"
    facts = [(event.source, event.data, event.tls) if isinstance(event, Bytes) else type(event) for event in log]
    assert facts == [
        Opened,
        ("server", GREETING, False),
        ("client", b"EHLO localhost\r\n", False),
        ("server", b"250 EHLO localhost\r\n", False),
        ("client", b"STARTTLS\r\n", False),
        ("server", GO_AHEAD, False),
        TlsStarted,
        ("client", b"EHLO localhost\r\n", True),
        ("server", b"250 EHLO localhost\r\n", True),
    ]
    with pytest.raises(ConnectError, match="already"):
        await client.start_tls(client_tls, NAME)
    assert not client.closed
    await client.close()


async def test_a_panel_goes_on_reading_across_starttls(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, log: Log
) -> None:
    client = await connect("localhost", await serve(upgrading(server_tls)), record=log.record)
    shown: list[bytes] = []

    async def show() -> None:
        shown.extend([chunk async for chunk in client.chunks()])

    panel = asyncio.create_task(show())
    await log.until(lambda: log.received() == GREETING)
    await client.send(b"STARTTLS\r\n")
    await log.until(lambda: log.received() == GREETING + GO_AHEAD)
    await asyncio.sleep(0)
    await client.start_tls(client_tls)
    await client.send(b"NOOP\r\n")
    await log.until(lambda: log.received().endswith(b"250 NOOP\r\n"))
    await client.close()
    await panel
    assert b"".join(shown) == GREETING + GO_AHEAD + b"250 NOOP\r\n"


async def test_what_is_sent_during_the_handshake_waits_for_its_end(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    client = await connect("localhost", await serve(upgrading(server_tls)))
    await ask_for_tls(client)
    upgrade = asyncio.create_task(client.start_tls(client_tls))
    await asyncio.sleep(0)
    await client.send(b"NOOP\r\n")
    assert upgrade.done()
    assert await client.read_until(one_line, 5) == b"250 NOOP\r\n"
    await client.close()


async def test_an_answer_of_several_lines_is_one_answer_to_who_knows_the_protocol(
    serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    port = await serve(upgrading(server_tls, b"220-go\r\n220 ahead\r\n"))
    for after, is_accepted in ((one_line, False), (lambda data: b"\n220 " in b"\n" + data, True)):
        client = await connect("localhost", port)
        assert await client.read_until(one_line, 5) == GREETING
        await client.send(b"STARTTLS\r\n")
        await client.read_until(lambda data: data.endswith(b"ahead\r\n"), 5)
        with contextlib.nullcontext() if is_accepted else pytest.raises(ConnectError, match="Plaintext"):
            await client.start_tls(client_tls, after=after)
        assert client.closed is not is_accepted
        await client.close()


@pytest.mark.parametrize("upgrade", [True, False], ids=["starttls", "tls"])
@pytest.mark.parametrize(
    ("name", "trusted", "validity", "reason"),
    [
        (NAME, False, CURRENT, "unable to get local issuer certificate"),
        ("mail.island.test", True, CURRENT, "Hostname mismatch, certificate is not valid for 'mail.island.test'"),
        (NAME, True, EXPIRED, "certificate has expired"),
    ],
)
async def test_a_certificate_that_is_not_trusted(
    serve: Serve,
    log: Log,
    authority: Authority,
    upgrade: bool,
    name: str,
    trusted: bool,
    validity: Validity,
    reason: str,
) -> None:
    tls = server_context(authority, validity=validity)
    trusting = client_context(authority if trusted else Authority())
    port = await serve(upgrading(tls)) if upgrade else await serve(greet, tls)
    if upgrade:
        client = await connect("127.0.0.1", port, record=log.record)
        await ask_for_tls(client)
        with pytest.raises(ConnectError) as raised:
            await client.start_tls(trusting, name)
    else:
        with pytest.raises(ConnectError) as raised:
            await connect("127.0.0.1", port, tls=trusting, server_name=name, record=log.record)
    assert f"The certificate of {name} is not trusted: {reason}" in raised.value.sentence
    assert raised.value.remedy
    if upgrade:
        assert client.closed
        await client.wait_closed()
        assert client.peer_certificate is None
        with pytest.raises(ConnectError, match="closed"):
            await client.send(b"QUIT\r\n")
    assert isinstance(log[-1], Closed)
    assert log[-1].reason == "TLS handshake failed"


@pytest.mark.parametrize("speaks_first", [True, False])
async def test_tls_to_a_plaintext_port(serve: Serve, log: Log, client_tls: ssl.SSLContext, speaks_first: bool) -> None:
    async def plain(reader: StreamReader, writer: StreamWriter) -> None:
        if not speaks_first:
            await reader.read(1)
        writer.write(GREETING if speaks_first else b"500 5.5.2 Error: command not recognized\r\n")
        await reader.read()

    with pytest.raises(ConnectError, match="speaks plaintext on this port, not TLS"):
        await connect("127.0.0.1", await serve(plain), tls=client_tls, server_name=NAME, record=log.record)
    assert isinstance(log[-1], Closed)


async def test_plaintext_to_a_tls_port_is_a_silent_end(serve: Serve, server_tls: ssl.SSLContext) -> None:
    client = await connect("127.0.0.1", await serve(greet, server_tls))
    assert await client.read_until(one_line, 0.05) is None
    await client.send(b"EHLO localhost\r\n")
    assert await client.read_until(one_line, 5) == b""
    await client.wait_closed()


async def test_a_server_that_hangs_up_during_the_handshake(serve: Serve, client_tls: ssl.SSLContext) -> None:
    async def hang_up(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(65536)
        writer.close()

    with pytest.raises(ConnectError, match="closed the connection during the TLS handshake"):
        await connect("127.0.0.1", await serve(hang_up), tls=client_tls, server_name=NAME)


async def test_a_server_that_never_answers_the_handshake(
    listener: socket.socket, log: Log, client_tls: ssl.SSLContext
) -> None:
    start = time.monotonic()
    with pytest.raises(ConnectError, match="did not answer the TLS handshake"):
        await connect("127.0.0.1", listener.getsockname()[1], tls=client_tls, record=log.record, timeout=0.1)
    assert time.monotonic() - start < 2
    assert [type(event) for event in log] == [Opened, Closed]


async def test_no_version_in_common(serve: Serve, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    server_tls.minimum_version = ssl.TLSVersion.TLSv1_3
    client_tls.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ConnectError, match=r"could not agree on TLS|closed the connection during"):
        await connect("localhost", await serve(greet, server_tls), tls=client_tls)


async def test_a_name_that_cannot_be_one(listener: socket.socket, client_tls: ssl.SSLContext) -> None:
    with pytest.raises(ConnectError, match="failed"):
        await connect("127.0.0.1", listener.getsockname()[1], tls=client_tls, server_name=".harbour.test")
    end, _ = listener.accept()
    await expect_end(end)


async def test_a_connection_that_is_closed_during_its_handshake(
    join: Join, log: Log, client_tls: ssl.SSLContext
) -> None:
    client, end = await join(record=log.record)
    await client.send(b"STARTTLS\r\n")
    end.sendall(GO_AHEAD)
    await client.read_until(one_line, 5)
    upgrade = asyncio.create_task(client.start_tls(client_tls, NAME))
    await asyncio.sleep(0)
    await client.close()
    with pytest.raises(ConnectError, match="closed the connection during the TLS handshake"):
        await upgrade
    assert isinstance(log[-1], Closed)


@pytest.mark.parametrize("upgrade", [True, False], ids=["starttls", "tls"])
async def test_a_handshake_given_up_on_closes_the_connection(
    listener: socket.socket, log: Log, client_tls: ssl.SSLContext, upgrade: bool
) -> None:
    loop = asyncio.get_running_loop()
    port = listener.getsockname()[1]
    giving_up: asyncio.Task[None]
    if upgrade:
        client = await connect("127.0.0.1", port, record=log.record)
        end, _ = listener.accept()
        end.sendall(GO_AHEAD)
        await client.read_until(one_line, 5)
        giving_up = asyncio.create_task(client.start_tls(client_tls, NAME))
    else:
        giving_up = asyncio.create_task(join_under_tls(port, client_tls, log))
        end, _ = await loop.run_in_executor(None, listener.accept)
    end.setblocking(False)
    assert (await loop.sock_recv(end, 65536)).startswith(b"\x16\x03")
    giving_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await giving_up
    await expect_end(end)
    assert log[-1] == Closed(1, log[-1].at, "TLS handshake failed")
