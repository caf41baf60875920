"""What the client says, in plain words: a record for each verb (RFC 1939, RFC 2449, RFC 2595, RFC 5034)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from heloworld.wire.protocol import Command

_LINE = re.compile(rb"[ \t]*([A-Za-z]{1,40})(?: (.*)|[ \t]*)", re.DOTALL)

_NOTHING = "Nothing changes, on the server or in the file."

_COMMANDS = (
    Command(
        verb="USER",
        syntax="USER name",
        summary="Says whose mail is wanted.",
        effect="The server waits for the password. Its +OK does not say that there is such a user.",
        example="USER ana",
        source="RFC 1939 §7",
    ),
    Command(
        verb="PASS",
        syntax="PASS password",
        summary="Gives the password, in the clear.",
        effect="You are logged in: the messages have numbers now, and keep them until the session ends.",
        example="PASS sesame",
        source="RFC 1939 §7",
    ),
    Command(
        verb="AUTH",
        syntax="AUTH [method [first-answer]]",
        summary="Logs in by a method that many protocols share; alone it asks which methods there are.",
        effect="With +OK to the last answer you are logged in.",
        example="AUTH PLAIN",
        source="RFC 5034 §4",
        extension="SASL",
    ),
    Command(
        verb="STLS",
        syntax="STLS",
        summary="Asks: shall we encrypt from here on?",
        effect="The TLS handshake follows. After it the server has forgotten a name that was given.",
        example="STLS",
        source="RFC 2595 §4",
        extension="STLS",
    ),
    Command(
        verb="CAPA",
        syntax="CAPA",
        summary="Asks what the server can do.",
        effect=_NOTHING,
        example="CAPA",
        source="RFC 2449 §5",
    ),
    Command(
        verb="STAT",
        syntax="STAT",
        summary="Asks how many messages there are, and how many octets they have together.",
        effect=_NOTHING,
        example="STAT",
        source="RFC 1939 §5",
    ),
    Command(
        verb="LIST",
        syntax="LIST [number]",
        summary="Asks for the numbers and sizes of the messages, or for the size of one.",
        effect=_NOTHING,
        example="LIST",
        source="RFC 1939 §5",
    ),
    Command(
        verb="RETR",
        syntax="RETR number",
        summary="Fetches a whole message.",
        effect="The message has crossed, and is still in the mailbox.",
        example="RETR 1",
        source="RFC 1939 §5",
    ),
    Command(
        verb="TOP",
        syntax="TOP number lines",
        summary="Fetches the header of a message and so many lines of its body.",
        effect="The top of the message has crossed, and the whole of it is still in the mailbox.",
        example="TOP 1 0",
        source="RFC 1939 §7",
    ),
    Command(
        verb="UIDL",
        syntax="UIDL [number]",
        summary="Asks for the unique names of the messages, which stay the same from session to session.",
        effect=_NOTHING,
        example="UIDL",
        source="RFC 1939 §7",
    ),
    Command(
        verb="DELE",
        syntax="DELE number",
        summary="Marks a message: it is to be deleted.",
        effect="The message is marked, and cannot be fetched any more. It stays in the file until QUIT.",
        example="DELE 1",
        source="RFC 1939 §5",
    ),
    Command(
        verb="RSET",
        syntax="RSET",
        summary="Takes all marks away.",
        effect="No message is marked any more.",
        example="RSET",
        source="RFC 1939 §5",
    ),
    Command(
        verb="NOOP",
        syntax="NOOP",
        summary="Asks for nothing but the reply: does the server still listen?",
        effect=_NOTHING,
        example="NOOP",
        source="RFC 1939 §5",
    ),
    Command(
        verb="QUIT",
        syntax="QUIT",
        summary="Says goodbye; after a login it also deletes what is marked.",
        effect="Messages that were marked, if any, are gone from the file, and the server closes the connection.",
        example="QUIT",
        source="RFC 1939 §6",
    ),
    Command(
        verb="APOP",
        syntax="APOP name digest",
        summary="Logs in with a digest of the password and the server's greeting.",
        effect="You are logged in, where the server's greeting has a time stamp in < >.",
        example="APOP ana c4c9334bac560ecc979e58001b3e22fb",
        source="RFC 1939 §7",
        instead="APOP rests on MD5, which is broken, and few servers offer it; say STLS, then USER and PASS.",
    ),
    Command(
        verb="LAST",
        syntax="LAST",
        summary="Asked for the highest number that had been fetched.",
        effect=_NOTHING,
        example="LAST",
        source="RFC 1460 §5",
        instead="LAST was taken out of POP3 in 1994; UIDL tells what is new.",
    ),
    Command(
        verb="HELO",
        syntax="HELO name-of-the-client",
        summary="Says hello in SMTP, the protocol that sends mail.",
        effect="None in POP3.",
        example="HELO localhost",
        source="RFC 5321 §4.1.1.1",
        instead="HELO belongs to SMTP; POP3 begins with USER.",
    ),
    Command(
        verb="EHLO",
        syntax="EHLO name-of-the-client",
        summary="Says hello in SMTP, the protocol that sends mail.",
        effect="None in POP3.",
        example="EHLO localhost",
        source="RFC 5321 §4.1.1.1",
        instead="EHLO belongs to SMTP; POP3 begins with USER, and CAPA asks what the server can do.",
    ),
    Command(
        verb="MAIL",
        syntax="MAIL FROM:<sender>",
        summary="Starts a mail in SMTP, the protocol that sends mail.",
        effect="None in POP3.",
        example="MAIL FROM:<dora@island.test>",
        source="RFC 5321 §4.1.1.2",
        instead="POP3 only fetches mail; to send one, go to the SMTP server.",
    ),
    Command(
        verb="LOGIN",
        syntax="LOGIN name password",
        summary="Logs in, in IMAP.",
        effect="None in POP3.",
        example="LOGIN ana sesame",
        source="RFC 3501 §6.2.3",
        instead="LOGIN belongs to IMAP; POP3 wants USER and PASS, one after the other.",
    ),
    Command(
        verb="GET",
        syntax="GET path HTTP/1.1",
        summary="Asks a web server for a page; somebody pointed a browser at a mail server.",
        effect="None in POP3.",
        example="GET / HTTP/1.1",
        source="RFC 9110 §9.3.1",
        instead="GET belongs to HTTP, the protocol of the web; here RETR fetches a message.",
    ),
)

COMMANDS: Mapping[str, Command] = {record.verb: record for record in _COMMANDS}
"""Every command that one meets, by its verb."""


def parse(line: bytes) -> tuple[str, bytes]:
    """Take a command line apart.

    Args:
        line: One line as the client sent it, without its line end.

    Returns:
        The verb in upper case, and its argument: what comes after one space (RFC 1939 §3), without the blanks at its
        end, which are kept in a password alone. The verb is empty where the line does not begin with a word of
        ASCII letters.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        return "", line
    verb, argument = match[1].decode("ascii").upper(), match[2] or b""
    return verb, argument if verb == "PASS" else argument.strip(b" \t")
