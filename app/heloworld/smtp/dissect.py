"""One SMTP connection, followed from outside: what happened on it → what it means, as a packet dissector finds it out.

What a row means may become known only later: a command's effect with its reply, a pipelined line's place once the
reply to DATA is there. Then the row is replaced.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from heloworld.smtp import commands
from heloworld.smtp.following.mail_under_way import Chunk, MailUnderWay, announced_chunk, step, takes_chunks
from heloworld.smtp.following.pipeline import Asked, Pipeline
from heloworld.smtp.login.follower import LOGGED_IN, LoginFollower
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, SmtpState, advance, greet, outcome
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted
from heloworld.wire.line_rows import LineRows
from heloworld.wire.message_text import KEEP_TEXT
from heloworld.wire.protocol import Log
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, State

KEEP_EXCHANGES, KEEP_MAILS = 20_000, 1_000
"""How many exchanges and mails of a session are held; the oldest go first."""

_KINDS = {SmtpState.AUTH: Kind.ANSWER, SmtpState.DATA: Kind.END}
"""What a client's line with a reply is, where it is no command."""

_HOLDING = frozenset({"DATA", "STARTTLS", "AUTH", END_OF_DATA})
"""Commands whose reply decides what the client's next lines are."""

_DETAIL = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?= |$)")
"""An enhanced status code (RFC 2034 §4)."""


