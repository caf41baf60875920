"""One POP3 connection, followed from outside: what happened on it → what it means, as a packet dissector finds it out.

A reply is one line, or goes on up to a lone dot; which, only the command tells that it answers (RFC 1939 §3). What a
client's line is may become known with the reply to the one before: an answer to a challenge, or nothing at all where
a TLS handshake comes between. Such lines wait.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from heloworld.pop import commands, replies
from heloworld.pop.login import LoginFollower
from heloworld.pop.marks import Marks
from heloworld.pop.states import HANDSHAKE, PopState, advance, greet, step
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted
from heloworld.wire.line_rows import LineRows
from heloworld.wire.message_text import KEEP_TEXT, MessageText
from heloworld.wire.protocol import Log
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, State

KEEP_EXCHANGES, KEEP_MAILS, KEEP_LISTED = 20_000, 1_000, 1_000
"""How many exchanges and messages of a session are held, and lines of one listing with their exchange."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A command that has no reply yet."""

    verb: str = ""
    argument: bytes = b""
    row: int = -1
    step: str = ""
    has_listing: bool = False

    @property
    def decides(self) -> bool:
        """Whether the reply decides what the client's next lines are."""
        return self.step in {"AUTH", "STLS"}


_NOBODY = _Asked()
"""Who asked for what the server says unasked."""


