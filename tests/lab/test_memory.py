"""``helo serve`` and clients that send much and never finish: memory is bounded, and given back."""

from __future__ import annotations

import smtplib
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from patience import PATIENCE
from serving import Server, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc says how much memory a process has")

CLIENTS, CHUNK, CHUNKS = 60, b"0123456789abcdef\r\n" * 5_000, 100
"""Clients that send nine megabytes each."""

BOUND, REST = 300 * 1024, 60 * 1024
"""KiB above what the server has at rest: while it is attacked, and afterwards."""

SCARCE = 40 * 1024
"""KiB of address space beyond what a server has at rest, where there is little of it."""

TRIES = 200
"""Small letters after which the server must have printed what it had to print, and given everything back."""


def resident(server: Server, field: str = "VmRSS") -> int:
    """KiB of memory that a server has now, or has had at most."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def send_a_small_one(server: Server) -> bool:
    """Whether a small letter goes through."""
    with smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE) as small:
        return not small.sendmail("dora@island.test", ["ben@harbour.test"], b"Subject: small\r\n\r\n")


def begin_letter(server: Server) -> smtplib.SMTP:
    """A client that has sent nine megabytes, or as much as the server would take, and has not finished."""
    client = smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE)
    client.ehlo()
    client.mail("dora@island.test")
    for user in ("ana", "ben", "cleo", "postmaster"):
        client.rcpt(f"{user}@harbour.test")
    client.docmd("DATA")
    with suppress(smtplib.SMTPServerDisconnected, OSError):
        for _ in range(CHUNKS):
            client.send(CHUNK)
    return client


def test_letters_without_an_end_take_no_more_than_their_share(mail: Path) -> None:
    with serving(mail) as server, ExitStack() as held:
        at_rest = resident(server)
        clients = [held.enter_context(closing(begin_letter(server))) for _ in range(CLIENTS)]
        send_a_small_one(server)
        assert resident(server, "VmHWM") - at_rest < BOUND
        for client in clients:
            client.close()
        assert any(resident(server) - at_rest < REST for _ in range(TRIES) if send_a_small_one(server))
        assert server.stop() == (0, "")


def test_where_there_is_less_memory_large_letters_are_refused_and_small_ones_delivered(mail: Path) -> None:
    with serving(mail) as server:
        usual = resident(server, "VmSize")
    with serving(mail, ulimit=f"-v {usual + SCARCE}") as server, ExitStack() as held:
        for _ in range(CLIENTS):
            held.enter_context(closing(begin_letter(server)))
        send_a_small_one(server)
        held.close()
        for _ in range(TRIES):
            send_a_small_one(server)
        status, said = server.stop()
    assert status == 0
    assert said in {"", "The system gives this program no more memory: large letters are refused for now.\n"}
