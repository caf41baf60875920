"""What is typed for a connection that is lost, not greeted or not encrypted does not go out over another."""

from __future__ import annotations

import asyncio

import pytest

from heloworld.errors import PlaintextError
from heloworld.lab import certificates
from heloworld.lab.typed_lines import BURST
from heloworld.lab.world import Lab
from heloworld.wire.events import Bytes, TlsStarted
from talking import Serve

from .conftest import ends_with, happened, until
from .hands import Hands, Server

ENVELOPE = (b"HELO x", b"MAIL FROM:<dora@island.test>", b"RCPT TO:<ana@harbour.test>", b"DATA")
REST = (b"one", b"", b"MAIL FROM:<victim@island.test>", b"RSET", b"VRFY secret words", b".", b"QUIT")
SECURE = (b"EHLO localhost", b"STARTTLS")


def losing(*, lost_at: bytes, reply: bytes | None = None) -> Server:
    """A server that hangs up at a line of its first connection, with a last word or without."""

    def answer(connection: int, line: bytes) -> bytes | None:
        if connection == 1 and line == lost_at:
            return reply
        return {b"DATA": b"354 go on\r\n", b"one": b"", b"two": b""}.get(line, b"250 Ok\r\n")

    return Server(answer)


async def go_on(hands: Hands, server: Server) -> list[bytes]:
    """Press Enter on an empty line, then say NOOP; what the second connection heard."""
    hands.paste(b"")
    hands.paste(b"NOOP")
    await server.until(lambda: len(server.heard) > 1 and server.heard[-1][-1:] == [b"NOOP"])
    assert len(server.heard) == 2
    return server.heard[1]


async def test_the_rest_of_a_letter_is_not_sent_as_commands(serve: Serve) -> None:
    server = losing(lost_at=b"one")
    hands = Hands(await serve(server.talk))
    hands.paste(*ENVELOPE, *REST)
    assert await hands.until_told() == (
        "The connection was lost. Nothing that was typed for it is sent over another one."
    )
    assert "Enter" in hands.errors[0].remedy
    hands.paste(b"MAIL FROM:<victim@island.test>")
    await hands.until_told(2)
    hands.paste(b"", b"VRFY secret words", after=BURST / 2)
    assert await go_on(hands, server) == [b"NOOP"]
    assert len(hands.errors) == 2, "what belongs to one paste is told of once"
    await hands.stop()


async def test_the_rest_of_a_chunk_is_not_sent_as_commands(serve: Serve) -> None:
    def answer(connection: int, line: bytes) -> bytes | None:
        if connection == 1 and line == b"one":
            return None
        is_text = line in {b"BDAT 1000 LAST", b"Subject: a", b""}
        return b"250-here\r\n250 CHUNKING\r\n" if line == b"EHLO x" else b"" if is_text else b"250 Ok\r\n"

    server = Server(answer)
    hands = Hands(await serve(server.talk))
    for line in (b"EHLO x", *ENVELOPE[1:3], b"BDAT 1000 LAST", b"Subject: a", b"", b"one"):
        hands.paste(line, after=2 * BURST)
    await hands.until_closed()
    hands.paste(b"RSET", after=2 * BURST)
    await hands.until_told(2)
    assert hands.errors[1].sentence.startswith("That was not sent.")
    assert await go_on(hands, server) == [b"NOOP"]
    await hands.stop()


async def test_after_421_the_rest_of_a_paste_is_dropped(serve: Serve) -> None:
    server = losing(lost_at=ENVELOPE[2], reply=b"421 4.3.2 shutting down\r\n")
    hands = Hands(await serve(server.talk))
    hands.paste(*ENVELOPE, *REST)
    assert (await hands.until_told()).startswith("The server closed the connection (421).")
    hands.paste(b"RSET", after=BURST / 2)
    assert await go_on(hands, server) == [b"NOOP"]
    assert server.heard[0] == [*ENVELOPE[:3]]
    await hands.stop()


async def test_an_empty_line_of_a_paste_does_not_connect_again(serve: Serve) -> None:
    server = losing(lost_at=b"one")
    hands = Hands(await serve(server.talk))
    hands.paste(*ENVELOPE, b"one")
    await hands.until_closed()
    hands.paste(b"", b"RSET")
    await hands.until_told()
    assert await go_on(hands, server) == [b"NOOP"]
    await hands.stop()


async def test_a_command_that_is_typed_after_a_loss_is_for_a_new_connection(serve: Serve) -> None:
    server = losing(lost_at=b"EHLO x")
    hands = Hands(await serve(server.talk))
    hands.paste(b"EHLO x")
    await hands.until_closed()
    hands.paste(b"EHLO y")
    await server.until(lambda: server.heard[-1:] == [[b"EHLO y"]])
    assert hands.errors == []
    await hands.stop()


