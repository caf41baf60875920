"""The server over real sockets: TLS, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy
from heloworld.wire.events import Bytes, Opened, TlsStarted
from loopback import greet_and_leave

if TYPE_CHECKING:
    from .conftest import Caller, House, Open

READY = "220 2.0.0 Ready to start TLS"


async def mail(caller: Caller) -> str:
    """Send one from hello to goodbye; the reply to the dot."""
    assert (await caller.say("EHLO client.test"))[0].startswith("250")
    await caller.ask_to_send()
    queued, bye = await caller.say("hello\r\n.", "QUIT")
    assert bye == "221 2.0.0 Bye"
    return queued


async def starttls(house: House, context: ssl.SSLContext) -> Caller:
    """A session after the handshake."""
    caller = await house.call()
    await caller.begin()
    assert await caller.say("STARTTLS") == [READY]
    await caller.start_tls(context)
    return caller


async def test_starttls(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await starttls(safe_house, client_tls)
    assert (await mail(caller)).startswith("250 2.0.0 Ok: queued as")
    assert safe_house.letters[0].protocol == "ESMTPS"
    await safe_house.until_closed()
    kinds = [type(event) for event in safe_house.events]
    started = kinds.index(TlsStarted)
    chunks = [(index, event) for index, event in enumerate(safe_house.events) if isinstance(event, Bytes)]
    assert all(chunk.tls is (index > started) for index, chunk in chunks)
    assert safe_house.closed()[0].reason == ""


async def test_tls_from_the_first_byte(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call(safe_house.tls_port, tls=client_tls)
    assert await caller.reply() == ["220 mail.harbour.test ESMTP"]
    assert (await mail(caller)).startswith("250 2.0.0 Ok: queued as")
    opened, started = safe_house.events[:2]
    assert isinstance(opened, Opened)
    assert opened.tls
    assert isinstance(started, TlsStarted)
    assert started.version == "TLSv1.3"


async def test_what_was_said_in_the_clear_is_forgotten(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await starttls(safe_house, client_tls)
    assert await caller.say("MAIL FROM:<dora@island.test>") == ["503 5.5.1 Error: send HELO/EHLO first"]


async def test_starttls_is_announced_only_where_it_works(
    house: House, safe_house: House, client_tls: ssl.SSLContext
) -> None:
    plain, clear = await house.call(), await safe_house.call()
    assert await plain.reply() == await clear.reply()
    for caller, announced in [(plain, False), (clear, True), (await starttls(safe_house, client_tls), False)]:
        caller.writer.write(b"EHLO client.test\r\n")
        assert ("250-STARTTLS" in await caller.reply()) is announced
    assert await plain.say("STARTTLS") == ["502 5.5.1 Error: command not implemented"]


async def test_tls_inside_tls_is_refused(safe_house: House, client_tls: ssl.SSLContext) -> None:
    for caller in [
        await starttls(safe_house, client_tls),
        await safe_house.call(safe_house.tls_port, tls=client_tls),
    ]:
        if caller.reader.at_eof() or not safe_house.crossed("client").endswith(b"STARTTLS\r\n"):
            await caller.reply()
        assert await caller.say("STARTTLS", "NOOP") == ["554 5.5.1 Error: TLS already active", "250 2.0.0 Ok"]


# Command injection (CVE-2011-0411): nothing that came in the clear is carried out under TLS


async def test_commands_behind_starttls_are_thrown_away(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call()
    await caller.begin()
    await caller.send(b"STARTTLS\r\nEHLO injected\r\nMAIL FROM:<injected@island.test>\r\n")
    assert await caller.reply() == [READY]
    await caller.start_tls(client_tls)
    assert await caller.say("NOOP", "RCPT TO:<ana@harbour.test>") == [
        "250 2.0.0 Ok",
        "503 5.5.1 Error: send HELO/EHLO first",
    ]


async def test_half_a_command_before_starttls_is_thrown_away(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call()
    await caller.begin()
    await caller.send(b"STARTTLS\r\nMAIL FROM:<injec")
    assert await caller.reply() == [READY]
    await caller.start_tls(client_tls)
    assert await caller.say("NOOP") == ["250 2.0.0 Ok"]


async def test_clear_text_in_the_next_segment_breaks_the_handshake(safe_house: House) -> None:
    caller = await safe_house.call()
    await caller.begin()
    assert await caller.say("STARTTLS") == [READY]
    await caller.send(b"EHLO injected\r\nMAIL FROM:<injected@island.test>\r\n")
    await caller.rest()
    closed = await safe_house.until_closed()
    assert closed.reason.startswith("TLS handshake failed: ")
    assert b"injected" not in safe_house.crossed("client")
    assert safe_house.crossed("server").endswith(READY.encode() + b"\r\n")


async def test_nothing_is_read_in_the_clear_while_the_certificate_is_made(
    opened: Open, server_tls: ssl.SSLContext
) -> None:
    asked, gate = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow() -> ssl.SSLContext:
        loop.call_soon_threadsafe(asked.set)
        assert gate.wait(5)
        return server_tls

    house = await opened()
    house.listener.service.tls = slow
    caller = await house.call()
    await caller.begin()
    await caller.send(b"STARTTLS\r\n")
    await asked.wait()
    await caller.send(b"MAIL FROM:<injected@island.test>\r\n")
    assert await house.is_well()
    gate.set()
    assert await caller.reply() == [READY]
    assert (await house.until_closed(conn=1)).reason == "TLS handshake failed: wrong version number"
    assert b"injected" not in house.crossed("client")


# Handshakes that come to nothing


@pytest.mark.parametrize(
    "noise", [b"EHLO client.test\r\n", b"\0" * 100, b"\x16\x03\x01\x00\x05hello", b"GET / HTTP/1.0\r\n\r\n"]
)
@pytest.mark.parametrize("implicit", [False, True])
async def test_no_client_hello(safe_house: House, implicit: bool, noise: bytes) -> None:
    caller = await safe_house.call(safe_house.tls_port if implicit else safe_house.port)
    if not implicit:
        await caller.begin()
        assert await caller.say("STARTTLS") == [READY]
    await caller.send(noise)
    caller.half_close()
    await caller.rest()
    closed = await safe_house.until_closed()
    assert closed.reason.startswith("TLS handshake failed: ")
    assert len(closed.reason) > len("TLS handshake failed: ")
    assert not any(isinstance(event, TlsStarted) for event in safe_house.events)
    assert await safe_house.is_well()


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_client_that_leaves_instead_of_shaking_hands(safe_house: House, implicit: bool) -> None:
    caller = await safe_house.call(safe_house.tls_port if implicit else safe_house.port)
    if implicit:
        await safe_house.until(lambda: safe_house.events)
    else:
        await caller.begin()
        assert await caller.say("STARTTLS") == [READY]
    caller.reset()
    assert (await safe_house.until_closed()).reason == "TLS handshake failed: cut off"


async def test_a_client_that_does_not_trust_the_certificate(safe_house: House) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        await starttls(safe_house, ssl.create_default_context())
    assert (await safe_house.until_closed()).reason.startswith("TLS handshake failed: ")


async def test_no_certificate_to_be_had(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    house = await opened()

    def fail() -> ssl.SSLContext:
        raise OSError("no room for a key")

    house.listener.service.tls = fail
    caller = await house.call()
    await caller.begin()
    await caller.send(b"STARTTLS\r\nNOOP\r\n")
    assert await caller.reply() == ["454 4.7.0 TLS not available due to local problem"]
    assert await caller.reply() == ["250 2.0.0 Ok"]
    await caller.ask_to_send()
    assert b"room" not in house.crossed("server")
    caplog.clear()


async def test_one_too_many_is_let_go_before_the_handshake(opened: Open, server_tls: ssl.SSLContext) -> None:
    house = await opened(Policy(connection_limit=1), tls=server_tls)
    await (await house.call()).reply()
    assert await (await house.call(house.tls_port)).rest() == b""
    assert (await house.until_closed()).reason == "too many connections"


# The tunnel


async def test_a_client_may_speak_first_inside_the_tunnel(safe_house: House, client_tls: ssl.SSLContext) -> None:
    for _ in range(20):
        caller = await starttls(safe_house, client_tls)
        await caller.send(b"EHLO early\r\nQUIT\r\n")
        assert (await caller.rest()).endswith(b"221 2.0.0 Bye\r\n")


async def test_a_large_mail_through_the_tunnel(safe_house: House, client_tls: ssl.SSLContext) -> None:
    text = b"".join(os.urandom(40).hex().encode() + b"\r\n" for _ in range(25_000))
    caller = await starttls(safe_house, client_tls)
    await caller.say("EHLO client.test")
    await caller.ask_to_send()
    await caller.send(text)
    assert (await caller.say("."))[0].startswith("250 2.0.0")
    assert safe_house.contents == [text]


async def test_who_closes_the_tunnel_silently_is_let_go(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await starttls(safe_house, client_tls)
    caller.writer.transport.abort()
    assert (await safe_house.until_closed()).reason == ""


async def test_a_hundred_handshakes_at_once(safe_house: House, client_tls: ssl.SSLContext) -> None:
    async def one() -> str:
        return await mail(await starttls(safe_house, client_tls))

    replies = await asyncio.gather(*(one() for _ in range(100)))
    assert all(reply.startswith("250 2.0.0 Ok: queued") for reply in replies)
    assert len(safe_house.letters) == 100


async def test_who_leaves_with_the_last_word_of_the_handshake_is_no_word_of_asyncio_s(
    safe_house: House, client_tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    assert safe_house.tls_port is not None
    await asyncio.to_thread(greet_and_leave, safe_house.tls_port, client_tls)
    await safe_house.until_closed()
    assert caplog.messages == []
