"""What a row means: a command, a response, a line of a literal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from heloworld.imap import commands, responses, vocabulary
from heloworld.imap.capabilities import CAPABILITIES
from heloworld.imap.commands import COMMANDS
from heloworld.imap.following.response_items import flags, response_items
from heloworld.imap.pieces import announced
from heloworld.imap.remedies import remedy
from heloworld.imap.responses import CODES, DATA, Response
from heloworld.imap.states import ImapState
from heloworld.wire.lines import Ending, Line
from heloworld.wire.protocol import Note
from heloworld.wire.rows import Exchange, Kind, Outcome, Row

_FORM: Final = "RFC 3501 §2.2"
_LITERALS: Final = "RFC 3501 §4.3"

_MOST_PARTS: Final = 12
"""How many parts of a line are explained one by one."""

_ASKS: Mapping[str, Note] = {
    "IDLE": Note(
        "+: the server tells from now on what happens, as soon as it happens.",
        ("The next line of the client is DONE, alone and without a tag. Any other line ends the waiting with BAD.",),
        "RFC 2177 §3",
    ),
    "AUTHENTICATE": Note(
        "+: the server asks for the next part of the login, in base64.",
        ("Answer with a line of base64, or give up with a lone *.",),
        "RFC 3501 §6.2.2",
    ),
}
"""What ``+`` asks for, where it is not a literal."""


def _literal_asked(exchange: Exchange) -> Note:
    """What ``+`` asks for where the line has announced a literal, perhaps by a slip."""
    literal = announced(exchange.argument)
    count = f"{literal.size} octets" if literal is not None else "the octets"
    taken = "Whatever you type is taken for them, a command too; each Enter is two. Then the line goes on."
    slip = "Not meant? Press Enter until the prompt is back, or hang up with F12 (in a lesson: F5)."
    return Note(f"+: the server waits for {count}, as {{ }} in the line said.", (taken, slip), _LITERALS)


def explain(row: Row) -> Note:
    """Explain a row that is a line of either side, but no line of a message's header."""
    assert row.line is not None
    return _EXPLAINERS[row.kind](row, row.line)


def _command(row: Row, line: Line) -> Note:
    exchange = row.exchange
    parsed = commands.parse(line.text)
    verb = exchange.verb if exchange is not None else parsed.verb or line.text.strip().decode("latin-1").upper()
    record = COMMANDS.get(verb)
    headline = record.summary if record else "No command of IMAP."
    source = record.source if record else _FORM
    parts = _command_parts(parsed, line)
    if exchange is None:
        waiting = "Not finished: no line end has come yet." if line.ending is Ending.NONE else "No reply yet."
        return Note(headline, (waiting,), source, parts)
    if not exchange.is_refused and record is not None and exchange.outcome is not Outcome.UNCLEAR:
        return Note(headline, (_effect(exchange, record.effect), _move(exchange)), source, parts)
    return Note(headline, (f"Refused with {exchange.status}.", remedy(exchange)), source, parts)


def _command_parts(parsed: commands.Line, line: Line) -> tuple[str, ...]:
    """The tag, and the literal that the line announces."""
    is_tag = parsed.tag and parsed.verb in COMMANDS
    tag = ("The first word is a tag of the client's own choice: the server's answer begins with the same.",)
    literal = announced(line.raw)
    said = (_announcement(literal.size, waits=literal.waits),) if literal is not None else ()
    return (tag if is_tag else ()) + said


def _announcement(size: int, *, waits: bool) -> str:
    how = "the client waits for + first" if waits else "the + says that they follow without waiting"
    return f"{{{size}}}: {size} octets come next, a literal; {how}."


def _effect(exchange: Exchange, effect: str) -> str:
    """What an accepted command did; where that is still to come, that."""
    if exchange.outcome is Outcome.GO_ON:
        return "The server asks the client to go on."
    if exchange.verb.endswith("FETCH") and not _READS_TEXT.search(exchange.argument):
        return effect.partition(" BODY[")[0]
    return effect


_READS_TEXT: Final = re.compile(rb"BODY(?:\.PEEK)?\[|RFC822(?!\.SIZE)", re.IGNORECASE)
"""Items of FETCH that ask for the text of a message, of which it matters whether that sets \\Seen."""


def _move(exchange: Exchange) -> str:
    """What an exchange did to the session."""
    if exchange.before is exchange.after:
        return f"The session stays in {exchange.after.word}."
    return f"The session: {exchange.before.word} → {exchange.after.word}."


def _reply(row: Row, line: Line) -> Note:
    exchange = row.exchange
    if exchange is None:
        return Note("The server's response.", ("It is not complete yet.",), _FORM)
    response = responses.parse(line.text)
    if exchange.outcome is Outcome.UNCLEAR:
        return Note("This is no response of IMAP.", (), "RFC 3501 §7")
    if exchange.outcome is Outcome.GO_ON:
        return _ASKS.get(exchange.verb) or _literal_asked(exchange)
    if exchange.asked < 0:
        return _greeting(exchange, response)
    code = CODES.get(response.code)
    parts = _code_parts(response)
    if exchange.is_refused:
        headline = f"{exchange.status}: {_REFUSED.get(exchange.status, 'the server refuses.')}"
        details = (code.meaning if code else "", remedy(exchange), _left(exchange))
        return Note(headline, tuple(filter(None, details)), code.source if code else _FORM, parts)
    record = COMMANDS.get(exchange.verb)
    effect = record.effect if record else ""
    headline = f"OK: {exchange.verb or 'the command'} is done."
    return Note(headline, tuple(filter(None, (effect, _move(exchange)))), record.source if record else _FORM, parts)


