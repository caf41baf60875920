"""What helps with a refusal: the words of the reply tell, or the command came too early, or the code in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from heloworld.imap import completion
from heloworld.imap.commands import COMMANDS
from heloworld.imap.responses import CODES
from heloworld.imap.states import ImapState
from heloworld.wire.rows import Exchange

_LAB: Final = (
    "In the lessons the name is ana, without an @, and the password is sesame; in free play, ben and cleo have it, too."
)

_PHRASES: Mapping[bytes, str] = {
    b"First parameter in line": completion.TAG_FIRST.format(line="LOGIN ana sesame"),
    b"Invalid tag": completion.TAG_FIRST.format(line="NOOP"),
    b"Expected DONE": "Only DONE ends an IDLE, alone and without a tag. The waiting is over now all the same.",
    b"Invalid messageset": "Messages are numbered from 1 to what EXISTS says; 1:3, 1,4 and 2:* are sets of numbers.",
    b"Invalid uidset": "UIDs are numbers from 1 on; 1:3, 1,4 and 2:* are sets of them. FETCH 1:* UID shows them.",
    b"Invalid system flag": r"These flags begin with \: \Seen, \Answered, \Flagged, \Deleted, \Draft. Yours have no \.",
    b"Unknown parameter": "FETCH wants items, for example FLAGS, UID, ENVELOPE, BODY.PEEK[HEADER], BODY[].",
    b"Unknown argument": 'SEARCH wants criteria, for example ALL, UNSEEN, FROM dora, SUBJECT "two words".',
    b"search date": "A date is written with the day first and the month in letters, for example 28-Nov-2026.",
    b"Missing ')'": "A bracket was opened and not closed again.",
    b"No mailbox selected": "Choose a mailbox first, for example: a1 SELECT INBOX.",
    b"Mailbox doesn't exist": 'There is no mailbox of that name. LIST "" * shows which there are, CREATE makes one.',
    b"can't be deleted": "INBOX is always there. Its messages can be removed, one by one or all.",
    b"Plaintext auth": "Encrypt the connection first, with STARTTLS: a password must not cross in the clear here.",
    b"Unsupported authentication mechanism": "CAPABILITY lists the methods behind AUTH=; PLAIN is one here.",
    b"Authentication aborted": "The login was given up. LOGIN, or AUTHENTICATE PLAIN, starts another.",
    b"Invalid base64": "The answer has to be in base64, in one line, for example AGFuYQBoYXJib3Vy for ana.",
    b"Authentication failed": f"The name or the password is wrong; most servers do not say which. {_LAB}",
    b"too large to be changed": "The mailbox is too large for this server to change it; it can be read all the same. "
    "A mail program that writes a new file can change it.",
    b"cannot be read or written": "Something stands in the way of the mailbox file. The server's log says what.",
    b"TLS is already active": "The connection is encrypted already: go on with LOGIN.",
    b"TLS is not available": "The server has no certificate to show. Go on without TLS, or try again later.",
    b"Literal size too large": "No literal may be that large. The number in { } counts octets, and nothing else.",
    b"Too many": "A server hangs up after many refused commands in one session. Enter connects again.",
    b"inactivity": "Nothing was said for a long time, so the server hung up. Enter connects again.",
    b"Too long": "A command line is short; a message crosses as a literal, behind {n}.",
}
"""Phrases of Dovecot's responses, and of ours, that tell what is wrong."""


def remedy(exchange: Exchange) -> str:
    """What helps with a refused command."""
    words = exchange.reply[-1] if exchange.reply else b""
    for phrase, sentence in _PHRASES.items():
        if phrase in words:
            return sentence
    missing = _literal(exchange)
    if not missing and exchange.asked >= 0 and exchange.before is not ImapState.AUTH:
        missing = completion.suggest(exchange.before, exchange.verb, exchange.tag)
    return missing or _advice(exchange)


def _literal(exchange: Exchange) -> str:
    """What helps where a line ended in ``{5}``, perhaps by a slip, and was understood as that says."""
    found = _ANNOUNCED.search(exchange.argument) if exchange.status == "BAD" else None
    if found is None:
        return ""
    size = int(found[1])
    return f"The line ended in {{{size}}}: what came next was no command, but its literal of {size} octets."


_ANNOUNCED: Final = re.compile(rb"\{([0-9]{1,9})\+?\}\r\n")


def _advice(exchange: Exchange) -> str:
    """What the code in brackets advises; where there is none, the form of the command."""
    code = CODES.get(exchange.detail.split(" ", maxsplit=1)[0].upper())
    if code is not None and code.advice:
        return code.advice
    if exchange.status == "BYE":
        return "The server hangs up. Enter connects again."
    if exchange.asked < 0:
        return "It answers no command. If nothing works any more, Enter connects again."
    if exchange.verb in {"LOGIN", "AUTHENTICATE"}:
        return f"The login failed. Its form is: tag LOGIN name password. {_LAB}"
    record = COMMANDS.get(exchange.verb)
    return f"Its form is: {record.syntax}" if record is not None else "CAPABILITY shows what the server can do."
