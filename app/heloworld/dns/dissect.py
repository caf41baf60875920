"""DNS, followed from outside: datagrams or a stream → a row for each part of a message, an exchange for each answer.

An answer belongs to the question with its ID (RFC 5452 §9.1). What was asked and what came of it stand in one line,
which is shown while the parts are folded away.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from typing import Final

from heloworld.dns.message import Message, Part, Section, take_apart
from heloworld.dns.states import NO_DATA, OUTCOMES, TRUNCATED, DnsState
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted
from heloworld.wire.lines import Ending, Line
from heloworld.wire.protocol import Log
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, Row, State

KEEP_EXCHANGES: Final = 20_000
"""Exchanges of a connection that are held."""

KEEP_ASKED: Final = 1_000
"""Questions that wait for an answer; of more the oldest is given up."""

KEEP_REPLY: Final = 50
"""Records of an answer that are held with its exchange."""

BRIEF: Final = 3
"""Records that the line of a question repeats."""

_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that has no answer yet."""

    verb: str
    name: str
    rows: tuple[int, ...]

    @property
    def brief(self) -> str:
        """The question in a line."""
        return f"{self.verb} {self.name}".strip() if self.verb else "what is no question"


@dataclass(slots=True)
class _Stream:
    """What has come from one side."""

    offset: int = 0
    waiting: bytes = b""
    row: int | None = None


