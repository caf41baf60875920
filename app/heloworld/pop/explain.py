"""What a row means: a command, a reply, a line of a listing or of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from heloworld.pop import commands, replies
from heloworld.pop.capabilities import CAPABILITIES
from heloworld.pop.commands import COMMANDS
from heloworld.pop.remedies import remedy
from heloworld.pop.states import PopState
from heloworld.wire.lines import Ending, Line
from heloworld.wire.protocol import Note
from heloworld.wire.rows import Exchange, Kind, Outcome, Row, State

_FORM = "RFC 1939 §3"

_AGREED: Mapping[str, str] = {
    "": "+OK: the server is there. It speaks first.",
    "USER": "+OK: the server has heard the name. It does not say whether anybody has it.",
    "PASS": "+OK: you are logged in. The mailbox is as it is now for the whole session.",
    "AUTH": "+OK: you are logged in. The mailbox is as it is now for the whole session.",
    "STLS": "+OK: the server waits for the TLS handshake.",
    "CAPA": "+OK: what the server can do follows, up to a lone dot.",
    "LIST": "+OK: the size of each message follows, up to a lone dot.",
    "UIDL": "+OK: the unique name of each message follows, up to a lone dot.",
    "RETR": "+OK: the whole message follows, up to a lone dot.",
    "TOP": "+OK: the header follows, an empty line, and so many lines of the body, up to a lone dot.",
    "DELE": "+OK: the message is marked. It still stands in the file.",
    "RSET": "+OK: no message is marked any more.",
    "NOOP": "+OK: the server still listens.",
    "QUIT": "+OK: goodbye. After a login, messages that were marked, if any, are gone now.",
}
"""What +OK says to each command; the empty one is the greeting."""

_STAT = re.compile(rb"\+OK ([0-9]{1,20}) ([0-9]{1,20})(?: .*)?", re.DOTALL)
_SIZE = re.compile(rb"([0-9]{1,20}) ([0-9]{1,20})(?: .*)?", re.DOTALL)
_NAME = re.compile(rb"([0-9]{1,20}) ([!-~]{1,70})[ \t]*")

_OCTETS = "An octet is a byte. On the wire a line ends with two, CR and LF; in the file with one."


def explain(row: Row) -> Note:
    """Explain a row that is a line of either side, but no line of a message's header."""
    assert row.line is not None
    return _EXPLAINERS[row.kind](row, row.line)


def _command(row: Row, line: Line) -> Note:
    record = COMMANDS.get(commands.parse(line.text)[0])
    exchange = row.exchange
    headline = record.summary if record else "No command of POP3."
    source = record.source if record else _FORM
    if exchange is None:
        waiting = "Not finished: no line end has come yet." if line.ending is Ending.NONE else "No reply yet."
        return Note(headline, (waiting,), source)
    if not exchange.is_refused and record is not None and exchange.outcome is not Outcome.UNCLEAR:
        return Note(headline, (_effect(exchange, record.effect), _move(exchange)), source)
    return Note(headline, (f"Refused with {exchange.status or 'a line that is no reply'}.", remedy(exchange)), source)


def _effect(exchange: Exchange, effect: str) -> str:
    """What an accepted command did; where it is not what its record says, that."""
    if exchange.outcome is Outcome.GO_ON:
        return "The server asks, and the next line is the answer."
    if exchange.verb == "QUIT" and exchange.before is not PopState.TRANSACTION:
        return "The server closes the connection. Nobody was logged in, so nothing is deleted."
    if exchange.verb == "AUTH" and exchange.after is exchange.before:
        return "The server lists its methods, and nobody is logged in."
    return " ".join((effect, *_whole_address(exchange)))


def _whole_address(exchange: Exchange) -> tuple[str, ...]:
    """What to say of USER with an address, of which the server says +OK, as of any name."""
    if exchange.verb != "USER" or b"@" not in exchange.argument:
        return ()
    return ("In the lab, a mailbox is called by the name alone, such as ana, without the part from the @ on.",)


def _move(exchange: Exchange) -> str:
    """What an exchange did to the session, in the words of the strip, where a name alone is no state."""
    before, after = _word(exchange.before), _word(exchange.after)
    return f"The session stays in {after}." if before == after else f"The session: {before} → {after}."


def _word(state: State) -> str:
    return PopState.AUTHORIZATION.word if state is PopState.USER else state.word


def _reply(row: Row, line: Line) -> Note:
    exchange = row.exchange
    if exchange is None:
        return Note("The server's reply.", ("It is not complete yet.",), _FORM)
    if exchange.outcome is Outcome.UNCLEAR:
        return Note("Neither +OK nor -ERR: this is no reply of POP3.", (), _FORM)
    if exchange.outcome is Outcome.GO_ON:
        headline = "+: the server asks for the next part of the login, in base64."
        return Note(headline, ("Answer with a line of base64, or give up with a lone *.",), "RFC 5034 §4")
    if exchange.is_refused:
        return _refusal(exchange)
    return _agreement(exchange, line)


