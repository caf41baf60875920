"""The server over real sockets: TLS, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.protocols import protocol_of
from heloworld.pop.policy import Policy
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Opened, TlsStarted
from heloworld.wire.rows import Kind
from heloworld.wire.serving.server_end import Patience
from loopback import greet_and_leave

if TYPE_CHECKING:
    from .conftest import Caller, House, Open

BEGIN = "+OK Begin TLS negotiation now."


async def stls(house: House, context: ssl.SSLContext) -> Caller:
    """A session after the handshake."""
    caller = await house.call()
    await caller.begin()
    assert await caller.say("STLS") == [BEGIN]
    await caller.start_tls(context)
    return caller


async def test_stls(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await stls(safe_house, client_tls)
    assert await caller.say("STLS", "USER ana", "PASS harbour", "STAT", "QUIT") == [
        "-ERR TLS is already active.",
        "+OK",
        "+OK Logged in.",
        "+OK 4 1753",
        "+OK Logging out.",
    ]
    await safe_house.until_closed()
    started = [type(event) for event in safe_house.events].index(TlsStarted)
    chunks = [(index, event) for index, event in enumerate(safe_house.events) if isinstance(event, Bytes)]
    assert all(chunk.tls is (index > started) for index, chunk in chunks)
    assert safe_house.closed()[0].reason == ""


async def test_tls_from_the_first_byte(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call(safe_house.tls_port, tls=client_tls)
    await caller.log_in()
    assert await caller.say("DELE 1", "QUIT") == ["+OK Marked to be deleted.", "+OK Logging out, messages deleted."]
    opened, started = safe_house.events[:2]
    assert isinstance(opened, Opened)
    assert opened.tls
    assert isinstance(started, TlsStarted)
    assert started.version == "TLSv1.3"
    assert [*safe_house.ana.letters] == [2, 3, 4]


async def test_who_came_by_the_door_for_tls_needs_no_stls(
    opened: Open, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    house = await opened(Policy(requires_tls=True), server_tls)
    caller = await house.call(house.tls_port, tls=client_tls)
    await caller.begin()
    assert await caller.say("STLS", "CAPA") == ["-ERR TLS is already active.", "+OK"]
    assert {"USER", "SASL PLAIN LOGIN"} < {*await caller.listing()} - {"STLS"}
    assert await caller.say("USER ana", "PASS harbour") == ["+OK", "+OK Logged in."]


async def test_what_is_slipped_in_before_the_handshake_is_thrown_away(
    safe_house: House, client_tls: ssl.SSLContext
) -> None:
    caller = await safe_house.call()
    await caller.begin()
    await caller.send(b"STLS\r\nUSER ben\r\nCAPA\r\n")
    assert await caller.reply() == BEGIN
    await caller.start_tls(client_tls)
    assert await caller.say("PASS harbour", "QUIT") == ["-ERR No username given.", "+OK Logging out"]
    await safe_house.until_closed()
    dissector = Dissector(protocol_of)
    dissector.feed(safe_house.events)
    rows = [dissector.rows[number] for number in range(len(dissector.rows))]
    ignored = [row.line.text for row in rows if row.kind is Kind.IGNORED and row.line is not None]
    assert ignored == [b"USER ben", b"CAPA"]


async def test_a_name_given_in_the_clear_is_forgotten(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call()
    await caller.begin()
    assert await caller.say("USER ana", "STLS") == ["+OK", BEGIN]
    await caller.start_tls(client_tls)
    assert await caller.say("PASS harbour") == ["-ERR No username given."]


async def test_who_wants_tls_lets_nobody_in_without(opened: Open, server_tls: ssl.SSLContext) -> None:
    house = await opened(Policy(requires_tls=True), server_tls)
    caller = await house.call()
    await caller.begin()
    refusals = await caller.say("USER ana", "PASS harbour", "AUTH PLAIN AGFuYQBoYXJib3Vy", "AUTH LOGIN")
    assert all(reply.startswith("-ERR [AUTH] Plaintext authentication dis") for reply in refusals)
    assert await caller.say("AUTH") == ["+OK"]
    assert await caller.listing() == []


async def test_a_client_that_speaks_no_tls_is_cut(safe_house: House) -> None:
    caller = await safe_house.call()
    await caller.begin()
    assert await caller.say("STLS") == [BEGIN]
    await caller.send(b"USER ana\r\nPASS harbour\r\n")
    assert b"Logged in" not in await caller.rest()
    assert (await safe_house.until_closed()).reason.startswith("TLS handshake failed: ")
    assert await safe_house.is_well()


async def test_a_handshake_that_never_ends_is_cut(opened: Open, server_tls: ssl.SSLContext) -> None:
    house = await opened(tls=server_tls, patience=Patience(idle=60, tls=0.1))
    caller = await house.call(house.tls_port)
    assert await caller.rest() == b""
    assert (await house.until_closed()).reason == "TLS handshake failed: cut off"


@pytest.mark.parametrize("implicit", [True, False])
async def test_without_a_certificate_there_is_no_tls(
    opened: Open, server_tls: ssl.SSLContext, implicit: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def none() -> ssl.SSLContext:
        raise OSError

    house = await opened(tls=server_tls)
    house.service.tls = none
    caller = await house.call(house.tls_port if implicit else house.port)
    if implicit:
        assert await caller.rest() == b""
    else:
        await caller.begin()
        said = await caller.say("STLS", "USER ana")
        assert said == ["-ERR [SYS/TEMP] TLS is not available due to a local problem.", "+OK"]
    assert [record.getMessage() for record in caplog.records] == ["no TLS context could be made"]
    caplog.clear()


async def test_without_tls_stls_is_unknown(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    assert await caller.say("STLS", "CAPA") == ["-ERR Unknown command.", "+OK"]
    assert "STLS" not in await caller.listing()


async def test_who_leaves_with_the_last_word_of_the_handshake_is_no_word_of_asyncio_s(
    safe_house: House, client_tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    assert safe_house.tls_port is not None
    await asyncio.to_thread(greet_and_leave, safe_house.tls_port, client_tls)
    await safe_house.until_closed()
    assert caplog.messages == []
