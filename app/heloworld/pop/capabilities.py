"""What a server can do, in plain words: a record for each keyword of a reply to CAPA (RFC 2449 §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capability:
    """One keyword.

    Attributes:
        keyword: The word, in upper case.
        summary: What it means for the client, in one sentence.
        source: Where it is defined.
    """

    keyword: str
    summary: str
    source: str


_CAPABILITIES = (
    Capability("CAPA", "The server knows CAPA, which you have just seen.", "RFC 2449 §5"),
    Capability("TOP", "The server sends the top of a message, without the rest.", "RFC 2449 §6.1"),
    Capability("UIDL", "Each message has a unique name that stays the same in the next session.", "RFC 2449 §6.8"),
    Capability("USER", "The client may log in with USER and PASS.", "RFC 2449 §6.2"),
    Capability("SASL", "The client may log in with AUTH; the words after SASL are the methods.", "RFC 5034 §3"),
    Capability("RESP-CODES", "A refusal may begin with a code in [ ] that programs understand.", "RFC 2449 §6.4"),
    Capability("AUTH-RESP-CODE", "[AUTH] marks a refusal that is about name or password.", "RFC 3206 §6"),
    Capability("PIPELINING", "The client may send several commands before it reads a reply.", "RFC 2449 §6.6"),
    Capability("STLS", "The connection can be encrypted, with STLS.", "RFC 2595 §4"),
    Capability("LOGIN-DELAY", "So many seconds have to pass between two logins.", "RFC 2449 §6.5"),
    Capability("EXPIRE", "How many days the server keeps a message at least; NEVER means for good.", "RFC 2449 §6.7"),
    Capability("IMPLEMENTATION", "The name of the server's program.", "RFC 2449 §6.9"),
    Capability("UTF8", "The server can send headers in UTF-8 as they are.", "RFC 6856 §2"),
    Capability("LANG", "The server can speak other languages than English.", "RFC 6856 §3"),
)

CAPABILITIES: Mapping[str, Capability] = {record.keyword: record for record in _CAPABILITIES}
"""The keywords that one meets, in upper case."""
