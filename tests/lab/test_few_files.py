"""``helo serve`` where the system allows few open files: mail that was let in is delivered, and nothing is torn."""

from __future__ import annotations

import smtplib
import socket
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from patience import PATIENCE
from serving import Server, serving

HELLO = b"Subject: hello\r\n\r\nHello, ana!\r\n"


def call(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)


def code(connection: socket.socket) -> bytes:
    """The code of the next reply; empty where there is none, and never will be."""
    try:
        return connection.recv(1000)[:3]
    except ConnectionError:
        return b""


def send(server: Server) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE) as client:
        client.sendmail("dora@island.test", ["ana@harbour.test", "ben@harbour.test"], HELLO)


def test_where_more_files_are_to_be_had_they_are_asked_for(mail: Path) -> None:
    with serving(mail, ulimit="-Sn 64") as server, ExitStack() as held:
        callers = [held.enter_context(call(server)) for _ in range(200)]
        assert {code(caller) for caller in callers} == {b"220"}
        send(server)
        assert server.stop() == (0, "")


@pytest.mark.parametrize("allowed", [40, 64, 100])
def test_where_no_more_are_to_be_had_some_are_kept_for_deliveries(mail: Path, allowed: int) -> None:
    with serving(mail, ulimit=f"-n {allowed}") as server, ExitStack() as held:
        first = held.enter_context(closing(smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE)))
        crowd = [held.enter_context(call(server)) for _ in range(300)]
        codes = [code(caller) for caller in crowd]
        assert set(codes) <= {b"220", b"421", b""}
        assert codes.count(b"220") > 0
        assert codes.count(b"421") > 0
        for _ in range(20):
            first.sendmail("dora@island.test", ["ana@harbour.test", "ben@harbour.test"], HELLO)
        assert server.mailbox("ben").read_bytes().count(b"\n\nHello, ana!\n") == 20
        for caller in crowd:
            caller.close()
        first.close()
        server.settle()
        send(server)
        status, said = server.stop()
    assert status == 0
    assert said.count("\n") == 1
    assert f"allows this program only {allowed} open files" in said


def test_the_limit_for_each_client_can_be_set(mail: Path) -> None:
    with serving(mail, "--client-limit", 3) as server, ExitStack() as held:
        codes = [code(held.enter_context(call(server))) for _ in range(5)]
        assert codes == [b"220"] * 3 + [b"421"] * 2
