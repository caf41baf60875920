"""What a row means: a question, an answer, one of their records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.dns.commands import COMMANDS
from heloworld.dns.record_types import RECORD_TYPES
from heloworld.dns.remedies import remedy
from heloworld.dns.states import NO_DATA, TRUNCATED
from heloworld.wire.protocol import Note
from heloworld.wire.rows import Exchange, Kind, Outcome, Row

_FORM: Final = "RFC 1035 §4.1"

_FLAGS: Final[Mapping[str, str]] = {
    "aa": "aa: the server answers for this name itself, and did not hear it from others.",
    "tc": "tc: there is more than fits; ask again over TCP.",
    "rd": "rd: please ask others, if you must.",
    "ra": "ra: this server asks others for you.",
    "ad": "ad: signatures were checked.",
    "cd": "cd: do not check signatures.",
}

_ASKED: Final[Mapping[str, str]] = {**_FLAGS, "ad": "ad: say it if you have checked signatures (RFC 6840 §5.7)."}
"""Flags of a question, where some mean something else."""

_STATUS: Final[Mapping[str, str]] = {
    "NOERROR": "NOERROR: the name exists.",
    "NXDOMAIN": "NXDOMAIN: the name does not exist, and nothing below it.",
    "REFUSED": "REFUSED: the server does not answer for this name.",
    "SERVFAIL": "SERVFAIL: the server could not find out.",
    "FORMERR": "FORMERR: the server could not read the question.",
    "NOTIMP": "NOTIMP: the server does not do this.",
    "BADVERS": "BADVERS: the server does not know this version of EDNS.",
}

_TEXTS: Final[tuple[tuple[str, str, str], ...]] = (
    ('"v=spf1', "SPF: which servers may send with this domain in the envelope.", "RFC 7208 §3"),
    (
        '"v=DMARC1',
        "DMARC: what the domain asks receivers to do with letters that only claim to be its own.",
        "RFC 9989",
    ),
    ('"v=DKIM1', "A DKIM key: whoever has the other half signs for this domain.", "RFC 6376 §3.6.1"),
)
"""Texts that mail knows by how they begin."""


def explain(row: Row) -> Note:
    """Explain a row that is a part of a message, or a whole one."""
    match row.kind:
        case Kind.COMMAND:
            return _question(row)
        case Kind.REPLY:
            return _answer(row)
    return _part(row)


def _question(row: Row) -> Note:
    exchange = row.exchange
    if exchange is None:
        return Note("A question on its way, in one message.", ("No answer yet.",), _FORM, _flags(row, _ASKED))
    record = COMMANDS.get(exchange.verb)
    headline = record.summary if record is not None else "A question that is not often asked."
    if not exchange.verb:
        headline = "What came is no question of DNS."
    source = record.source if record is not None else _FORM
    return Note(headline, tuple(filter(None, (_came_of(exchange), _remedy(exchange)))), source, _flags(row, _ASKED))


def _answer(row: Row) -> Note:
    exchange = row.exchange
    if exchange is None:
        return Note("An answer that nobody here has asked for.", ("Its ID is that of no open question.",), _FORM)
    if exchange.outcome is Outcome.UNCLEAR and exchange.status not in _STATUS:
        return Note("This is no answer that is known here.", (), _FORM, _flags(row))
    ties = "The ID, the first two bytes, is that of the question."
    return Note(_came_of(exchange), tuple(filter(None, (_remedy(exchange), ties))), _FORM, _flags(row))


def _came_of(exchange: Exchange) -> str:
    """What became of a question."""
    if exchange.detail == TRUNCATED:
        return "The answer does not fit into a datagram."
    if exchange.detail == NO_DATA:
        return "The name exists and has no record of this type."
    if exchange.outcome is Outcome.DONE:
        count = len(exchange.reply) - 1
        return f"Answered with {count} record{'' if count == 1 else 's'}."
    return _STATUS.get(exchange.status, "The server says something that is not known here.")


def _remedy(exchange: Exchange) -> str:
    if exchange.detail == TRUNCATED:
        return "Ask again over TCP, where it may have 65,535 bytes: dig and mail servers do so by themselves."
    if exchange.detail == NO_DATA:
        return "The SOA record that comes with it says for how long this may be remembered."
    return remedy(exchange) if exchange.is_refused else ""


def _flags(row: Row, meanings: Mapping[str, str] = _FLAGS) -> tuple[str, ...]:
    """The flags of a message, one by one."""
    _, is_there, flags = row.words.partition("flags ")
    return tuple(meanings[each] for each in flags.split() if each in meanings) if is_there else ()


def _part(row: Row) -> Note:
    words = row.words.split()
    if row.words.startswith("EDNS"):
        can = "Whoever sends this takes longer datagrams than the 512 bytes of 1987."
        return Note("EDNS: what this side can do beyond the old form.", (can,), "RFC 6891 §6")
    if len(words) == 3:
        return Note("What is asked: a name, a class (IN, the Internet) and a type.", (), "RFC 1035 §4.1.2")
    if len(words) > 4 and words[1].isdigit():
        return _record(words)
    return Note("Bytes that are no part of a message.", (), _FORM)


def _record(words: list[str]) -> Note:
    kind = words[3]
    details = (f"It may be remembered for {int(words[1]):,} seconds.",)
    if kind == "TXT":
        text = " ".join(words[4:])
        for start, says, source in _TEXTS:
            if text.startswith(start):
                return Note(says, details, source)
    known = RECORD_TYPES.get(kind)
    if known is None:
        return Note("A record of a type that mail does not need.", details, "RFC 1035 §4.1.3")
    return Note(f"{kind}: {known.says[0].lower()}{known.says[1:]}", details, known.source)
