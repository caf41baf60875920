"""The header fields that one sees in a delivered mail, in plain words (RFC 5322 §3.6, RFC 2045)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Writer(Enum):
    """Who writes a field. The value is how the screen says it."""

    SENDER = "the sender"
    PROGRAM = "the sender's mail program"
    SERVERS = "each server on the way"
    DOMAIN = "a server of the sender's domain"
    DELIVERY = "the server that delivers"
    MAILBOX = "whoever writes the mailbox"
    READER = "the reader's mail program"
    LIST = "the mailing list"


@dataclass(frozen=True, slots=True)
class Field:
    """One header field.

    Attributes:
        name: Its name as it is usually spelled, without the colon; case does not matter in a mail.
        writer: Who writes it, as a rule.
        summary: What it says, in plain words.
        source: Where it is defined, or `NO_RFC`.
    """

    name: str
    writer: Writer
    summary: str
    source: str


NO_RFC = "no RFC"
"""The source of a field that is a custom of mail programs."""

_RECORDS = (
    Field(
        "From",
        Writer.SENDER,
        "Who wrote the mail, or says so: nothing in SMTP compares it with MAIL FROM.",
        "RFC 5322 §3.6.2",
    ),
    Field("Sender", Writer.PROGRAM, "Who sent the mail, if that is not who wrote it.", "RFC 5322 §3.6.2"),
    Field("Reply-To", Writer.SENDER, "Where answers should go, if that is not From.", "RFC 5322 §3.6.2"),
    Field(
        "To",
        Writer.SENDER,
        "Who the mail is meant for. The server does not read it: RCPT TO decides who gets the mail.",
        "RFC 5322 §3.6.3",
    ),
    Field("Cc", Writer.SENDER, "Who gets a copy; everybody can see it.", "RFC 5322 §3.6.3"),
    Field(
        "Bcc",
        Writer.SENDER,
        "Hidden recipients. As a rule the mail program takes it out and names them with RCPT TO, which alone counts.",
        "RFC 5322 §3.6.3",
    ),
    Field("Subject", Writer.SENDER, "What the mail is about, in a few words.", "RFC 5322 §3.6.5"),
    Field("Date", Writer.PROGRAM, "When the mail was finished, by the sender's clock.", "RFC 5322 §3.6.1"),
    Field("Message-ID", Writer.PROGRAM, "A name for this mail that no other mail has.", "RFC 5322 §3.6.4"),
    Field("In-Reply-To", Writer.PROGRAM, "The Message-ID of the mail that this one answers.", "RFC 5322 §3.6.4"),
    Field("References", Writer.PROGRAM, "The Message-IDs of the whole conversation so far.", "RFC 5322 §3.6.4"),
    Field("Comments", Writer.SENDER, "Remarks about the mail.", "RFC 5322 §3.6.5"),
    Field("Keywords", Writer.SENDER, "Words to find the mail by.", "RFC 5322 §3.6.5"),
    Field(
        "Return-Path",
        Writer.DELIVERY,
        "The address from MAIL FROM, kept at delivery: where a report of failure would go.",
        "RFC 5321 §4.4",
    ),
    Field(
        "Delivered-To",
        Writer.DELIVERY,
        "The mailbox that got this copy; it also gives away a mail that goes round in a circle.",
        "RFC 9228",
    ),
    Field("X-Original-To", Writer.DELIVERY, "The address in RCPT TO, before any alias was looked up.", NO_RFC),
    Field(
        "Received",
        Writer.SERVERS,
        "One for each server, with the newest on top: from whom, by whom, when. Older ones may be forged.",
        "RFC 5321 §4.4",
    ),
    Field("Resent-From", Writer.SENDER, "Who passed on somebody else's mail, unchanged.", "RFC 5322 §3.6.6"),
    Field("Resent-To", Writer.SENDER, "Who the mail was passed on to, unchanged.", "RFC 5322 §3.6.6"),
    Field("Resent-Date", Writer.PROGRAM, "When the mail was passed on, unchanged.", "RFC 5322 §3.6.6"),
    Field("MIME-Version", Writer.PROGRAM, "Always 1.0: the Content- fields follow the rules of MIME.", "RFC 2045 §4"),
    Field(
        "Content-Type",
        Writer.PROGRAM,
        "What the body is: plain text and its character set, HTML, or several parts in one.",
        "RFC 2045 §5",
    ),
    Field(
        "Content-Transfer-Encoding",
        Writer.PROGRAM,
        "How the bytes of the body are spelled: 7bit and 8bit as they are, base64, quoted-printable.",
        "RFC 2045 §6",
    ),
    Field("Content-ID", Writer.PROGRAM, "A name for one part, so that others can point to it.", "RFC 2045 §7"),
    Field("Content-Description", Writer.PROGRAM, "What a part is, in words for people.", "RFC 2045 §8"),
    Field(
        "Content-Disposition",
        Writer.PROGRAM,
        "Whether a part is shown in the mail or is a file of its own, and the file's name.",
        "RFC 2183 §2",
    ),
    Field(
        "Content-Length",
        Writer.MAILBOX,
        "How long the body is in bytes: mboxcl and mboxcl2 find the next mail with it.",
        NO_RFC,
    ),
    Field("Lines", Writer.MAILBOX, "How many lines the body has; some mail programs count them.", NO_RFC),
    Field("Status", Writer.READER, "Marks kept in the mbox: R for read, O for old.", NO_RFC),
    Field("X-Status", Writer.READER, "More marks kept in the mbox: A for answered, F for flagged.", NO_RFC),
    Field("X-Mailer", Writer.PROGRAM, "The name of the mail program.", NO_RFC),
    Field("User-Agent", Writer.PROGRAM, "The name of the mail program.", NO_RFC),
    Field(
        "Auto-Submitted",
        Writer.PROGRAM,
        "Says whether a program wrote the mail; if so, no program should answer it.",
        "RFC 3834 §5",
    ),
    Field(
        "DKIM-Signature",
        Writer.DOMAIN,
        "A domain's signature over the body and some header fields; its key is in the DNS.",
        "RFC 6376 §3.5",
    ),
    Field(
        "Authentication-Results",
        Writer.DELIVERY,
        "What a server found when it checked the sender. Believe only your own server's.",
        "RFC 8601 §2",
    ),
    Field("Received-SPF", Writer.DELIVERY, "Whether the sender's domain lets that server send.", "RFC 7208 §9.1"),
    Field("List-Id", Writer.LIST, "Which mailing list the mail came through.", "RFC 2919 §3"),
    Field("List-Unsubscribe", Writer.LIST, "How to leave the mailing list.", "RFC 2369 §3.2"),
)

FIELDS: Mapping[str, Field] = {record.name: record for record in _RECORDS}
"""The fields by name, in the order in which people meet them."""

_BY_NAME: Mapping[str, Field] = {record.name.lower(): record for record in _RECORDS}


def find(name: str) -> Field | None:
    """What is known about a field, whatever the case of its name (RFC 5322 §1.2.2); None where it is in no table."""
    return _BY_NAME.get(name.lower())
