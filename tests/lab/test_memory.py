"""``helo serve`` and clients that send much and never finish: memory is bounded, and given back."""

from __future__ import annotations

import smtplib
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from patience import PATIENCE
from serving import Server, serving

CLIENTS, CHUNK, CHUNKS = 60, b"0123456789abcdef\r\n" * 5_000, 100
"""Clients that send nine megabytes each."""

BOUND, REST = 300 * 1024, 60 * 1024
"""KiB above what the server has at rest: while it is attacked, and afterwards."""

TRIES = 500
"""Small letters after which the server must have printed what it had to print, and given everything back."""


def resident(server: Server, field: str = "VmRSS") -> int:
    """KiB of memory that a server has now, or has had at most."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def send_a_small_one(server: Server) -> bool:
    """Whether a small letter goes through."""
    with smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE) as small:
        return not small.sendmail("dora@island.test", ["ben@harbour.test"], b"Subject: small\r\n\r\n")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says how much memory a process has")
def test_letters_without_an_end_take_no_more_than_their_share(mail: Path) -> None:
    with serving(mail) as server, ExitStack() as held:
        at_rest = resident(server)
        clients = [
            held.enter_context(closing(smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE)))
            for _ in range(CLIENTS)
        ]
        for client in clients:
            client.ehlo()
            client.mail("dora@island.test")
            for user in ("ana", "ben", "cleo", "postmaster"):
                client.rcpt(f"{user}@harbour.test")
            client.docmd("DATA")
            for _ in range(CHUNKS):
                client.send(CHUNK)
        send_a_small_one(server)
        assert resident(server, "VmHWM") - at_rest < BOUND
        for client in clients:
            client.close()
        assert any(resident(server) - at_rest < REST for _ in range(TRIES) if send_a_small_one(server))
        assert server.stop() == (0, "")
