"""Strangers and crowds at ``helo serve``: memory stays small, others get their turn, and nothing is said on stderr."""

from __future__ import annotations

import random
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from patience import PATIENCE

from .post_office import LETTERS, PASSWORD, USER, PostOffice

MEGABYTE = 1024 * 1024
CLIENTS = 50
LOGIN = {
    "pop3": f"USER {USER}\r\nPASS {PASSWORD}\r\n".encode(),
    "imap": f"a LOGIN {USER} {PASSWORD}\r\nb SELECT INBOX\r\n".encode(),
}


def connect(office: PostOffice, door: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", office.ports[door]), PATIENCE)


def rest(connection: socket.socket) -> bytes:
    """Everything that still comes."""
    found = bytearray()
    while data := connection.recv(MEGABYTE):
        found += data
    return bytes(found)


def peak(office: PostOffice) -> int:
    """The most memory that the server has had, in bytes."""
    status = Path(f"/proc/{office.server.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory a program has had")
def test_fifty_clients_fetch_everything_and_some_do_not_read(office: PostOffice) -> None:
    letter = b"Subject: large\r\n\r\n" + b"0123456789" * 7 + b"\r\n" + (b"0123456789" * 7 + b"\r\n") * 14_000
    office.send(*[letter] * 4)
    asked = LOGIN["imap"] + b"c FETCH 1:* (BODY.PEEK[])\r\nd LOGOUT\r\n"
    with ExitStack() as stack:
        sleepers = [stack.enter_context(connect(office, "imap")) for _ in range(CLIENTS // 2)]
        for each in sleepers:
            each.sendall(asked)
        before = peak(office)

        def fetch(_: int) -> int:
            with connect(office, "imap") as reader:
                reader.sendall(asked)
                said = rest(reader)
                assert b"c OK Fetch completed" in said[-200:]
                return said.count(letter)

        with ThreadPoolExecutor(5) as pool:
            assert [*pool.map(fetch, range(CLIENTS // 2))] == [4] * (CLIENTS // 2)
        assert peak(office) - before < 150 * MEGABYTE


@pytest.mark.parametrize(
    ("door", "command", "answer"),
    [("pop3", b"UIDL 1\r\n", b"+OK 1 "), ("imap", b"x FETCH 1 (UID FLAGS)\r\n", b"x OK ")],
)
def test_ten_thousand_commands_at_once(office: PostOffice, door: str, command: bytes, answer: bytes) -> None:
    end = b"QUIT\r\n" if door == "pop3" else b"y LOGOUT\r\n"
    with connect(office, door) as client, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(client.sendall, LOGIN[door] + command * 10_000 + end)
        said = rest(client)
        sending.result()
    assert said.count(answer) == 10_000
    assert b"Logging out" in said[-100:]


@pytest.mark.parametrize("door", ["pop3", "pop3s", "imap", "imaps"])
@pytest.mark.parametrize("is_inside", [False, True])
def test_random_bytes(office: PostOffice, door: str, is_inside: bool) -> None:
    chance, before = random.Random(7), office.box.read_bytes()
    for _ in range(20):
        with connect(office, door) as stranger, suppress(ConnectionError):
            stranger.sendall(LOGIN.get(door, b"") if is_inside else b"")
            stranger.sendall(chance.randbytes(chance.randrange(5_000)) + b"\r\n")
            stranger.shutdown(socket.SHUT_WR)
            rest(stranger)
    assert office.box.read_bytes() == before
    with connect(office, "pop3") as client:
        client.sendall(LOGIN["pop3"] + b"STAT\r\nQUIT\r\n")
        assert f"+OK {len(LETTERS)} ".encode() in rest(client)
