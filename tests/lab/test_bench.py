"""The bench: acts of both hands, and a world that becomes another."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.errors import ConnectError, HeloError
from heloworld.lab import remote_bench
from heloworld.lab.doors import is_tls_port, tls_url
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan
from heloworld.lab.remote_bench import RemoteBench
from heloworld.lab.script import Connect, HangUp, Send
from heloworld.smtp.policy import Policy
from heloworld.wire.events import Bytes, Closed, Event, Opened
from lab.hands import Server
from patience import PATIENCE
from talking import servers


class Desk:
    """A bench that has started, and what it told."""

    def __init__(self, plan: Plan) -> None:
        self.told: list[HeloError | None] = []
        self.bench = LocalBench(plan)
        self.bench.start(self.told.append).result(PATIENCE)

    @property
    def events(self) -> list[Event]:
        return self.bench.transcript.since(0)[0]

    def opened(self) -> list[bool]:
        """For each connection whether it is the one that is typed into."""
        return [self.bench.is_ours(event) for event in self.events if isinstance(event, Opened)]

    def sent(self) -> list[tuple[int, bytes]]:
        return [(each.conn, each.data) for each in self.events if isinstance(each, Bytes) and each.source == "client"]


@pytest.fixture
def desk(mail: Path) -> Iterator[Desk]:
    desk = Desk(Plan(mail, doors={"smtps": 0}))
    yield desk
    desk.bench.stop()


def test_acts_are_done_in_order_with_what_is_typed(desk: Desk) -> None:
    desk.bench.enter(b"HELO x")
    first = desk.bench.perform(Send(b"NOOP 1"))
    desk.bench.enter(b"NOOP 2")
    desk.bench.perform(Send(b"NOOP 3", "prompt", b"\n")).result(PATIENCE)
    assert first.done()
    assert desk.sent() == [(1, b"HELO x\r\n"), (1, b"NOOP 1\r\n"), (1, b"NOOP 2\r\n"), (1, b"NOOP 3\n")]


def test_the_other_hand_is_not_ours(desk: Desk) -> None:
    desk.bench.perform(Connect()).result(PATIENCE)
    desk.bench.perform(Connect("outside", "smtps")).result(PATIENCE)
    desk.bench.perform(Send(b"NOOP", "outside")).result(PATIENCE)
    assert desk.opened() == [True, False]
    assert desk.sent() == [(2, b"NOOP\r\n")]
    desk.bench.perform(HangUp("outside")).result(PATIENCE)
    desk.bench.perform(HangUp()).result(PATIENCE)
    desk.bench.perform(Send(b"NOOP")).result(PATIENCE)
    assert desk.opened() == [True, False, True]
    assert desk.told == [None, None]


def test_the_prompt_stays_at_the_door_where_it_was_last(desk: Desk) -> None:
    bench = desk.bench
    assert (bench.door, bench.address) == ("smtp", bench.doors["smtp"])
    bench.perform(Connect(door="smtps")).result(PATIENCE)
    bench.perform(Send(b"QUIT")).result(PATIENCE)
    bench.perform(Send(b"NOOP")).result(PATIENCE)
    assert (bench.door, bench.address) == ("smtps", bench.doors["smtps"])
    tls = [event.tls for event in desk.events if isinstance(event, Opened)]
    assert tls == [False, True, True]
    bench.reset().result(PATIENCE)
    bench.perform(Connect()).result(PATIENCE)
    assert (bench.door, desk.opened()) == ("smtp", [True])


def test_an_act_that_cannot_be_done_fails(mail: Path) -> None:
    desk = Desk(Plan(mail))
    assert "smtps" not in desk.bench.doors
    failed = desk.bench.perform(Connect("outside", "smtps"))
    with pytest.raises(ConnectError, match="does not listen for smtps"):
        failed.result(PATIENCE)
    assert any(isinstance(error, ConnectError) for error in desk.told)
    desk.bench.stop()


def test_a_reset_to_another_plan(desk: Desk, tmp_path: Path) -> None:
    doors = dict(desk.bench.doors)
    assert "smtps" in doors
    desk.bench.perform(Send(b"NOOP", "outside")).result(PATIENCE)
    old = desk.bench.transcript
    plan = Plan(tmp_path / "other", policy=Policy(hostname="mail.island.test"))
    assert desk.bench.reset(plan, keep=False).result(PATIENCE) is None
    desk.bench.perform(Connect()).result(PATIENCE)
    assert (desk.bench.plan, desk.bench.doors) == (plan, doors)
    assert desk.bench.transcript is not old
    assert desk.opened() == [True]
    assert isinstance(desk.events[1], Bytes)
    assert desk.events[1].data == b"220 mail.island.test ESMTP\r\n"
    assert len([event for event in old.since(0)[0] if isinstance(event, Closed)]) == 2
    desk.bench.perform(Send(b"EHLO x")).result(PATIENCE)
    desk.bench.perform(Send(b"STARTTLS")).result(PATIENCE)
    desk.bench.perform(Send(b"NOOP")).result(PATIENCE)
    assert desk.told[-1] is None, "the name in the certificate is the new one"


def test_what_was_typed_ahead_is_not_for_the_new_world(mail: Path) -> None:
    desk = Desk(Plan(mail))
    acts = [desk.bench.perform(Send(b"NOOP %d" % number)) for number in range(500)]
    desk.bench.reset(replace(desk.bench.plan or Plan(mail))).result(PATIENCE)
    desk.bench.perform(Send(b"QUIT")).result(PATIENCE)
    assert (1, b"QUIT\r\n") in desk.sent()
    assert len(desk.sent()) <= 2
    with pytest.raises((CancelledError, ConnectError)):
        acts[-1].result(PATIENCE)
    desk.bench.stop()


def test_somebody_elses_server_has_no_plan() -> None:
    bench = RemoteBench("127.0.0.1", 9)
    assert (bench.plan, bench.doors) == (None, {"smtp": ("127.0.0.1", 9)})
    with pytest.raises(NotImplementedError):
        bench.reset(None, keep=False)
    bench.stop()


@pytest.mark.parametrize(
    ("door", "remedy"),
    [
        ("pop3s", "Connect with pop3:// and say STLS there, or use POP3's port for TLS, which is 995 on most servers."),
        ("imaps", "Connect with imap:// and say STARTTLS there, or use IMAP's port for TLS, which is 993"),
        ("smtps", "Connect with smtp:// and say STARTTLS there, or use SMTP's port for TLS, which is 465"),
    ],
)
async def test_where_no_tls_is_spoken_the_protocol_says_what_helps(door: str, remedy: str) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Queue[HeloError | None]()
    server = Server(lambda _, __: b"-ERR\r\n", b"+OK ready\r\n")
    async with servers() as serve, asyncio.timeout(PATIENCE):
        bench = RemoteBench(*await serve(server.talk), door=door)
        started = bench.start(lambda error: loop.call_soon_threadsafe(told.put_nowait, error))
        while (said := await told.get()) is None:
            pass
        await asyncio.to_thread(started.exception, PATIENCE)
        await asyncio.to_thread(bench.stop)
    assert "speaks plaintext on this port, not TLS." in said.sentence
    assert remedy in said.remedy


@pytest.mark.parametrize(("door", "closes"), [("smtp", True), ("pop3", True), ("imap", False)])
async def test_a_server_that_does_not_greet_in_the_clear_may_wait_for_tls(
    door: str, closes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Queue[HeloError | None]()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not closes:
            await reader.read()
        writer.close()

    monkeypatch.setattr(remote_bench, "is_tls_port", lambda _: True)
    async with servers() as serve, asyncio.timeout(PATIENCE):
        host, port = await serve(silent)
        bench = RemoteBench(host, port, door=door)
        bench.start(lambda error: loop.call_soon_threadsafe(told.put_nowait, error))
        bench.enter(None)
        while (said := await told.get()) is None:
            pass
        await asyncio.to_thread(bench.stop)
    assert f"It may wait for TLS, spoken from the first byte: {door}s://{host}:{port} does that." in said.remedy


@pytest.mark.parametrize(
    ("door", "port", "url"),
    [
        ("smtp", 993, "imaps://mx.test:993"),
        ("submission", 465, "smtps://mx.test:465"),
        ("pop3", 1995, "pop3s://mx.test:1995"),
        ("pop3", 110, "pop3s://mx.test:110"),
        ("imaps", 993, ""),
        ("dns", 53, ""),
    ],
)
def test_the_port_tells_which_protocol_tls_is_spoken_for(door: str, port: int, url: str) -> None:
    assert tls_url(door, "mx.test", port) == url
    assert is_tls_port(port) is (port in {993, 465, 1995})


async def test_a_port_where_no_name_server_listens_is_told() -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Queue[HeloError | None]()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    async with asyncio.timeout(PATIENCE):
        bench = RemoteBench(*address, door="dns")
        bench.start(lambda error: loop.call_soon_threadsafe(told.put_nowait, error))
        bench.enter(b"MX a.test")
        while (said := await told.get()) is None:
            pass
        await asyncio.to_thread(bench.stop)
    assert str(said) == "No name server listens there over UDP. Check host and port, or ask over TCP (--tcp)."
