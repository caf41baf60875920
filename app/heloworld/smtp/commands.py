"""What the client says, in plain words: a record for each verb, and one for each keyword that EHLO may announce.

The verbs are those of RFC 5321 §4.1.1, RFC 3207 and RFC 4954, the keywords those of RFC 5321 §2.2 and §4.1.1.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from heloworld.smtp.states import END_OF_DATA
from heloworld.wire.protocol import Command

_VERB = re.compile(rb"[A-Za-z]+")

_BLANKS = re.compile(rb"[ \t]+")


_NOTHING = "Nothing changes in the session."

_COMMANDS = (
    Command(
        verb="EHLO",
        syntax="EHLO name-of-the-client",
        summary="Says hello with the client's name, and asks which extensions the server offers.",
        effect="The server knows who is calling.",
        forgets="The mail that was begun is forgotten.",
        example="EHLO localhost",
        source="RFC 5321 §4.1.1.1",
    ),
    Command(
        verb="HELO",
        syntax="HELO name-of-the-client",
        summary="Says hello with the client's name, the old way, without extensions.",
        effect="The server knows who is calling.",
        forgets="The mail that was begun is forgotten.",
        example="HELO localhost",
        source="RFC 5321 §4.1.1.1",
    ),
    Command(
        verb="MAIL",
        syntax="MAIL FROM:<sender> [options]",
        summary="Starts a mail and names the sender, who is told if it cannot be delivered.",
        effect="The envelope is open and has a sender; its recipients come next, with RCPT.",
        example="MAIL FROM:<dora@island.test>",
        source="RFC 5321 §4.1.1.2",
    ),
    Command(
        verb="RCPT",
        syntax="RCPT TO:<recipient> [options]",
        summary="Asks: will you take this mail for that address? It is sent once for each recipient.",
        effect="That recipient is on the envelope; another RCPT or DATA may follow.",
        example="RCPT TO:<ana@harbour.test>",
        source="RFC 5321 §4.1.1.3",
    ),
    Command(
        verb="DATA",
        syntax="DATA",
        summary="Asks: may I send the text?",
        effect="After 354 every line is text of the mail, until a line with a lone dot.",
        example="DATA",
        source="RFC 5321 §4.1.1.4",
    ),
    Command(
        verb=END_OF_DATA,
        syntax=".",
        summary="Ends the text: one dot alone on a line.",
        effect="With 250 the server takes the mail over; the envelope is empty again.",
        example=".",
        source="RFC 5321 §4.1.1.4",
    ),
    Command(
        verb="RSET",
        syntax="RSET",
        summary="Drops the mail that is under way.",
        effect="No mail is begun now; the connection stays.",
        forgets="Sender and recipients are forgotten.",
        example="RSET",
        source="RFC 5321 §4.1.1.5",
    ),
    Command(
        verb="VRFY",
        syntax="VRFY name",
        summary="Asks: is there a mailbox with this name? Many servers do not tell.",
        effect=_NOTHING,
        example="VRFY ana",
        source="RFC 5321 §4.1.1.6",
    ),
    Command(
        verb="EXPN",
        syntax="EXPN name-of-a-list",
        summary="Asks: who is on this mailing list? Most servers do not tell.",
        effect=_NOTHING,
        example="EXPN crew",
        source="RFC 5321 §4.1.1.7",
        extension="EXPN",
    ),
    Command(
        verb="HELP",
        syntax="HELP [command]",
        summary="Asks for help text, which is meant for people.",
        effect=_NOTHING,
        example="HELP",
        source="RFC 5321 §4.1.1.8",
        extension="HELP",
    ),
    Command(
        verb="NOOP",
        syntax="NOOP",
        summary="Asks for nothing but the reply: does the server still listen?",
        effect=_NOTHING,
        example="NOOP",
        source="RFC 5321 §4.1.1.9",
    ),
    Command(
        verb="QUIT",
        syntax="QUIT",
        summary="Says goodbye.",
        effect="The server says 221 and closes the connection; an envelope that is open is dropped.",
        example="QUIT",
        source="RFC 5321 §4.1.1.10",
    ),
    Command(
        verb="STARTTLS",
        syntax="STARTTLS",
        summary="Asks: shall we encrypt from here on?",
        effect="The TLS handshake follows. After it the server has forgotten client and envelope: say EHLO again.",
        example="STARTTLS",
        source="RFC 3207 §4",
        extension="STARTTLS",
    ),
    Command(
        verb="AUTH",
        syntax="AUTH method [first-answer]",
        summary="Logs in: proves to the server who is sending.",
        effect="After 235 the server knows who you are, and may pass on your mail to other domains.",
        example="AUTH PLAIN",
        source="RFC 4954 §4",
        extension="AUTH",
    ),
    Command(
        verb="BDAT",
        syntax="BDAT size [LAST]",
        summary="Sends the text in pieces of a stated size, without a final dot.",
        effect="The server has one more piece; the piece marked LAST ends the mail.",
        example="BDAT 86 LAST",
        source="RFC 3030 §2",
        extension="CHUNKING",
        instead="BDAT works only where the reply to EHLO has CHUNKING in it; DATA works everywhere.",
    ),
    Command(
        verb="ETRN",
        syntax="ETRN domain",
        summary="Asks the server to send the mail that it keeps for a domain now.",
        effect=_NOTHING,
        example="ETRN island.test",
        source="RFC 1985",
        extension="ETRN",
        instead="ETRN is for servers that fetch the mail kept for them; to send a mail, start with MAIL.",
    ),
    Command(
        verb="TURN",
        syntax="TURN",
        summary="Asked client and server to change places, so that mail can flow back.",
        effect="No server should accept it any more.",
        example="TURN",
        source="RFC 5321 §F.1",
        instead="TURN was given up, because anybody could fetch other people's mail with it; start with MAIL.",
    ),
    Command(
        verb="LHLO",
        syntax="LHLO name-of-the-client",
        summary="Says hello in LMTP, a sister of SMTP that hands mail to mailboxes.",
        effect="None in SMTP.",
        example="LHLO localhost",
        source="RFC 2033 §4.1",
        instead="LHLO belongs to LMTP, a sister of SMTP; say EHLO or HELO here.",
    ),
    Command(
        verb="GET",
        syntax="GET path HTTP/1.1",
        summary="Asks a web server for a page; somebody pointed a browser at a mail server.",
        effect="None in SMTP.",
        example="GET / HTTP/1.1",
        source="RFC 9110 §9.3.1",
        instead="GET belongs to HTTP, the protocol of the web; a mail server wants EHLO or HELO.",
    ),
    Command(
        verb="POST",
        syntax="POST path HTTP/1.1",
        summary="Sends something to a web server; it came to a mail server by mistake.",
        effect="None in SMTP.",
        example="POST / HTTP/1.1",
        source="RFC 9110 §9.3.3",
        instead="POST belongs to HTTP, the protocol of the web; a mail server wants EHLO or HELO.",
    ),
)

COMMANDS: Mapping[str, Command] = {record.verb: record for record in _COMMANDS}
"""Every command of RFC 5321, of STARTTLS and of AUTH, and the words that come to a mail server all the same."""


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


_EXTENSIONS = (
    Extension("PIPELINING", "Commands may be sent in one go, without waiting for each reply.", "RFC 2920"),
    Extension(
        "SIZE", "The size of the largest message that the server takes, in bytes; 0 means no fixed limit.", "RFC 1870"
    ),
    Extension("8BITMIME", "The text may hold bytes beyond ASCII, as UTF-8 needs them.", "RFC 6152"),
    Extension("SMTPUTF8", "Addresses and header fields may hold letters beyond ASCII.", "RFC 6531"),
    Extension("STARTTLS", "The connection can be encrypted: send STARTTLS.", "RFC 3207"),
    Extension("ENHANCEDSTATUSCODES", "Replies carry a second, more precise code such as 2.1.5.", "RFC 2034"),
    Extension("AUTH", "The client can log in; the words after AUTH are the methods.", "RFC 4954"),
    Extension("CHUNKING", "The text may come in pieces of a stated size, with BDAT instead of DATA.", "RFC 3030"),
    Extension("BINARYMIME", "The text may hold any bytes at all, if it is sent with BDAT.", "RFC 3030"),
    Extension("DSN", "The sender can say when to get a report about delivery, and how much of one.", "RFC 3461"),
    Extension("VRFY", "The server knows VRFY; whether it tells the truth is another matter.", "RFC 5321"),
    Extension("EXPN", "The server knows EXPN and may tell who is on a mailing list.", "RFC 5321"),
    Extension("HELP", "The server knows HELP.", "RFC 5321"),
    Extension("ETRN", "Another server can ask for the mail that is kept for its domain.", "RFC 1985"),
    Extension("DELIVERBY", "The sender can say when the mail has to be delivered by.", "RFC 2852"),
    Extension("LIMITS", "The server says how many mails, or recipients of one mail, it takes.", "RFC 9422"),
    Extension("MT-PRIORITY", "The sender can say how urgent a mail is.", "RFC 6710"),
    Extension("REQUIRETLS", "The sender can demand that the mail goes only to servers that speak TLS.", "RFC 8689"),
)

EXTENSIONS: Mapping[str, Extension] = {record.keyword: record for record in _EXTENSIONS}
"""The keywords that one meets, in upper case."""


def parse(line: bytes) -> tuple[str, bytes]:
    """Take a command line apart.

    Args:
        line: One line as the client sent it, with or without its line end.

    Returns:
        The verb in upper case, and its argument. Where the first word is not made of ASCII letters alone, the verb is
        empty, and the argument is the line.
    """
    first, rest = words(line.rstrip(b"\r\n"))
    return (first.decode("ascii").upper(), rest) if _VERB.fullmatch(first) else ("", line.strip())


def words(line: bytes) -> tuple[bytes, bytes]:
    """The first word of a line and what comes after it, without spaces and tabs around them and CRs at the end.

    RFC 5321 §4.1.1 has no white space before a verb, and one space after it; Postfix takes more, as pasted lines have,
    and a CR too many, as a program has that sends two.
    """
    first, *rest = _BLANKS.split(line.lstrip(b" \t").rstrip(b" \t\r"), 1)
    return first, rest[0] if rest else b""
