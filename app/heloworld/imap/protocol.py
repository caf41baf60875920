"""IMAP, to everybody who is not IMAP (RFC 3501)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.imap import ports
from heloworld.imap.dissect import ImapDialogue
from heloworld.imap.states import MACHINE
from heloworld.wire.protocol import Lexer, Manual, Protocol
from heloworld.wire.rows import Kind


def _manual() -> Manual:
    from heloworld.imap import manual

    return manual


def _lexer() -> Lexer:
    from heloworld.imap.lexer import ImapLexer

    return ImapLexer()


IMAP: Final = Protocol(
    name="imap",
    label="IMAP",
    port=ports.PORT,
    lab_port=ports.LAB_PORT,
    tls_port=ports.TLS_PORT,
    machine=MACHINE,
    follow=ImapDialogue,
    manual=_manual,
    lexer=_lexer,
    stacks={
        Kind.HEADER: ("root", "header"),
        Kind.TEXT: ("root", "plain"),
        Kind.ANSWER: ("root", "answer"),
        Kind.LISTING: ("root", "listing"),
    },
    greeting=re.compile(rb"\* (?:OK|PREAUTH|BYE)(?: |$)", re.IGNORECASE),
    upgrade=(b"a001 CAPABILITY", b"a002 STARTTLS"),
    secret=frozenset({"LOGIN", "AUTHENTICATE"}),
)