def _refusal(exchange: Exchange) -> Note:
    code = replies.CODES.get(exchange.detail)
    headline = f"-ERR: {code.meaning}." if code is not None else "-ERR: the server refuses."
    details = (remedy(exchange), "" if exchange.before is not exchange.after else _move(exchange))
    parts = (f"[{exchange.detail}] is a code for programs; the words behind it are for people.",) if code else ()
    return Note(headline, tuple(filter(None, details)), code.source if code is not None else _FORM, parts)


def _agreement(exchange: Exchange, line: Line) -> Note:
    record = COMMANDS.get(exchange.verb)
    source = record.source if record is not None else "RFC 1939 §4"
    if exchange.verb in {"STAT", "LIST"} and (found := _STAT.fullmatch(line.text)):
        first, octets = int(found[1]), int(found[2])
        said = f"{_count(first)}, {octets} octets together" if exchange.verb == "STAT" else _has(first, octets)
        return Note(f"+OK: {said}.", (_OCTETS, "Messages that DELE has marked are left out."), source)
    if exchange.verb == "UIDL" and exchange.argument:
        return Note("+OK: the number of the message and its unique name.", (_UNIQUE,), source)
    known = _AGREED if exchange.asked >= 0 or exchange.before is PopState.OPEN else {}
    details = (*_whole_address(exchange), _move(exchange))
    return Note(known.get(exchange.verb, "+OK: the server agrees."), details, source)


def _count(number: int) -> str:
    return f"{number} message" if number == 1 else f"{number} messages"


def _has(number: int, octets: int) -> str:
    return f"message {number} has {octets} octets"


_UNIQUE = "The number belongs to this session alone. The name stays as long as the message does."


def _listing(row: Row, line: Line) -> Note:
    verb = row.exchange.verb if row.exchange is not None else ""
    if verb == "CAPA" and (known := CAPABILITIES.get(_keyword(line))):
        return Note(f"{known.keyword}: {known.summary}", (), known.source)
    if verb == "AUTH":
        return Note("A method with which one can log in.", ("AUTH and its name start it.",), "RFC 5034 §4")
    if verb == "UIDL" and (named := _NAME.fullmatch(line.text)):
        return Note(f"Message {int(named[1])} and its unique name.", (_UNIQUE,), "RFC 1939 §7")
    if verb == "LIST" and (sized := _SIZE.fullmatch(line.text)):
        headline = _has(int(sized[1]), int(sized[2]))
        return Note(f"{headline[0].upper()}{headline[1:]}.", (_OCTETS,), "RFC 1939 §5")
    return Note("A line of what the server lists, up to a lone dot.", (), _FORM)


def _keyword(line: Line) -> str:
    return line.text.split(b" ")[0].decode("latin-1").upper()


def _end(row: Row, _line: Line) -> Note:
    what = "message" if row.exchange is not None and row.exchange.verb in replies.MESSAGES else "list"
    return Note(f"A lone dot: the end of the {what}.", ("It is not a part of it, and not counted in its size.",), _FORM)


def _stuffed(_row: Row, _line: Line) -> Note:
    why = "A lone dot ends the message, so the server puts one more dot before each line that begins with one."
    return Note("The client takes away a dot at the start of a line (byte-stuffing).", (why,), _FORM)


def _text(_row: Row, line: Line) -> Note:
    if not line.text:
        return Note("The empty line that ends the header, or an empty line of the body.", (), "RFC 5322 §2.1")
    where = "The same line stands in the mailbox, perhaps with a > before From, and it stays there."
    return Note("Text of the message, on its way to the client.", (where,), "RFC 1939 §5")


def _answer(_row: Row, _line: Line) -> Note:
    return Note("The client's answer to the server's question, in base64, which hides nothing.", (), "RFC 5034 §4")


def _ignored(_row: Row, _line: Line) -> Note:
    thrown = "Sent in the clear before the handshake: the server throws it away, so that nobody can slip in commands."
    return Note(thrown, (), "RFC 2595 §4")


_EXPLAINERS: Mapping[Kind, Callable[[Row, Line], Note]] = {
    Kind.COMMAND: _command,
    Kind.REPLY: _reply,
    Kind.LISTING: _listing,
    Kind.END: _end,
    Kind.TEXT: _text,
    Kind.STUFFED: _stuffed,
    Kind.ANSWER: _answer,
    Kind.IGNORED: _ignored,
}
