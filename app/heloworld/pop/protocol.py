"""POP3, to everybody who is not POP3 (RFC 1939)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.pop import ports
from heloworld.pop.dissect import PopDialogue
from heloworld.pop.states import MACHINE
from heloworld.wire.protocol import Lexer, Manual, Protocol
from heloworld.wire.rows import Kind


def _manual() -> Manual:
    from heloworld.pop import manual

    return manual


def _lexer() -> Lexer:
    from heloworld.pop.lexer import PopLexer

    return PopLexer()


POP: Final = Protocol(
    name="pop3",
    label="POP3",
    port=ports.PORT,
    lab_port=ports.LAB_PORT,
    tls_port=ports.TLS_PORT,
    machine=MACHINE,
    follow=PopDialogue,
    manual=_manual,
    lexer=_lexer,
    stacks={
        Kind.HEADER: ("root", "header"),
        Kind.TEXT: ("root", "plain"),
        Kind.STUFFED: ("root", "body"),
        Kind.END: ("root", "body"),
        Kind.LISTING: ("root", "listing"),
        Kind.ANSWER: ("root", "answer"),
    },
    greeting=re.compile(rb"(?:\+OK|-ERR)(?: |$)"),
    upgrade=(b"CAPA", b"STLS"),
    secret=frozenset({"PASS", "AUTH", "APOP"}),
)