class DnsDialogue:
    """One client's questions, and the answers.

    Args:
        opened: How it began.
        log: Where the rows and exchanges go.

    Attributes:
        opened: How it began.
        state: Whether anything can be asked.
        exchanges: The questions that have their answer, in order.
        mails: None, ever.
        draft: Nothing, ever.
        tls: Whether it is under TLS.
        offers: Nothing is announced.
    """

    def __init__(self, opened: Opened, log: Log) -> None:
        self.opened = opened
        self.state: State = DnsState.READY
        self.exchanges: deque[Exchange] = deque(maxlen=KEEP_EXCHANGES)
        self.mails: tuple[Mail, ...] = ()
        self.draft = b""
        self.tls = False
        self.user = b""
        self.offers: frozenset[str] = frozenset()
        self._log = log
        self._streams: dict[Side, _Stream] = {"client": _Stream(), "server": _Stream()}
        self._asked: OrderedDict[bytes, _Asked] = OrderedDict()
        self._newest = b""

    @property
    def awaits_reply(self) -> bool:
        """Whether the newest question has no answer yet; those before it may have been lost."""
        return self.state is DnsState.READY and self._newest in self._asked

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""
        match event:
            case Bytes() if self.opened.transport == "udp":
                self._message(event, event.data, b"")
            case Bytes():
                self._stream(event)
            case TlsStarted():
                self.tls = True
                self._event(event)
            case Closed(reason=reason):
                self.state = DnsState.CLOSED
                self._event(event, folds=not reason or not self._asked)
            case _:
                self._event(event)

    def let_go(self, mail: Mail) -> None:
        """There are no messages here."""

    def _event(self, event: Event, *, folds: bool = True) -> None:
        """A row for something that happened."""
        brief = "" if folds and not isinstance(event, TlsStarted) else None
        row = Row(self.opened.conn, event.at, None, Kind.EVENT, event=event, tls=self.tls, protocol="dns", brief=brief)
        self._log.rows.append(row)

    def _stream(self, chunk: Bytes) -> None:
        """Take the messages out of a stream, in which each has its length before it (RFC 1035 §4.2.2)."""
        stream = self._streams[chunk.source]
        data = stream.waiting + chunk.data
        while len(data) >= _LENGTH and len(data) >= (size := _LENGTH + int.from_bytes(data[:_LENGTH])):
            self._message(chunk, data[_LENGTH:size], data[:_LENGTH])
            data = data[size:]
        stream.waiting = data
        if data:
            what = f"{len(data):,} bytes of a message that goes on"
            stream.row = self._show(chunk, stream.row, Kind.LISTING, data, what, "")

    def _message(self, chunk: Bytes, data: bytes, length: bytes) -> None:
        """A whole message has come."""
        message = take_apart(data)
        first, *others = message.parts
        stream = self._streams[chunk.source]
        kind = Kind.COMMAND if chunk.source == "client" else Kind.REPLY
        rows = [self._show(chunk, stream.row, kind, length + first.data, first.words, None)]
        stream.row = None
        stream.offset += len(length) + len(first.data)
        for part in others:
            rows.append(self._show(chunk, None, Kind.LISTING, part.data, part.words, ""))
            stream.offset += len(part.data)
        if chunk.source == "client":
            self._ask(message, tuple(rows))
        else:
            self._answer(message, tuple(rows))

    def _show(self, chunk: Bytes, number: int | None, kind: Kind, data: bytes, words: str, brief: str | None) -> int:
        """Put bytes into a row: a new one, or the one in which their beginning stands; returns its number."""
        line = Line(data, Ending.NONE, self._streams[chunk.source].offset)
        rows = self._log.rows
        row = Row(
            chunk.conn,
            chunk.at,
            chunk.source,
            kind,
            line,
            tls=chunk.tls,
            protocol="dns",
            words=words,
            brief=brief,
        )
        if number is None:
            return rows.append(row)
        if number >= rows.first:
            rows.update(number, row)
        return number

    def _ask(self, message: Message, rows: tuple[int, ...]) -> None:
        question = message.question
        name = question.name.removesuffix(".") or "." if question else ""
        asked = _Asked(question.kind if question else "", name, rows)
        self._asked[message.ident], self._newest = asked, message.ident
        self._brief(rows[0], f"{asked.brief} ?")
        if len(self._asked) > KEEP_ASKED:
            self._asked.popitem(last=False)

    def _answer(self, message: Message, rows: tuple[int, ...]) -> None:
        asked = self._asked.pop(message.ident, None)
        if asked is None:
            return
        outcome, detail = _outcome(message)
        exchange = Exchange(
            self.opened.conn,
            asked.verb,
            asked.name.encode("ascii"),
            message.status,
            outcome,
            tuple(
                each.encode("ascii")
                for each in (message.status, *(part.words for part in message.answers[:KEEP_REPLY]))
            ),
            DnsState.READY,
            DnsState.READY,
            detail,
            message.ident,
            row=rows[0],
            asked=asked.rows[0],
        )
        self.exchanges.append(exchange)
        self._log.hear(exchange)
        self._brief(asked.rows[0], f"{asked.brief} = {_brief(message, asked, outcome, detail)}")
        self._brief(rows[0], "")
        for number in (*asked.rows, *rows):
            self._link(number, exchange)

    def _brief(self, number: int, brief: str) -> None:
        """Say what a row looks like while its message is folded away."""
        rows = self._log.rows
        if number >= rows.first:
            rows.update(number, replace(rows[number], brief=brief))

    def _link(self, number: int, exchange: Exchange) -> None:
        rows = self._log.rows
        if number >= rows.first:
            rows.update(number, replace(rows[number], exchange=exchange))


def _outcome(message: Message) -> tuple[Outcome, str]:
    """What an answer means, and its finer code."""
    if not message.is_answer:
        return Outcome.UNCLEAR, ""
    if message.is_truncated:
        return Outcome.GO_ON, TRUNCATED
    outcome = OUTCOMES.get(message.status, Outcome.UNCLEAR)
    is_empty = outcome is Outcome.DONE and not message.answers and message.question is not None
    return outcome, NO_DATA if is_empty else ""


def _brief(message: Message, asked: _Asked, outcome: Outcome, detail: str) -> str:
    """An answer in a few words."""
    if detail == TRUNCATED:
        return "too long for a datagram"
    if detail == NO_DATA:
        return "there, but no such record"
    if outcome is not Outcome.DONE:
        return message.status or "no answer of DNS"
    said = [each for each in message.answers if each.kind == asked.verb] or [*message.answers]
    shown = ", ".join(map(_said, said[:BRIEF]))
    return f"{shown} and {len(said) - BRIEF} more" if len(said) > BRIEF else shown


def _said(part: Part) -> str:
    return part.value if part.section is Section.ANSWER else part.words
