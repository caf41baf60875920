"""What a server may announce in its reply to EHLO, in plain words (RFC 5321 §2.2 and §4.1.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extension:
    """One EHLO keyword.

    Attributes:
        keyword: The first word of its line in the reply to EHLO, in upper case.
        summary: What it lets the client do, in one sentence.
        source: Where it is defined.
    """

    keyword: str
    summary: str
    source: str


_RECORDS = (
    Extension("PIPELINING", "Commands may be sent in one go, without waiting for each reply.", "RFC 2920"),
    Extension("SIZE", "The largest message that the server takes, in bytes; 0 means no fixed limit.", "RFC 1870"),
    Extension("8BITMIME", "The text may hold bytes beyond ASCII, as UTF-8 needs them.", "RFC 6152"),
    Extension("SMTPUTF8", "Addresses and header fields may hold letters beyond ASCII.", "RFC 6531"),
    Extension("STARTTLS", "The connection can be encrypted: send STARTTLS.", "RFC 3207"),
    Extension("ENHANCEDSTATUSCODES", "Replies carry a second, finer code such as 2.1.5.", "RFC 2034"),
    Extension("AUTH", "The client can log in; the words behind it are the methods.", "RFC 4954"),
    Extension("CHUNKING", "The text may come in pieces of a stated size, with BDAT instead of DATA.", "RFC 3030"),
    Extension("BINARYMIME", "The text may hold any bytes at all, if it is sent with BDAT.", "RFC 3030"),
    Extension("DSN", "The sender can say when to get a report about delivery, and how much of one.", "RFC 3461"),
    Extension("VRFY", "The server knows VRFY; whether it tells the truth is another matter.", "RFC 5321"),
    Extension("EXPN", "The server knows EXPN and may tell who is on a mailing list.", "RFC 5321"),
    Extension("HELP", "The server knows HELP.", "RFC 5321"),
    Extension("ETRN", "Another server can have the mail sent out that is kept for its domain.", "RFC 1985"),
    Extension("DELIVERBY", "The sender can say by when the mail has to be delivered.", "RFC 2852"),
    Extension("LIMITS", "The server says how many mails, or recipients of one mail, it takes.", "RFC 9422"),
    Extension("MT-PRIORITY", "The sender can say how urgent a mail is.", "RFC 6710"),
    Extension("REQUIRETLS", "The sender can demand that the mail goes only where TLS is spoken.", "RFC 8689"),
)

EXTENSIONS: Mapping[str, Extension] = {record.keyword: record for record in _RECORDS}
"""The keywords that one meets, in upper case."""