_REFUSED: Mapping[str, str] = {
    "NO": "the command was understood, and cannot be carried out.",
    "BAD": "the server cannot make sense of the command.",
    "BYE": "the server closes the connection.",
}


def _left(exchange: Exchange) -> str:
    """What a refusal changed all the same."""
    return "" if exchange.before is exchange.after else _move(exchange)


def _greeting(exchange: Exchange, response: Response) -> Note:
    if exchange.is_refused:
        return Note("BYE: the server does not want to talk now.", (remedy(exchange),), "RFC 3501 §7.1.5")
    known = exchange.after is ImapState.AUTHENTICATED
    headline = f"{exchange.status}: the server is there{', and knows you already' if known else ''}. It speaks first."
    return Note(headline, (_move(exchange),), "RFC 3501 §7.1.1", _code_parts(response))


def _code_parts(response: Response) -> tuple[str, ...]:
    code = CODES.get(response.code)
    if not response.detail:
        return ()
    said = code.meaning if code is not None else "A code for programs."
    inside = response.detail.partition(" ")[2]
    words = _keywords(inside) if response.code == "CAPABILITY" else ()
    return (f"[{response.code}]: {said}", *words)


def _keywords(text: str) -> tuple[str, ...]:
    known = (CAPABILITIES.get(word.upper()) for word in text.split())
    return tuple(f"{each.keyword}: {each.summary}" for each in known if each is not None)


def _data(row: Row, line: Line) -> Note:
    response = responses.parse(line.text)
    known = DATA.get(response.status)
    if known is None or response.tag != b"*":
        return _odd(row, line)
    unasked = ("Nobody asked for it just now: it is news.",) if row.kind is Kind.NEWS else ()
    number = f"{response.number} {response.status}" if response.number >= 0 else response.status
    code = CODES.get(response.code)
    headline = code.meaning if code is not None and response.status in {"OK", "NO"} else known.meaning
    source = code.source if code is not None else known.source
    return Note(f"{number}: {headline}", unasked, source, _data_parts(response, line))


def _data_parts(response: Response, line: Line) -> tuple[str, ...]:
    literal = announced(line.raw)
    said = (_announcement(literal.size, waits=False).split("; ")[0] + ".",) if literal is not None else ()
    text = response.text.decode("latin-1")
    match response.status:
        case "CAPABILITY":
            return _keywords(text)
        case "FLAGS":
            return _flags(flags(response.text))
        case "FETCH":
            items = response_items(response.text)
            named = tuple(f"{name}: {meaning}" for name in items if (meaning := vocabulary.item(name)))
            return (*named[:_MOST_PARTS], *_flags(flags(items.get("FLAGS", b""))), *said)
        case "STATUS":
            words = text.rpartition("(")[2].strip(")").split()
            return tuple(f"{name}: {vocabulary.item(name)}" for name in words[::2] if vocabulary.item(name))
    return said


def _flags(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"{name}: {vocabulary.flag(name)}" for name in sorted(names)[:_MOST_PARTS])


def _odd(row: Row, line: Line) -> Note:
    if row.kind is Kind.LISTING:
        return Note("A response goes on behind a literal, or ends here.", (), _LITERALS)
    if responses.parse(line.text).outcome is Outcome.UNCLEAR:
        return Note("This is no response of IMAP.", (), "RFC 3501 §7")
    return Note("A response to a command that nobody has sent.", (), "RFC 3501 §2.2.2")


def _text(row: Row, line: Line) -> Note:
    if not line.text:
        return Note("The empty line that ends the header, or an empty line of the body.", (), "RFC 5322 §2.1")
    to = "client" if row.source == "server" else "server"
    how = "It is part of a literal: its octets were counted before, so no dot and no mark has to end it."
    return Note(f"Text of the message, on its way to the {to}.", (how,), _LITERALS)


def _answer(row: Row, _line: Line) -> Note:
    if row.exchange is None:
        return Note(
            "What the server has asked for with +: octets of a literal, or an answer in a login.", (), _LITERALS
        )
    if row.exchange.before is not ImapState.AUTH:
        return Note("A literal: the octets that were announced, whatever they are.", (), _LITERALS)
    return Note("The client's answer to the server's question, in base64, which hides nothing.", (), "RFC 3501 §6.2.2")


def _ignored(_row: Row, _line: Line) -> Note:
    thrown = "Sent in the clear before the handshake: the server throws it away, so that nobody can slip in commands."
    return Note(thrown, (), "RFC 3501 §6.2.1")


def _other(_row: Row, _line: Line) -> Note:
    return Note("Part of a message.", (), _LITERALS)


_EXPLAINERS: Mapping[Kind, Callable[[Row, Line], Note]] = {
    Kind.COMMAND: _command,
    Kind.REPLY: _reply,
    Kind.LISTING: _data,
    Kind.NEWS: _data,
    Kind.TEXT: _text,
    Kind.STUFFED: _other,
    Kind.END: _other,
    Kind.ANSWER: _answer,
    Kind.IGNORED: _ignored,
}