class PopDialogue:
    """One connection's conversation.

    Args:
        opened: How it began.
        log: Where the rows, exchanges and messages go.
        keep_text: Bytes of each message that are held.

    Attributes:
        opened: How it began.
        state: Where the session stands now, as far as replies tell.
        exchanges: The commands that have their reply, in order.
        mails: The messages fetched, whole or in part.
        tls: Whether it is under TLS.
        offers: The keywords that the server's last reply to CAPA announced, in upper case.
        marks: Which messages are marked to be deleted.
    """

    def __init__(self, opened: Opened, log: Log, *, keep_text: int = KEEP_TEXT) -> None:
        self.opened = opened
        self.state: State = PopState.OPEN
        self.exchanges: deque[Exchange] = deque(maxlen=KEEP_EXCHANGES)
        self.mails: deque[Mail] = deque(maxlen=KEEP_MAILS)
        self.tls = False
        self.offers: frozenset[str] = frozenset()
        self.marks = Marks()
        self._login = LoginFollower()
        self._log, self._keep_text = log, keep_text
        self._rows = LineRows(opened, log)
        self._pending: deque[_Asked] = deque()
        self._held: list[int] | None = None
        self._has_greeted = False
        self._reply: list[int] = []
        self._text: MessageText | None = None

    @property
    def user(self) -> bytes:
        """Who is logged in, as the client wrote it; empty where nobody is."""
        return self._login.user

    @property
    def draft(self) -> bytes:
        """What has crossed of the message that is being fetched, transparency undone; empty while there is none."""
        return self._text.content if self._text is not None else b""

    @property
    def awaits_reply(self) -> bool:
        """Whether it is the server's turn."""
        if self.state is PopState.CLOSED:
            return False
        return not self._has_greeted or bool(self._pending)

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""
        match event:
            case Bytes():
                take = self._server_line if event.source == "server" else self._client_line
                for number in self._rows.lines(event, lambda: self._kind(event.source)):
                    take(number)
            case TlsStarted():
                self.tls = True
                self._rows.begin_tls()
                self._begin_anew(event, self._rows.event(event, tls=True))
            case Closed():
                self.state = PopState.CLOSED
                self.marks.close(has_quit=any(asked.verb == "QUIT" for asked in self._pending))
                self._rows.event(event, tls=self.tls, last=self.exchanges)
            case _:
                self._rows.event(event, tls=self.tls)

    def let_go(self, mail: Mail) -> None:
        """Hold a message no longer, if it is still held."""
        if self.mails and self.mails[0] is mail:
            self.mails.popleft()

    def _kind(self, source: Side) -> Kind:
        if source == "client":
            return Kind.ANSWER if self.state is PopState.AUTH else Kind.COMMAND
        if self._text is not None:
            return Kind.TEXT
        return Kind.LISTING if self._reply else Kind.REPLY

    def _begin_anew(self, event: TlsStarted, row: int) -> None:
        """After STLS the session begins anew; with TLS from the first byte it has not begun (RFC 2595 §4)."""
        before = self.state
        self.state = advance(before, HANDSHAKE, Outcome.DONE)
        if before is PopState.TLS:
            self._hear(
                Exchange(event.conn, HANDSHAKE, b"", "+OK", Outcome.DONE, (), before, self.state, row=row, asked=row)
            )
        self._held, self._text = None, None
        self._pending.clear()
        self._reply.clear()
        self.offers = frozenset()
        self._login.forget()

    def _hear(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._log.hear(exchange)

    # The client

    def _client_line(self, number: int) -> None:
        if self._held is not None:
            self._held.append(number)
        elif self.state is PopState.TLS:
            self._rows.mark(number, Kind.IGNORED)
        elif self._rows.goes_on("client", number):
            self._rows.mark(number, Kind.ANSWER if self.state is PopState.AUTH else Kind.COMMAND)
        elif self.state is PopState.AUTH:
            self._rows.mark(number, Kind.ANSWER)
            self._ask(_Asked("AUTH", self._rows.text(number), number, "AUTH"))
        else:
            self._rows.mark(number, Kind.COMMAND)
            verb, argument = commands.parse(self._rows.text(number))
            self._ask(_Asked(verb, argument, number, step(verb, argument), replies.is_listing(verb, argument)))

    def _ask(self, asked: _Asked) -> None:
        self._pending.append(asked)
        if asked.decides:
            self._held = []

    def _take_held(self) -> None:
        """Take the lines that came before the reply which tells what they are."""
        held, self._held = self._held or [], None
        for number in held:
            self._client_line(number)

    # The server

    def _server_line(self, number: int) -> None:
        goes_on = self._rows.goes_on("server", number)
        if self._text is not None:
            self._message_line(self._text, number)
        elif self._reply:
            self._listing_line(number, goes_on=goes_on)
        else:
            self._status_line(number, goes_on=goes_on)

    def _status_line(self, number: int, *, goes_on: bool) -> None:
        self._rows.mark(number, Kind.REPLY)
        if goes_on:
            return
        self._reply.append(number)
        asked = self._pending[0] if self._pending and self._has_greeted else _NOBODY
        if not asked.has_listing or replies.parse(self._rows.text(number)).outcome is not Outcome.DONE:
            self._complete(number)
        elif asked.verb in replies.MESSAGES:
            self._text = MessageText(self._keep_text, takes_bare_lf=True)

    def _message_line(self, text: MessageText, number: int) -> None:
        line = self._rows.line(number)
        if line is None:
            return
        if text.is_ended_by(line):
            self._complete(number)
        else:
            self._rows.mark(number, text.add(line, number))

    def _listing_line(self, number: int, *, goes_on: bool) -> None:
        if not goes_on and self._rows.text(number) == b".":
            self._complete(number)
            return
        self._rows.mark(number, Kind.LISTING)
        if not goes_on and len(self._reply) <= KEEP_LISTED:
            self._reply.append(number)

    def _complete(self, row: int) -> None:
        """A reply is complete with a row; the session stands where it leads."""
        asked = self._pending.popleft() if self._pending and self._has_greeted else _NOBODY
        exchange = self._exchange(asked, row)
        for number in self._reply:
            self._rows.mark(number, Kind.REPLY if number == self._reply[0] else Kind.LISTING, exchange)
        if row != self._reply[0]:
            self._rows.mark(row, Kind.END, exchange)
        if asked.row >= 0:
            is_answer = exchange.before is PopState.AUTH
            self._rows.mark(asked.row, Kind.ANSWER if is_answer else Kind.COMMAND, exchange)
        self._reply.clear()
        self._has_greeted = True
        self._hear(exchange)
        self._settle(asked, exchange)

    def _exchange(self, asked: _Asked, row: int) -> Exchange:
        lines = tuple(map(self._rows.text, self._reply))
        reply, before = replies.parse(lines[0]), self.state
        if asked.row >= 0:
            self.state = advance(before, asked.step, reply.outcome)
        elif before is PopState.OPEN:
            self.state = greet(reply.outcome)
        return Exchange(
            self.opened.conn,
            asked.verb,
            asked.argument,
            reply.status,
            reply.outcome,
            lines,
            before,
            self.state,
            reply.code,
            row=row,
            asked=asked.row,
        )

    def _settle(self, asked: _Asked, exchange: Exchange) -> None:
        """Draw the consequences of a reply."""
        if self._text is not None:
            mail = Mail("server", self._text.content, exchange, rows=self._text.rows)
            self._text = None
            self.mails.append(mail)
            self._log.keep(self, mail)
        self.marks.follow(exchange)
        self._login.follow(exchange)
        if exchange.verb == "CAPA" and exchange.outcome is Outcome.DONE:
            keywords = (line.split(b" ")[0] for line in exchange.reply[1:])
            self.offers = frozenset(keyword.decode("latin-1").upper() for keyword in keywords)
        if asked.decides:
            self._take_held()
