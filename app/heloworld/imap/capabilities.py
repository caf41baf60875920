"""What a server can do, in plain words: a record for each word of its CAPABILITY (RFC 3501 §7.2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capability:
    """One word.

    Attributes:
        keyword: The word, in upper case.
        summary: What it means for the client, in one sentence.
        source: Where it is defined.
    """

    keyword: str
    summary: str
    source: str


_CAPABILITIES = (
    Capability("IMAP4REV1", "The server speaks this version of IMAP.", "RFC 3501 §7.2.1"),
    Capability("IMAP4REV2", "The server speaks the newer version of IMAP, too.", "RFC 9051 §7.2.2"),
    Capability("STARTTLS", "The connection can be encrypted, with STARTTLS.", "RFC 3501 §6.2.1"),
    Capability(
        "LOGINDISABLED",
        "LOGIN is not allowed now; as a rule it is under TLS.",
        "RFC 3501 §6.2.3",
    ),
    Capability("AUTH=PLAIN", "AUTHENTICATE PLAIN logs in: name and password in one answer.", "RFC 4616 §2"),
    Capability("AUTH=LOGIN", "AUTHENTICATE LOGIN logs in: name and password one by one.", "draft-murchison-sasl-login"),
    Capability("SASL-IR", "The first answer may stand behind AUTHENTICATE and the method.", "RFC 4959 §3"),
    Capability("LITERAL+", "A literal may follow at once where {n+} announces it, without waiting.", "RFC 7888 §4"),
    Capability("IDLE", "The server tells at once what happens, after IDLE.", "RFC 2177 §3"),
    Capability("ID", "Server and client may tell which program they are.", "RFC 2971 §3"),
    Capability("ENABLE", "The client may say which extensions it is ready for.", "RFC 5161 §3.1"),
    Capability("NAMESPACE", "The server tells where whose mailboxes are.", "RFC 2342 §5"),
    Capability("UNSELECT", "A mailbox can be left without removing anything.", "RFC 3691 §2"),
    Capability("UIDPLUS", "The server tells the UIDs of what is new, and knows UID EXPUNGE.", "RFC 4315 §3"),
    Capability("MOVE", "Messages can be moved, not only copied.", "RFC 6851 §3"),
    Capability("CHILDREN", "LIST says of each mailbox whether there are any below it.", "RFC 3348 §3"),
    Capability("SPECIAL-USE", "LIST says which mailbox is for the trash, for what was sent.", "RFC 6154 §2"),
    Capability("LOGIN-REFERRALS", "The server may send a client to another one.", "RFC 2221 §4"),
    Capability("SORT", "The server can sort messages.", "RFC 5256 §3"),
    Capability("ESEARCH", "SEARCH can answer with a count or a set.", "RFC 4731 §3"),
    Capability(
        "CONDSTORE", "Each change of flags has a number, so that a client can ask for what is new.", "RFC 7162 §3"
    ),
    Capability("QRESYNC", "A client can ask what happened while it was away.", "RFC 7162 §3.2"),
    Capability("MULTIAPPEND", "One APPEND can bring many messages.", "RFC 3502 §6"),
    Capability("BINARY", "The server takes away a transfer encoding before it sends a part.", "RFC 3516 §4"),
    Capability("UTF8=ACCEPT", "Headers and mailbox names may be in UTF-8 as they are.", "RFC 6855 §3"),
)

CAPABILITIES: Mapping[str, Capability] = {record.keyword: record for record in _CAPABILITIES}
"""The words that one meets, in upper case."""
