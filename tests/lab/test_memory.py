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


def resident(server: Server, field: str = "VmRSS") -> int:
    """KiB of memory that a server has now, or has had at most."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


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
        with smtplib.SMTP("127.0.0.1", server.port, "client.test", timeout=PATIENCE) as small:
            small.sendmail("dora@island.test", ["ben@harbour.test"], b"Subject: small\r\n\r\n")
        assert resident(server, "VmHWM") - at_rest < BOUND
        for client in clients:
            client.close()
        server.settle()
        assert resident(server) - at_rest < REST
