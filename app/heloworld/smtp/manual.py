"""SMTP in words: what to type next, what a row means, what helps with a refusal. It is what `Protocol.manual` gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from heloworld.smtp import completion, replies
from heloworld.smtp.commands import COMMANDS, EXTENSIONS, parse
from heloworld.smtp.following.mail_under_way import step
from heloworld.smtp.login import explain as login
from heloworld.smtp.path import parse as parse_path
from heloworld.smtp.reply_codes import CODES
from heloworld.smtp.states import END_OF_DATA, LAST_CHUNK, SmtpState
from heloworld.wire.lines import Ending, Line
from heloworld.wire.protocol import Command, Dialogue, Note
from heloworld.wire.rows import Exchange, Kind, Row

__all__ = ["BARE_LF", "COMMANDS", "OPENED", "TLS_STARTED", "awaited", "closed", "complete", "explain", "remedy"]

OPENED = Note("A TCP connection: a pipe for bytes in both directions. The server speaks first.", (), "RFC 5321 §3.1")

TLS_STARTED = Note(
    "From here on every line crosses inside an encrypted tunnel.",
    ("The server has forgotten everything that was said before: say hello again.",),
    "RFC 3207 §4.2",
)

BARE_LF = "It ends with a bare LF; SMTP wants CRLF (RFC 5321 §2.3.8)."

NO_SMTP = Note(
    "This is not SMTP: each line of a reply begins with three digits.",
    ("Some other service answers here. Check the port: mail servers have 25, 465 and 587.",),
    "RFC 5321 §4.2",
)

_REPLY = re.compile(rb"[0-9]{3}(?:[ -]|$)")


def complete(dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
    """The lines that make sense now and start with what was typed, in whatever case."""
    state = SmtpState.CLOSED if dialogue is None else dialogue.state
    return completion.complete(state, typed, login.announced_methods(dialogue))


def awaited(dialogue: Dialogue) -> str:  # noqa: ARG001 - as all manuals
    """Nothing is counted here."""
    return ""


def closed(last: Exchange | None) -> Note:  # noqa: ARG001 - as all manuals
    """What is said of the end of a connection."""
    return Note("The connection is over. Both sides have forgotten each other.", (), "RFC 5321 §3.8")


def explain(row: Row) -> Note:
    """Explain a command, a reply, an answer to a challenge, or what is thrown away."""
    assert row.line is not None
    return _EXPLAINERS[row.kind](row, row.line)


def _command(row: Row, line: Line) -> Note:
    verb = END_OF_DATA if row.kind is Kind.END else parse(line.text)[0]
    record = COMMANDS.get(verb)
    exchange = row.exchange
    if verb == "AUTH" and exchange is not None:
        return login.explain_auth(exchange, _move(exchange), remedy(exchange))
    headline = record.summary if record else "No command of SMTP."
    source = record.source if record else "RFC 5321 §4.1.1"
    if exchange is None:
        waiting = "Not finished: no line end has come yet." if line.ending is Ending.NONE else "No reply yet."
        return Note(headline, (waiting,), source)
    if 200 <= exchange.code < 400 and record is not None:
        return Note(headline, (*_told(record, exchange), _move(exchange)), source)
    refused = (f"Refused with {exchange.code}.", remedy(exchange))
    return Note(headline, (*refused, *_forgiven(record, exchange)), source)


def _told(record: Command, exchange: Exchange) -> tuple[str, ...]:
    """What is said of a command that was accepted."""
    return (*_forgiven(record, exchange), _effect(record, exchange))


_TAKEN: Final = "Taken, as Postfix does, but {what}: other servers say 501."

_READ: Final = frozenset({450, 451, 452, 550, 551, 552, 553, 554})
"""Refusals of an address that was read: those of its form are others."""

_ONE_WORD: Final = "a name is one word, such as localhost"
_FORM: Final = "the form is {form}, with < > and no space"
_DOMAIN: Final = "an address is name@domain; only <Postmaster> may be without"


def _forgiven(record: Command | None, exchange: Exchange) -> tuple[str, ...]:
    """What to say of a name or an address that was taken in another form than that of RFC 5321 §4.1.1; or nothing."""
    if record is None:
        return ()
    if record.verb in {"HELO", "EHLO"}:
        is_loose = exchange.code < 400 and b" " in exchange.argument.strip()
        return (_TAKEN.format(what=_ONE_WORD),) if is_loose else ()
    keyword, colon, path = exchange.argument.partition(b":")
    is_read = exchange.code < 400 or exchange.code in _READ
    if not colon or record.verb not in {"MAIL", "RCPT"} or not is_read:
        return ()
    verb = f"{record.verb} {keyword.decode('ascii', 'replace').upper()}:"
    lacks_domain = _lacks_domain(exchange)
    if path.startswith(b"<"):
        loose = _DOMAIN if lacks_domain else ""
    else:
        loose = _FORM.format(form=f"{verb}<{'name@domain' if lacks_domain else 'address'}>")
    if loose and exchange.code >= 400:  # beside what helps, there is little room
        return (f"Forgiven here: the right form is {verb}<{'name@domain' if lacks_domain else 'address'}>.",)
    return (_TAKEN.format(what=loose),) if loose else ()


def _lacks_domain(exchange: Exchange) -> bool:
    """Whether an address has no domain; ``<Postmaster>`` alone needs none, as a recipient (RFC 5321 §4.1.1.3)."""
    found = parse_path(exchange.argument, {"MAIL": "FROM:", "RCPT": "TO:"}[exchange.verb])
    if found is None or found.path is None or found.path.is_null or found.path.domain:
        return False
    return exchange.verb != "RCPT" or found.path.local.lower() != "postmaster"


def _effect(record: Command, exchange: Exchange) -> str:
    """What a command has done that was accepted; that it has ended a mail, only where one was begun."""
    if record.verb == "MAIL" and _has_no_sender(exchange):
        return "The envelope is open, and has no sender: nobody is told if it cannot be delivered. RCPT comes next."
    if step(exchange.verb, exchange.argument) == LAST_CHUNK:
        return COMMANDS[END_OF_DATA].effect
    had_mail = exchange.before in {SmtpState.MAIL, SmtpState.RCPT, SmtpState.CHUNKS}
    return f"{record.effect} {record.forgets}".rstrip() if had_mail else record.effect


def _has_no_sender(exchange: Exchange) -> bool:
    """Whether MAIL has named the empty path, as reports of failures do (RFC 5321 §4.5.5)."""
    found = parse_path(exchange.argument, "FROM:")
    return found is not None and found.path is not None and found.path.is_null


def _move(exchange: Exchange) -> str:
    """What an exchange did to the session."""
    if exchange.before is exchange.after:
        return f"The session stays {exchange.after.word}."
    return f"The session: {exchange.before.word} → {exchange.after.word}."


def _reply(row: Row, line: Line) -> Note:
    exchange = row.exchange
    reply = replies.parse(exchange.reply) if exchange is not None else None
    if line.is_rest:
        return Note("The same line goes on: it is too long for one row.", (), "RFC 5321 §4.5.3.1.5")
    if not _REPLY.match(line.text) and (line.ending is not Ending.NONE or len(line.text) > len("220")):
        return NO_SMTP
    if exchange is None or reply is None:
        return Note("A line of the server's reply.", (), "RFC 5321 §4.2")
    if exchange.verb == "EHLO" and (offer := _offer(line)):
        return offer
    words = replies.explain(reply)
    if exchange.verb == "AUTH" and exchange.code == login.ASKS:
        return login.explain_question(exchange, words)
    digits = " · ".join(
        f"{digit:x>{place}}{'x' * (3 - place)} = {meaning}"
        for place, (digit, meaning) in enumerate(words.digits[:2], 1)
    )
    told = _consequence(exchange, words.advice)
    headline, source = (words.headline, words.source) if exchange.code != 454 else _not_now(exchange, words)
    return Note(headline, told, source, finer=words.enhanced, digits=digits)


def _not_now(exchange: Exchange, words: replies.Explanation) -> tuple[str, str]:
    """What 454 means: Postfix says it to commands for which it was not made, too, such as RCPT of who may not relay."""
    if exchange.verb in {"AUTH", "STARTTLS"}:
        return words.headline, words.source
    return "454: not now, by a rule of this server", "RFC 5321 §4.2.1"


def _consequence(exchange: Exchange, advice: str) -> tuple[str, ...]:
    """What follows from a reply: the effect of what was accepted, or what helps with what was refused."""
    if exchange.code < 400:
        record = COMMANDS.get(exchange.verb)
        return _told(record, exchange) if record is not None else (advice,)
    return (remedy(exchange), *_forgiven(COMMANDS.get(exchange.verb), exchange))


def remedy(exchange: Exchange) -> str:
    """What helps with a refused command: the phrase of the reply tells, or the command came too early, or its code."""
    if slip := login.slip(exchange):
        return slip
    words = b" ".join(exchange.reply)
    for phrase, sentence in _PHRASES.items():
        if phrase in words:
            return sentence
    line = b"" if exchange.verb else exchange.argument
    missing = completion.suggest(exchange.before, exchange.verb, line) if exchange.asked >= 0 else ""
    reply = replies.parse(exchange.reply)
    return missing or (_advice(exchange, reply) if reply is not None else "")


def _advice(exchange: Exchange, reply: replies.Reply) -> str:
    """What the codes advise; of a command with a wrong argument (501), its form."""
    advice = replies.explain(reply).advice
    record = COMMANDS.get(exchange.verb)
    return f"Its form is: {record.syntax}" if record and advice == CODES[501].advice else advice


_LAB = "The people of harbour.test are ana, ben, cleo and postmaster."

_PHRASES: Mapping[bytes, str] = {
    b"Syntax: HELO": "Put a name after it, for example: HELO localhost.",
    b"Syntax: EHLO": "Put a name after it, for example: EHLO localhost.",
    b"Syntax: MAIL FROM": "MAIL wants FROM: and an address in < >, for example: MAIL FROM:<dora@island.test>.",
    b"Syntax: RCPT TO": "RCPT wants TO: and an address in < >, for example: RCPT TO:<ana@harbour.test>.",
    b"5.5.2 Error: bad syntax": "A line without a word is no command.",
    b"authentication not enabled": "No login is offered now: the reply to EHLO does not announce AUTH. "
    "Some servers do under TLS alone.",
    **login.PHRASES,
    b"DMARC": "Nobody vouches for the domain in From:, and its owner wants such letters refused. "
    "A login here does not help: send it by that domain's own server, or from another address.",
    b"SPF fail": "The domain in MAIL FROM does not let this machine use its name. "
    "Send it by that domain's own server, or from another address.",
    b"Relay access denied": f"No mailbox here, and no relaying (passing mail on) for strangers. {_LAB}",
    b"User unknown": f"Nobody has that name there. {_LAB}",
    b"no valid recipients": "No RCPT of this mail was accepted, so nobody would get it. Name a recipient first.",
    b"too many errors": "A server hangs up after many refused commands in one session. Enter connects again.",
    b"timeout exceeded": "Nothing was said for a long time, so the server hung up. Enter connects again.",
    b"Bad message size": "SIZE wants a number of bytes, for example SIZE=1000; it may be left out.",
    b"write error": "The server cannot write its files, and a later try alone changes nothing. Its log says why.",
    b"Must declare SMTPUTF8": "An address beyond ASCII needs EHLO, and the word SMTPUTF8 at the end of MAIL.",
}
"""Phrases of Postfix's replies that ask for more than their codes say."""


