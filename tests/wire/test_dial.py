from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heloworld.errors import ConnectError
from heloworld.wire.dial import dial


def name_server(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], list[Any]]) -> None:
    """Have names looked up here, not in whatever network the tests run in."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: answer(host))


def target(address: str, port: int) -> tuple[Any, ...]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))


def look_ups() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "look up"]


@pytest.fixture
def silent_name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A resolver that keeps silent until the event is set; waits for its end."""
    answer_now, asked = threading.Event(), threading.Event()

    def answer(_: str) -> list[Any]:
        asked.set()
        answer_now.wait(5)
        return [target("127.0.0.1", 9)]

    name_server(monkeypatch, answer)
    yield asked
    answer_now.set()
    for thread in look_ups():
        thread.join(5)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port: int = unused.getsockname()[1]
        return port


@pytest.fixture
def deaf() -> Iterator[socket.socket]:
    """A listener whose queue is full: it drops further connections without a word."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield full


async def test_it_reaches_a_listening_port(listener: socket.socket) -> None:
    with await dial("localhost", listener.getsockname()[1], 5) as sock:
        end, peer = listener.accept()
        end.close()
        assert sock.getsockname() == peer
        assert not sock.getblocking()


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
async def test_it_reaches_a_listening_port_over_ipv6() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener, await dial("::1", listener.getsockname()[1], 5) as sock:
        assert sock.family is socket.AF_INET6


async def test_the_next_address_is_tried_when_one_refuses(
    listener: socket.socket, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_server(monkeypatch, lambda _: [target("127.0.0.1", free_port), target(*listener.getsockname())])
    with await dial("mail.harbour.test", 25, 5) as sock:
        assert sock.getpeername() == listener.getsockname()


async def test_a_refusal_says_more_than_an_address_that_no_way_leads_to(
    free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_way = target("127.0.0.1", free_port)[1:]
    name_server(monkeypatch, lambda _: [(250, *no_way), target("127.0.0.1", free_port), (250, *no_way)])
    with pytest.raises(ConnectError, match=r"mail\.harbour\.test refused the connection"):
        await dial("mail.harbour.test", 25, 5)


@pytest.mark.parametrize("host", ["x" * 64 + ".test", "mail..harbour.test", "mail\0.harbour.test"])
async def test_a_name_that_cannot_exist(host: str) -> None:
    with pytest.raises(ConnectError, match=r"There is no host named (x|mail)\S+\. Check the spelling"):
        await dial(host, 25, 5)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (socket.EAI_NONAME, "There is no host named mail.harbour.test."),
        (socket.EAI_AGAIN, "The name mail.harbour.test could not be looked up: try later."),
    ],
)
async def test_a_name_that_is_not_known(monkeypatch: pytest.MonkeyPatch, code: int, sentence: str) -> None:
    def answer(_: str) -> list[Any]:
        raise socket.gaierror(code, "try later")

    name_server(monkeypatch, answer)
    with pytest.raises(ConnectError) as raised:
        await dial("mail.harbour.test", 25, 5)
    assert raised.value.sentence == sentence
    assert raised.value.remedy


@pytest.mark.parametrize("port", [-1, 0, 65536, 70000])
async def test_a_number_that_is_no_port(port: int) -> None:
    with pytest.raises(ConnectError, match=f"{port} is not a port"):
        await dial("localhost", port, 5)


async def test_a_silent_name_server_stops_nothing_but_the_call(silent_name_server: threading.Event) -> None:
    dialling = asyncio.create_task(dial("mail.harbour.test", 25, 0.2))
    turns = 0
    while not dialling.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 10
    with pytest.raises(ConnectError, match=r"did not answer on port 25 within 0\.2 seconds"):
        await dialling


async def test_a_look_up_can_be_given_up_on(silent_name_server: threading.Event) -> None:
    dialling = asyncio.create_task(dial("mail.harbour.test", 25, 5))
    await asyncio.to_thread(silent_name_server.wait, 5)
    dialling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dialling


def test_the_end_of_the_program_does_not_wait_for_a_name_server(silent_name_server: threading.Event) -> None:
    async def hurry() -> None:
        with pytest.raises(ConnectError):
            await dial("mail.harbour.test", 25, 0.05)

    asyncio.run(hurry())
    assert [thread.daemon for thread in look_ups()] == [True]


async def test_a_host_that_never_answers(monkeypatch: pytest.MonkeyPatch, deaf: socket.socket) -> None:
    name_server(monkeypatch, lambda _: [target(*deaf.getsockname())] * 2)
    with pytest.raises(ConnectError, match=r"did not answer on port 25 within 0\.1 seconds"):
        await dial("mail.harbour.test", 25, 0.1)


async def test_an_address_that_never_answers_leaves_time_for_the_next(
    monkeypatch: pytest.MonkeyPatch, deaf: socket.socket, listener: socket.socket
) -> None:
    name_server(monkeypatch, lambda _: [target(*deaf.getsockname()), target(*listener.getsockname())])
    with await dial("mail.harbour.test", 25, 0.4) as sock:
        assert sock.getpeername() == listener.getsockname()
