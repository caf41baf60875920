"""DNS, to everybody who is not DNS (RFC 1034, RFC 1035)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from heloworld.dns import ports
from heloworld.dns.states import MACHINE
from heloworld.wire.protocol import Lexer, Manual, Protocol

if TYPE_CHECKING:
    from heloworld.wire.events import Opened, Transport
    from heloworld.wire.protocol import Dialogue, Log


def _follow(opened: Opened, log: Log) -> Dialogue:
    from heloworld.dns.dissect import DnsDialogue  # dnspython, which takes a while to load

    return DnsDialogue(opened, log)


def _manual() -> Manual:
    from heloworld.dns import manual

    return manual


def _lexer() -> Lexer:
    from heloworld.dns.lexer import DnsLexer

    return DnsLexer()


def _typed(line: bytes, transport: Transport) -> bytes:
    """The message for a question that was typed."""
    from heloworld.dns import questions
    from heloworld.dns.tcp_session import framed
    from heloworld.errors import UsageError

    question = questions.parse(line.decode("utf-8", "replace"))
    if question.over_tcp and transport != "tcp":
        raise UsageError("This conversation is one of datagrams.", "Connect with --tcp, or ask with dig from outside.")
    message = questions.to_wire(question)
    return framed(message) if transport == "tcp" else message


DNS: Final = Protocol(
    name="dns",
    label="DNS",
    port=ports.PORT,
    lab_port=ports.LAB_PORT,
    tls_port=ports.TLS_PORT,
    machine=MACHINE,
    follow=_follow,
    manual=_manual,
    lexer=_lexer,
    transport="udp",
    encode=_typed,
)