def _offer(line: Line) -> Note | None:
    """An extension that EHLO's reply announces."""
    extension = EXTENSIONS.get(line.text[4:].split(b" ")[0].decode("ascii", "replace").upper())
    if extension is None:
        return None
    return Note(f"{extension.keyword}: {extension.summary}", ("The server offers this extension.",), extension.source)


_DOTS, _END = "RFC 5321 §4.5.2", "RFC 5321 §4.1.1.4"
_WHY = "A lone dot ends the text, so a mail program puts one more dot before such a line. You can do that, too."


def _stuffed(_row: Row, line: Line) -> Note:
    if line.text.rstrip(b" \t") == b"." != line.text:
        return Note("A dot and white space after it: this is not the lone dot, so the text goes on.", (), _END)
    if line.text == b"..":
        return Note("Two dots are not the lone dot: the server takes one away, and the other is text.", (_WHY,), _DOTS)
    stuffed = "The server takes away a dot at the start of a line (transparency)."
    return Note(stuffed, (_WHY,), _DOTS)


def _text(_row: Row, line: Line) -> Note:
    if line.text.startswith(b".") and line.ending is not Ending.NONE:
        why = "In DATA a line begins after CR LF, and this dot does not follow one; in a chunk (BDAT) no dot counts."
        return Note("This dot is text: the server neither takes it away nor ends the mail with it.", (why,), _DOTS)
    if not line.text:
        return Note("The empty line that ends the header, or an empty line of the body.", (), "RFC 5322 §2.1")
    return Note("Text of the message: the server looks for no commands in it.", (), "RFC 5321 §4.1.1.4")


def _ignored(_row: Row, _line: Line) -> Note:
    thrown = "Sent in the clear before the handshake: the server throws it away, so that nobody can slip in commands."
    return Note(thrown, (), "RFC 3207 §4.2")


_EXPLAINERS: Mapping[Kind, Callable[[Row, Line], Note]] = {
    Kind.COMMAND: _command,
    Kind.END: _command,
    Kind.REPLY: _reply,
    Kind.TEXT: _text,
    Kind.STUFFED: _stuffed,
    Kind.ANSWER: lambda row, _line: login.explain_answer(row.exchange, remedy),
    Kind.IGNORED: _ignored,
}