async def test_what_was_entered_ahead_goes_when_the_learner_hangs_up(serve: Serve) -> None:
    server = Server(lambda _, line: b"" if line == b"slow" else b"250 Ok\r\n")
    hands = Hands(await serve(server.talk))
    hands.paste(b"slow", b"secret", b"words")
    await server.until(lambda: server.heard == [[b"slow"]])
    await hands.typist.hang_up()
    assert await go_on(hands, server) == [b"NOOP"]
    await hands.stop()


async def test_nothing_is_sent_before_the_greeting_is_complete(serve: Serve) -> None:
    early: list[bytes] = []
    greeted = asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-please wait\r\n220-")
        try:
            async with asyncio.timeout(0.1):
                early.append(await reader.read(100))
        except TimeoutError:
            writer.write(b"still\r\n220 mail.island.test\r\n")
        early.append(await reader.readline())
        greeted.set()
        writer.close()

    hands = Hands(await serve(slow), secure=SECURE)
    hands.paste(b"EHLO too soon")
    await greeted.wait()
    assert early == [b"EHLO localhost\r\n"]
    await hands.stop()


async def test_a_server_that_never_greets_is_left(serve: Serve) -> None:
    server = Server(lambda _, _line: b"", greeting=b"220-hi\r\n")
    hands = Hands(await serve(server.talk), patience=0.05)
    hands.paste(b"EHLO x", b"MAIL FROM:<>")
    assert await hands.until_told() == "The server did not greet within 0.05 seconds."
    assert hands.typist.client is None
    assert server.heard == [[]]
    await hands.stop()


async def test_a_server_that_leaves_before_it_greets(serve: Serve) -> None:
    async def rude(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-hi\r\n")
        writer.close()

    hands = Hands(await serve(rude))
    hands.paste(b"EHLO x")
    assert await hands.until_told() == "The server closed the connection before its greeting was complete."
    await hands.stop()


async def test_a_slow_server_is_waited_for_and_that_is_said(serve: Serve) -> None:
    answered = asyncio.Event()
    heard: list[bytes] = []

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hi\r\n")
        for reply in (b"250 Ok\r\n", b"354 go on\r\n"):
            heard.append(await reader.readline())
            await answered.wait()
            answered.clear()
            writer.write(reply)
        heard.append(await reader.readexactly(len(b"one\r\ntwo\r\n")))
        answered.set()
        await reader.read()
        writer.close()

    hands = Hands(await serve(slow), patience=20, slow=0.02)
    hands.paste(b"MAIL FROM:<>", b"DATA", b"one", b"two")
    for count in (1, 2):
        assert await hands.until_told(count) == "The server has not answered yet."
        assert len(heard) == count
        answered.set()
        await hands.until(lambda: not answered.is_set() or len(heard) == 3)
    await answered.wait()
    assert heard == [b"MAIL FROM:<>\r\n", b"DATA\r\n", b"one\r\ntwo\r\n"]
    await hands.stop()


# --starttls


@pytest.mark.parametrize(
    ("offer", "sentence"),
    [
        pytest.param(
            b"250 SIZE 100\r\n",
            "The server does not offer STARTTLS, or somebody took the offer out: this connection is not encrypted, and "
            "nothing you type is sent.",
            id="stripped",
        ),
        pytest.param(
            b"250 STARTTLS\r\n",
            "The server refused STARTTLS: this connection is not encrypted, and nothing you type is sent.",
            id="refused",
        ),
    ],
)
async def test_where_there_is_no_tls_everything_is_held_until_the_learner_agrees(
    serve: Serve, offer: bytes, sentence: str
) -> None:
    replies = {b"EHLO localhost": b"250-hi\r\n" + offer, b"STARTTLS": b"454 4.7.0 not now\r\n"}
    server = Server(lambda _, line: replies.get(line, b"250 Ok\r\n"))
    hands = Hands(await serve(server.talk), secure=SECURE)
    hands.paste(b"AUTH PLAIN early")
    assert await hands.until_told() == sentence
    assert isinstance(hands.errors[0], PlaintextError)
    hands.paste(b"AUTH PLAIN secret")
    assert await hands.until_told(2) == f"That was not sent. {sentence}"
    assert isinstance(hands.errors[1], PlaintextError)
    hands.paste(b"", b"AUTH PLAIN pasted")
    hands.paste(b"NOOP")
    await server.until(lambda: server.heard[0][-1] == b"NOOP")
    assert server.heard == [[*SECURE, b"NOOP"]]
    await hands.stop()


async def test_each_connection_is_encrypted_anew(lab: Lab) -> None:
    hands = Hands(
        lab.address, lambda _door: (certificates.client_context(lab.authority), "mail.harbour.test"), secure=SECURE
    )
    hands.paste(b"QUIT", b"NOOP")
    await until(lab, ends_with(b"250 2.0.0 Ok\r\n"))
    assert sum(isinstance(event, TlsStarted) for event in happened(lab)) == 2
    noop = next(event for event in happened(lab) if isinstance(event, Bytes) and event.data == b"NOOP\r\n")
    assert noop.tls
    assert hands.errors == []
    await hands.stop()
