"""What is left out of what is copied from somebody else's server."""

from __future__ import annotations

import pytest

from heloworld.lab.protocols import protocol_of
from heloworld.lab.secrets import without_secrets
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Opened, Side


def last_row(protocol: str, *lines: str) -> bytes:
    """The newest row of a conversation in which server and client speak in turn, with its secrets left out."""
    dissector = Dissector(protocol_of)
    dissector.feed([Opened(1, 0.0, protocol, ("127.0.0.1", 1), ("127.0.0.1", 2))])
    for number, line in enumerate(lines):
        side: Side = "client" if number % 2 else "server"
        dissector.feed([Bytes(1, 0.0, side, line.encode() + b"\r\n")])
    return without_secrets(dissector.rows[len(dissector.rows) - 1])


@pytest.mark.parametrize(
    ("protocol", "lines", "copied"),
    [
        ("pop3", ("+OK hi", "USER ana"), b"USER ana"),
        ("pop3", ("+OK hi", "USER ana", "+OK", "pass open sesame"), b"pass (hidden)"),
        ("pop3", ("+OK hi", "PASS"), b"PASS"),
        ("pop3", ("+OK hi", "AUTH PLAIN AGFuYQBzZXNhbWU="), b"AUTH (hidden)"),
        ("pop3", ("+OK hi", "AUTH PLAIN", "+ ", "AGFuYQBzZXNhbWU="), b"(hidden)"),
        ("pop3", ("+OK hi", "USER ana", "+OK"), b"+OK"),
        ("smtp", ("220 hi", "EHLO me", "250 AUTH PLAIN", "AUTH PLAIN AGFuYQBzZXNhbWU="), b"AUTH (hidden)"),
        ("smtp", ("220 hi", "HELO PASS me"), b"HELO PASS me"),
        ("smtp", ("220 hi", "auth login YW5h"), b"auth (hidden)"),
        ("smtp", ("220 hi", "AUTH\tPLAIN\tAGFuYQBzZXNhbWU="), b"AUTH (hidden)"),
        ("smtp", ("220 hi", "   AUTH  PLAIN AGFuYQBzZXNhbWU="), b"   AUTH (hidden)"),
        ("smtp", ("220 hi", "AUTH PLAIN", "334 ", "AGFuYQBzZXNhbWU="), b"(hidden)"),
        ("smtp", ("220 hi", "AUTH LOGIN", "334 VXNlcm5hbWU6", "YW5h", "334 UGFzc3dvcmQ6", "c2VzYW1l"), b"(hidden)"),
        ("smtp", ("220 hi", "AUTH CRAM-MD5", "334 PDEuMkBtPg==", "YW5hIDAwMTE="), b"(hidden)"),
        ("smtp", ("220 hi", "AUTH CRAM-MD5", "334 PDEuMkBtPg=="), b"334 PDEuMkBtPg=="),
    ],
)
def test_passwords_are_left_out(protocol: str, lines: tuple[str, ...], copied: bytes) -> None:
    assert last_row(protocol, *lines) == copied
