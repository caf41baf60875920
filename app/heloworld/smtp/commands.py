"""The commands in plain words, one record a verb (RFC 5321 §4.1.1, RFC 3207, RFC 4954)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from heloworld.smtp.states import END_OF_DATA


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        verb: The first word, in upper case; the lone dot counts as one.
        syntax: Its form. Capitals, colons, ``<`` and ``>`` stand as they are, small words are to be filled in,
            what is in ``[ ]`` may be left out.
        summary: What it says or asks, in one sentence.
        effect: What the session is like once the server has accepted it, in one sentence.
        example: A line that works in the small world of the lessons.
        source: Where it is defined.
        extension: The EHLO keyword that announces it; empty where every server should know the command.
        instead: For a word that people send but a session here has no use for: why, and what to send instead.
    """

    verb: str
    syntax: str
    summary: str
    effect: str
    example: str
    source: str
    extension: str = ""
    instead: str = ""


_NOTHING = "Nothing changes in the session."

_RECORDS = (
    Command(
        verb="EHLO",
        syntax="EHLO name-of-the-client",
        summary="Says hello with the client's name, and asks which extensions the server offers.",
        effect="The server knows who is calling; a mail that was under way is dropped.",
        example="EHLO localhost",
        source="RFC 5321 §4.1.1.1",
    ),
    Command(
        verb="HELO",
        syntax="HELO name-of-the-client",
        summary="Says hello with the client's name, the old way, without extensions.",
        effect="The server knows who is calling; a mail that was under way is dropped.",
        example="HELO localhost",
        source="RFC 5321 §4.1.1.1",
    ),
    Command(
        verb="MAIL",
        syntax="MAIL FROM:<sender> [options]",
        summary="Starts a mail and names the sender, who is told if it cannot be delivered.",
        effect="The envelope is open and has a sender; next come its recipients, with RCPT.",
        example="MAIL FROM:<dora@island.test>",
        source="RFC 5321 §4.1.1.2",
    ),
    Command(
        verb="RCPT",
        syntax="RCPT TO:<recipient> [options]",
        summary="Asks: do you take this mail for that address? Once for each recipient.",
        effect="The envelope has one recipient more; another RCPT or DATA may follow.",
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
        effect="Sender, recipients and text are forgotten; the connection stays.",
        example="RSET",
        source="RFC 5321 §4.1.1.5",
    ),
    Command(
        verb="VRFY",
        syntax="VRFY name",
        summary="Asks: is there a mailbox of this name? Many servers do not tell.",
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
        effect="The server says 221 and closes the connection; a mail without its final dot is dropped.",
        example="QUIT",
        source="RFC 5321 §4.1.1.10",
    ),
    Command(
        verb="STARTTLS",
        syntax="STARTTLS",
        summary="Asks: shall we encrypt from here on?",
        effect="After 220 comes the TLS handshake; then the server has forgotten the client: say EHLO again.",
        example="STARTTLS",
        source="RFC 3207 §4",
        extension="STARTTLS",
    ),
    Command(
        verb="AUTH",
        syntax="AUTH method [first-answer]",
        summary="Logs in: shows the server who is sending.",
        effect="After 235 the server knows who you are, and may pass on your mail to other domains.",
        example="AUTH PLAIN",
        source="RFC 4954 §4",
        extension="AUTH",
    ),
    Command(
        verb="BDAT",
        syntax="BDAT size [LAST]",
        summary="Sends the text in pieces of a stated size, without a final dot.",
        effect="The server has one piece more; the piece marked LAST ends the mail.",
        example="BDAT 86 LAST",
        source="RFC 3030 §2",
        extension="CHUNKING",
        instead="BDAT works only where the reply to EHLO has CHUNKING in it; DATA works everywhere.",
    ),
    Command(
        verb="ETRN",
        syntax="ETRN domain",
        summary="Asks the server to send out now the mail that it keeps for a domain.",
        effect=_NOTHING,
        example="ETRN island.test",
        source="RFC 1985",
        extension="ETRN",
        instead="ETRN is for servers that fetch mail kept for them; to send a mail, start with MAIL.",
    ),
    Command(
        verb="TURN",
        syntax="TURN",
        summary="Asked client and server to change places, so that mail can flow back.",
        effect="No server should accept it any more.",
        example="TURN",
        source="RFC 5321 §F.1",
        instead="TURN was given up, because with it anybody could fetch the mail of others; start with MAIL.",
    ),
    Command(
        verb="LHLO",
        syntax="LHLO name-of-the-client",
        summary="Says hello in LMTP, a sister of SMTP that hands mail to mailboxes.",
        effect="None in SMTP.",
        example="LHLO localhost",
        source="RFC 2033 §4.1",
        instead="LHLO belongs to LMTP, a sister of SMTP; here say EHLO or HELO.",
    ),
    Command(
        verb="GET",
        syntax="GET path HTTP/1.1",
        summary="Asks a web server for a page; a browser was pointed at a mail server.",
        effect="None in SMTP.",
        example="GET / HTTP/1.1",
        source="RFC 9110 §9.3.1",
        instead="GET belongs to HTTP, the protocol of the web; a mail server wants EHLO or HELO.",
    ),
    Command(
        verb="POST",
        syntax="POST path HTTP/1.1",
        summary="Sends something to a web server; it has come to a mail server by mistake.",
        effect="None in SMTP.",
        example="POST / HTTP/1.1",
        source="RFC 9110 §9.3.3",
        instead="POST belongs to HTTP, the protocol of the web; a mail server wants EHLO or HELO.",
    ),
)

COMMANDS: Mapping[str, Command] = {record.verb: record for record in _RECORDS}
"""Every command of RFC 5321, of STARTTLS and of AUTH, and the words that come to a mail server all the same."""
