"""All stages of a server, in order (RFC 5321)."""

from __future__ import annotations

from typing import Final

from heloworld.judge.smtp.server import on_server
from heloworld.judge.smtp.stages import saying_hello
from heloworld.judge.stage import Stage, Suite

SUITE: Final = Suite(
    "smtp",
    "the server",
    (
        Stage(
            "greeting",
            "When a client connects, the server speaks first: 220 and its name.",
            "RFC 5321 §3.1",
            on_server(saying_hello.greeting),
        ),
        Stage(
            "hello",
            "HELO or EHLO and the client's name get a 250.",
            "RFC 5321 §3.2, §4.1.1.1",
            on_server(saying_hello.hello),
        ),
        Stage(
            "goodbye",
            "QUIT gets a 221, and then the server closes the connection.",
            "RFC 5321 §4.1.1.10",
            on_server(saying_hello.goodbye),
        ),
    ),
)
