"""A login in words: what AUTH, a question and an answer say in base64, and what helps with a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from heloworld.smtp.commands import COMMANDS
from heloworld.smtp.login.follower import ASKS, method_and_answer
from heloworld.smtp.replies import Explanation
from heloworld.smtp.states import SmtpState
from heloworld.wire import sasl_words
from heloworld.wire.protocol import Dialogue, Note
from heloworld.wire.rows import Exchange
from heloworld.wire.sasl import GIVE_UP, KNOWN
from heloworld.wire.sasl_words import Said

__all__ = ["ASKS", "PHRASES", "announced_methods", "explain_answer", "explain_auth", "explain_question", "slip"]

_SOURCE: Final = "RFC 4954 §4"

_LAB: Final = "In the lab, ana, ben and cleo can log in, and everybody's password is sesame."

PHRASES: Final[Mapping[bytes, str]] = {
    b"Must issue a STARTTLS": "TLS comes first here, so that no password crosses in the clear: STARTTLS, then EHLO.",
    b"already authenticated": "You are logged in already: go on with MAIL.",
    b"Syntax: AUTH": "AUTH wants a method, and at most one more word: AUTH PLAIN, and its answer in base64.",
    b"Invalid authentication mechanism": "The AUTH line in the reply to EHLO names the methods: choose one of them.",
    b"Invalid base64 data in continued": "After 334 comes a line of base64, and no command: begin again with AUTH.",
    b"Invalid base64 data": "Behind the method stands base64: letters, digits, + and /, in groups of four.",
    b"authentication failed": f"The name or the password is wrong; a careful server does not tell which. {_LAB}",
    b"Authentication aborted": "The login was given up. AUTH and a method begin another.",
    b"response limit exceeded": "No name and no password is that long. AUTH and a method begin another login.",
    b"not owned by user": "Nobody sends under another's address here: RSET, then MAIL with your own.",
    b"rejected: not logged in": "The sender is somebody who can log in here: RSET, then AUTH, then MAIL.",
    b"rejected: Access denied": "At this port mail is taken only from who has logged in: RSET, then AUTH, then MAIL.",
}
"""Phrases of Postfix's and Dovecot's replies about a login."""


def announced_methods(dialogue: Dialogue | None) -> tuple[str, ...]:
    """How one may log in, as the last reply to EHLO says; only methods that are known here."""
    if dialogue is None or "AUTH" not in dialogue.offers:
        return ()
    hello = next((each for each in reversed(dialogue.exchanges) if each.verb == "EHLO" and each.code == 250), None)
    offers = [line.split() for line in (hello.said if hello is not None else ())]
    found = [word.decode("latin-1").upper() for offer in offers if offer[:1] == [b"AUTH"] for word in offer[1:]]
    return tuple(method for method in found if method in KNOWN)


def explain_auth(exchange: Exchange, move: str, remedy: str) -> Note:
    """Explain AUTH, once it has its reply.

    Args:
        exchange: The command and its reply.
        move: What it did to the session, in a sentence.
        remedy: What helps where it was refused.
    """
    record = COMMANDS["AUTH"]
    method, initial = method_and_answer(exchange.argument)
    said = sasl_words.first_answer(method, initial) if initial else None
    form = (said.form,) if said is not None else ()
    if exchange.is_refused:
        return Note(
            record.summary, (*form, f"Refused with {exchange.code}.", remedy), record.source, secret=_here(said)
        )
    told = "The server asks, and the next line is the answer." if exchange.code == ASKS else record.effect
    return Note(record.summary, (*form, told, move), record.source, secret=_here(said))


def explain_question(exchange: Exchange, words: Explanation) -> Note:
    """Explain a 334."""
    method = "" if exchange.before is SmtpState.AUTH else method_and_answer(exchange.argument)[0]
    said = sasl_words.question(exchange.said[-1].strip(b" "), method)
    asked = f"{said.form} {said.here}" if said.here and said.form.endswith(":") else said.form
    digits = (f"It says: {said.here}",) if said.here and not said.form.endswith(":") else ()
    return Note(words.headline, (asked, *digits, words.advice), words.source)


def explain_answer(exchange: Exchange | None, remedy: Callable[[Exchange], str]) -> Note:
    """Explain the answer to a question.

    Args:
        exchange: The answer and the reply to it; None while there is no reply.
        remedy: What helps where it was refused.
    """
    headline = "The client's answer to the server's question."
    if exchange is None:
        return Note(headline, (f"In base64. {sasl_words.HIDES_NOTHING}", "No reply yet."), _SOURCE)
    said = sasl_words.answer(exchange.challenge, exchange.argument)
    refused = (f"Refused with {exchange.code}.", remedy(exchange)) if exchange.is_refused else ()
    return Note(headline, (said.form, *refused), _SOURCE, secret=_here(said))


def slip(exchange: Exchange) -> str:
    """What is wrong with the base64 of a login that was refused, as far as it can be seen."""
    if exchange.verb != "AUTH" or exchange.code not in {501, 535} or exchange.argument == GIVE_UP:
        return ""
    if exchange.before is SmtpState.AUTH:
        return sasl_words.answer(exchange.challenge, exchange.argument).slip
    method, initial = method_and_answer(exchange.argument)
    if not initial or method not in KNOWN or len(exchange.argument.split()) > 2:
        return ""
    return sasl_words.first_answer(method, initial).slip


def _here(said: Said | None) -> str:
    """The words as they were written, which may be a password."""
    return f"Here: {said.here}" if said is not None and said.here else ""
