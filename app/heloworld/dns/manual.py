"""DNS in words: what to ask next, what a row means, what helps with a no. It is what `Protocol.manual` gives."""

from __future__ import annotations

from heloworld.dns.commands import COMMANDS
from heloworld.dns.completion import complete
from heloworld.dns.explain import explain
from heloworld.dns.remedies import remedy
from heloworld.wire.protocol import Dialogue, Note
from heloworld.wire.rows import Exchange

__all__ = ["BARE_LF", "COMMANDS", "OPENED", "TLS_STARTED", "awaited", "closed", "complete", "explain", "remedy"]

OPENED = Note(
    "A client of the DNS: it asks first, and each question stands for itself.",
    ("Most questions and answers are one datagram each; long answers come over TCP.",),
    "RFC 1035 §4.2",
)

TLS_STARTED = Note("From here on every message crosses inside an encrypted tunnel.", (), "RFC 7858")

BARE_LF = "Messages of DNS have no lines."

_CLOSED = Note("The client asks no more. The server remembers nothing of it.", (), "RFC 1035 §4.2")


def awaited(dialogue: Dialogue) -> str:  # noqa: ARG001 - as all manuals
    """Nothing is counted here."""
    return ""


def closed(last: Exchange | None) -> Note:  # noqa: ARG001 - as all manuals
    """Nothing depends on the last question."""
    return _CLOSED
