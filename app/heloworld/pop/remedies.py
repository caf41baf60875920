"""What helps with a refusal: the words of the reply tell, or the command came too early, or the code in brackets."""

from __future__ import annotations

from collections.abc import Mapping

from heloworld.pop import completion
from heloworld.pop.commands import COMMANDS
from heloworld.pop.replies import CODES
from heloworld.pop.states import PopState
from heloworld.wire.rows import Exchange

_LAB = (
    "In the lessons the name is ana, without an @, and the password is sesame; in free play, ben and cleo have it, too."
)

_NUMBER = "Messages are numbered from 1; LIST shows which there are."

_PHRASES: Mapping[bytes, str] = {
    b"No username given": "The name comes first: USER ana, then PASS.",
    b"Plaintext auth": "Encrypt the connection first, with STLS: a password must not cross in the clear here.",
    b"Unsupported authentication mechanism": "AUTH alone lists the methods that the server knows; PLAIN is one here.",
    b"Authentication aborted": "The login was given up. USER and PASS, or AUTH PLAIN, start another.",
    b"Invalid base64": "The answer has to be in base64, in one line, for example AGFuYQBoYXJib3Vy for ana.",
    b"Authentication failed": f"The name or the password is wrong; most servers do not say which. {_LAB}",
    b"There's no message": _NUMBER,
    b"too large to be changed": "The mailbox is too large for this server to delete from it; nothing is deleted. "
    "A mail program that writes a new file can do it.",
    b"Invalid message number": f"A number has to follow the command. {_NUMBER}",
    b"Message is deleted": "The message is marked, or somebody else has deleted it. RSET takes marks away.",
    b"Noise after message number": "There is a word too many, or one is missing. LIST, RETR and DELE want one number.",
    b"Invalid size": "TOP wants two numbers: of the message, and of the lines of its body, for example TOP 1 0.",
    b"Mailbox cannot be": "Something stands in the way of the mailbox file. The server's log says what.",
    b"TLS is already active": "The connection is encrypted already: go on with USER.",
    b"TLS is not available": "The server has no certificate to show. Go on without TLS, or try again later.",
    b"Too many": "A server hangs up after many refused commands in one session. Enter connects again.",
    b"inactivity": "Nothing was said for a long time, so the server hung up and deleted nothing. Enter connects again.",
    b"Too long input line": "A command line is short. A whole message cannot be pasted here; POP3 only fetches.",
}
"""Phrases of Dovecot's replies, and of ours, that tell what is wrong."""


def remedy(exchange: Exchange) -> str:
    """What helps with a refused command."""
    words = b" ".join(exchange.reply[:1])
    for phrase, sentence in _PHRASES.items():
        if phrase in words:
            return _form(exchange) or sentence
    missing = _missing(exchange)
    return missing or _advice(exchange)


def _missing(exchange: Exchange) -> str:
    """What has to come before a command, or which one was meant; nothing where nobody has asked anything."""
    line = b"" if exchange.verb else exchange.argument
    return completion.suggest(exchange.before, exchange.verb, line) if exchange.asked >= 0 else ""


def _form(exchange: Exchange) -> str:
    """The form of TOP, which wants two numbers; of any other command nothing."""
    is_short = exchange.verb == "TOP" and exchange.argument.isdigit() and b"Noise" in exchange.reply[0]
    return (
        "TOP wants two numbers: of the message, and of the lines of its body, for example TOP 1 0." if is_short else ""
    )


def _advice(exchange: Exchange) -> str:
    """What the code in brackets advises; where there is none, the form of the command."""
    if (code := CODES.get(exchange.detail)) is not None:
        return code.advice
    if exchange.asked < 0:
        return "The server does not want to talk now. Enter connects again."
    if exchange.before in {PopState.USER, PopState.AUTH} and exchange.verb in {"PASS", "AUTH"}:
        return f"The login failed. {_LAB}"
    if exchange.verb == "QUIT":
        return "The server could not delete what was marked: connect again, and see with LIST what is still there."
    record = COMMANDS.get(exchange.verb)
    return f"Its form is: {record.syntax}" if record is not None else "CAPA shows what the server can do."
