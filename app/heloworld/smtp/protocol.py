"""SMTP, to everybody who is not SMTP (RFC 5321)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.smtp import ports
from heloworld.smtp.dissect import SmtpDialogue
from heloworld.smtp.states import MACHINE
from heloworld.wire.protocol import Lexer, Manual, Protocol
from heloworld.wire.rows import Kind


def _manual() -> Manual:
    from heloworld.smtp import manual

    return manual


def _lexer() -> Lexer:
    from heloworld.smtp.lexer import SmtpLexer

    return SmtpLexer()


SMTP: Final = Protocol(
    name="smtp",
    label="SMTP",
    port=ports.PORT,
    lab_port=ports.LAB_PORT,
    tls_port=ports.TLS_PORT,
    machine=MACHINE,
    follow=SmtpDialogue,
    manual=_manual,
    lexer=_lexer,
    stacks={
        Kind.HEADER: ("root", "header"),
        Kind.TEXT: ("root", "plain"),
        Kind.STUFFED: ("root", "body"),
        Kind.END: ("root", "body"),
        Kind.ANSWER: ("root", "challenge"),
    },
    secret=frozenset({"AUTH"}),
    greeting=re.compile(rb"[2-5][0-9]{2}(?:[ -]|$)"),
    upgrade=(b"EHLO localhost", b"STARTTLS"),
)