class SmtpDialogue:
    """One connection's conversation.

    Args:
        opened: How it began.
        log: Where the rows, exchanges and mails go.
        keep_text: Bytes of each message that are held.

    Attributes:
        opened: How it began.
        exchanges: The commands that have their reply, in order.
        mails: The messages sent.
        tls: Whether it is under TLS.
        offers: The keywords that the server's last reply to EHLO announced, in upper case; after a login
            no AUTH any more.
        login: What was asked for a login.
        user: Who has logged in, as the client said it; empty before.
    """

    def __init__(self, opened: Opened, log: Log, *, keep_text: int = KEEP_TEXT) -> None:
        self.opened = opened
        self.exchanges: deque[Exchange] = deque(maxlen=KEEP_EXCHANGES)
        self.mails: deque[Mail] = deque(maxlen=KEEP_MAILS)
        self.tls = False
        self.offers: frozenset[str] = frozenset()
        self._state: State = SmtpState.OPEN
        self._chunk: Chunk | None = None
        self._log = log
        self._rows = LineRows(opened, log)
        self._pending = Pipeline()
        self._held: list[int] | None = None
        self._reply: list[int] = []
        self._has_greeted = False
        self._mail = MailUnderWay(keep_text, opened.ends)
        self.login, self.user = LoginFollower(), b""

    @property
    def state(self) -> State:
        """Where the session stands now, as far as replies tell; in a chunk of BDAT, that."""
        return self._state if self._chunk is None else SmtpState.CHUNK

    @property
    def draft(self) -> bytes:
        """The text of the message that is being sent, transparency undone; empty while there is none."""
        return self._mail.text.content

    @property
    def awaits_reply(self) -> bool:
        """Whether it is the server's turn."""
        if self._state is SmtpState.CLOSED:
            return False
        return not self._has_greeted or bool(self._pending) or bool(self._reply)

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""
        match event:
            case Bytes():
                for part in self._parts(event):
                    for number in self._rows.lines(part, lambda: self._kind(event.source)):
                        self._line(event.source, number)
                    self._count(part)
            case TlsStarted():
                self.tls = True
                self._rows.begin_tls()
                self._begin_anew(event, self._rows.event(event, tls=True))
            case Closed():
                self._state, self._chunk = SmtpState.CLOSED, None
                self._rows.event(event, tls=self.tls, last=self.exchanges)
            case _:
                self._rows.event(event, tls=self.tls)

    def let_go(self, mail: Mail) -> None:
        """Hold a message no longer, if it is still held."""
        if self.mails and self.mails[0] is mail:
            self.mails.popleft()

    def _kind(self, source: Side) -> Kind:
        if source == "server":
            return Kind.REPLY
        if self._state is SmtpState.AUTH:
            return Kind.ANSWER
        return Kind.TEXT if self.state in {SmtpState.DATA, SmtpState.CHUNK} else Kind.COMMAND

    def _parts(self, event: Bytes) -> Iterator[Bytes]:
        """What crossed, cut where a chunk of BDAT may begin or ends, which need not be a line's end."""
        if event.source == "server" or not takes_chunks(self.offers):
            yield event
            return
        data = event.data
        while data:
            end = self._chunk.left if self._chunk is not None else data.find(b"\n") + 1
            part, data = data[: end or None], data[end or len(data) :]
            yield replace(event, data=part)

    def _count(self, part: Bytes) -> None:
        """A chunk of BDAT has a part more, and is perhaps complete: then it is the server's turn."""
        chunk = self._chunk
        if chunk is None or part.source == "server":
            return
        chunk.left -= len(part.data) if chunk.has_begun else 0
        chunk.has_begun = True
        if chunk.left > 0:
            return
        self._chunk = None
        if (tail := self._rows.cut("client")) is not None:
            self._text_line(tail, takes_dots=False)
        self._ask("BDAT", chunk.argument, chunk.row)

    def _line(self, source: Side, number: int) -> None:
        if source == "server":
            self._server_line(number)
        elif self._held is not None:
            self._held.append(number)
        else:
            self._client_line(number)

    def _begin_anew(self, event: TlsStarted, row: int) -> None:
        """After STARTTLS the session begins anew; with TLS from the first byte it has not begun (RFC 3207 §4.2)."""
        before = self._state
        self._state = advance(before, HANDSHAKE, 220)
        if before is SmtpState.TLS:
            self._hear(
                Exchange(event.conn, HANDSHAKE, b"", "220", Outcome.DONE, (), before, self._state, row=row, asked=row)
            )
        self._held = None
        self._chunk = None
        self._reply.clear()
        self.offers = frozenset()
        self._mail.forget()
        self.user = self.login.forget()

    def _hear(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._log.hear(exchange)

    # The client

    def _client_line(self, number: int, *, is_late: bool = False) -> None:
        """Take a line; a late one was held, and what has come after it is not known to be a chunk."""
        goes_on = self._rows.goes_on("client", number)
        if self._chunk is not None:
            self._text_line(number, takes_dots=False)
        elif self._state is SmtpState.DATA:
            self._message_line(number)
        elif self._state is SmtpState.TLS:
            self._rows.mark(number, Kind.IGNORED)
        elif goes_on:
            is_login = self._pending.newest is not None and self._pending.newest.verb == "AUTH"
            self._rows.mark(number, Kind.ANSWER if is_login else Kind.TEXT)
        elif self._state is SmtpState.AUTH:
            self._rows.mark(number, Kind.ANSWER)
            self._ask("AUTH", self._rows.text(number), number)
        else:
            self._rows.mark(number, Kind.COMMAND)
            verb, argument = commands.parse(self._rows.text(number))
            self._chunk = None if is_late else announced_chunk(verb, argument, self.offers, number)
            if self._chunk is None:
                self._ask(verb, argument, number)

    def _ask(self, verb: str, argument: bytes, number: int) -> None:
        self._pending.ask(Asked(verb, argument, number))
        if verb in _HOLDING:
            self._held = []

    def _message_line(self, number: int) -> None:
        line = self._rows.line(number)
        if line is None:
            return
        if self._mail.text.is_ended_by(line):
            self._rows.mark(number, Kind.END)
            self._ask(END_OF_DATA, b"", number)
        else:
            self._text_line(number)

    def _text_line(self, number: int, *, takes_dots: bool = True) -> None:
        """A line of a message, or a piece of one."""
        line = self._rows.line(number)
        if line is not None:
            self._rows.mark(number, self._mail.text.add(line, number, takes_dots=takes_dots))

    # The server

    def _server_line(self, number: int) -> None:
        self._rows.mark(number, Kind.REPLY)
        if self._rows.goes_on("server", number):
            return
        self._reply.append(number)
        text = self._rows.text(number)
        if text[3:4] == b"-" and text[:3].isdigit():
            return
        asked = self._pending.answer() if self._has_greeted else None
        self._has_greeted = True
        exchange = self._exchange(asked, tuple(map(self._rows.text, self._reply)), number)
        for row in self._reply:
            self._rows.mark(row, Kind.REPLY, exchange)
        if asked is not None:
            self._rows.mark(asked.row, _KINDS.get(exchange.before, Kind.COMMAND), exchange)
        self._reply.clear()
        self._hear(exchange)
        self._settle(exchange)

    def _exchange(self, asked: Asked | None, lines: tuple[bytes, ...], row: int) -> Exchange:
        """A complete reply and what it answers; the session stands where it leads."""
        last, before = lines[-1], self._state
        code = int(last[:3]) if len(last[:3]) == 3 and last[:3].isdigit() else 0
        if asked is not None:
            self._state = advance(before, step(asked.verb, asked.argument), code)
        elif code == 421:
            self._state = SmtpState.CLOSED
        elif before is SmtpState.OPEN:
            self._state = greet(code)
        detail = _DETAIL.match(last, 4)
        return Exchange(
            self.opened.conn,
            asked.verb if asked is not None else "",
            asked.argument if asked is not None else b"",
            f"{code:03}" if code else "",
            outcome(code),
            lines,
            before,
            self._state,
            detail[0].decode("ascii") if detail is not None else "",
            row=row,
            asked=asked.row if asked is not None else -1,
            challenge=self.login.challenge if before is SmtpState.AUTH else b"",
        )

    def _settle(self, exchange: Exchange) -> None:
        """Draw the consequences of a reply."""
        has_chunk = self._chunk is not None or self._pending.has_chunk
        if (mail := self._mail.follow(exchange, has_chunk=has_chunk)) is not None:
            self.mails.append(mail)
            self._log.keep(self, mail)
        self.user = self.login.follow(exchange)
        self.offers = _offers(exchange, self.offers)
        if exchange.verb in _HOLDING:
            held, self._held = self._held or [], None
            self._take_held(held, exchange)

    def _take_held(self, held: list[int], exchange: Exchange) -> None:
        """Take the lines that came before the reply which tells what they are."""
        if exchange.after is SmtpState.TLS:
            for number in held:
                self._rows.mark(number, Kind.IGNORED)
            return
        for position, number in enumerate(held):
            if self._held is not None:
                self._held.extend(held[position:])
                return
            self._client_line(number, is_late=True)


def _offers(exchange: Exchange, before: frozenset[str]) -> frozenset[str]:
    """What the server offers after an exchange; who has logged in cannot do so again (RFC 4954 §4)."""
    if exchange.verb in {"EHLO", "HELO"} and exchange.code == 250:
        offers = exchange.reply[1:] if exchange.verb == "EHLO" else ()
        return frozenset(offer[4:].split(b" ")[0].decode("latin-1").upper() for offer in offers)
    return before - {"AUTH"} if exchange.verb == "AUTH" and exchange.code == LOGGED_IN else before
