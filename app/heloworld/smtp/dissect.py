"""The dissector: what happened on a connection → what it means, as a packet dissector finds it out.

It sees events and nothing else, so a saved transcript gives the same result as a live one. Its rows are what the
wire panel shows, one a line that crossed, in the order of crossing. What a row means may become known only later: a
command's effect with its reply, a pipelined line's place once the reply to DATA is there. Then the row is replaced.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from heloworld.smtp import completion
from heloworld.smtp.rows import Exchange, Kind, Mail, Row, Rows
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, State, advance, greet
from heloworld.wire.events import Bytes, Closed, Delivered, Event, Opened, Side, TlsStarted
from heloworld.wire.lines import Ending, Line, LineSplitter

KEEP_SESSIONS, KEEP_EXCHANGES, KEEP_MAILS = 1_000, 20_000, 1_000
"""How many sessions are held in all, and how many exchanges and mails of each; the oldest go first."""

KEEP_TEXT = 16 * 1024 * 1024
"""Bytes of a message that are held; of what a server refuses as too big there may be any amount."""

KEEP_CONTENT = 64 * 1024 * 1024
"""Bytes that the mails of all sessions may have together; the oldest go first."""

_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]+[^ \t]")
"""A field or the continuation of one (RFC 5322 §2.2)."""

_KINDS = {State.AUTH: Kind.ANSWER, State.DATA: Kind.END}
"""What a client's line with a reply is, where it is no command."""

_HOLDING = frozenset({"DATA", "STARTTLS", "AUTH", END_OF_DATA})
"""Commands whose reply decides what the client's next lines are."""


class Dissector:
    """Events in, rows and sessions out.

    Attributes:
        rows: Everything that crossed, of all connections.
        sessions: The connections by number, in the order of their opening.
        changed: The lowest number of a row that was replaced since `take_changed`.
    """

    def __init__(self) -> None:
        self.rows = Rows()
        self.sessions: dict[int, Dialogue] = {}
        self._changed: int | None = None
        self._kept: deque[tuple[Dialogue, Mail]] = deque()
        self._content = 0

    def feed(self, events: Iterable[Event]) -> None:
        """Take in what happened."""
        for event in events:
            self._feed(event)

    def take_changed(self) -> int | None:
        """The lowest number of a row that was replaced since the last call, or None."""
        changed, self._changed = self._changed, None
        return changed

    def _feed(self, event: Event) -> None:
        if isinstance(event, Opened):
            self.sessions[event.conn] = Dialogue(event, self)
            self._forget_finished()
        dialogue = self.sessions.get(event.conn)
        if dialogue is not None:
            dialogue.feed(event)

    def _forget_finished(self) -> None:
        if len(self.sessions) > KEEP_SESSIONS:
            finished = (conn for conn, dialogue in self.sessions.items() if dialogue.state is State.CLOSED)
            if (oldest := next(finished, None)) is not None:
                del self.sessions[oldest]

    def keep(self, dialogue: Dialogue, mail: Mail) -> None:
        """Hold a mail, and let go of the oldest where they are too large together."""
        dialogue.mails.append(mail)
        self._kept.append((dialogue, mail))
        self._content += len(mail.content)
        while self._content > KEEP_CONTENT:
            dialogue, mail = self._kept.popleft()
            self._content -= len(mail.content)
            if dialogue.mails and dialogue.mails[0] is mail:
                dialogue.mails.popleft()

    def update(self, number: int, row: Row) -> None:
        """Replace a row and remember that it changed."""
        self.rows.update(number, row)
        self._changed = number if self._changed is None else min(self._changed, number)


class Text:
    """The text of a message that is being sent."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._room = KEEP_TEXT
        self._in_header = True
        self._before = Ending.CRLF

    @property
    def content(self) -> bytes:
        """The text, transparency undone, line ends as they crossed."""
        return b"".join(self._chunks)

    def is_ended_by(self, line: Line) -> bool:
        """Whether a line is the lone dot, with CRLF before and behind it: after a bare LF a dot is text."""
        return line.text == b"." and line.ending is Ending.CRLF and self._before is Ending.CRLF

    def add(self, line: Line) -> bool:
        """Add a line, or a piece of one; whether it belongs to the header."""
        if self._before is not Ending.NONE:
            self._in_header = self._in_header and _HEADER_LINE.match(line.text) is not None
        raw = line.raw[1:] if line.text.startswith(b".") and self._before is Ending.CRLF else line.raw
        self._before = line.ending
        if len(raw) <= self._room:
            self._chunks.append(raw)
        self._room -= len(raw)
        return self._in_header


@dataclass(slots=True)
class _Pending:
    """A command that has no reply yet: its verb, argument and row."""

    verb: str
    argument: bytes
    row: int


class Dialogue:
    """One connection's conversation, followed from outside.

    Attributes:
        opened: How it began.
        state: Where the session stands now, as far as replies tell.
        exchanges: The commands that have their reply, in order.
        mails: The messages sent.
        tls: Whether it is under TLS.
        extensions: The keywords that the server's last reply to EHLO announced, in upper case.
    """

    def __init__(self, opened: Opened, dissector: Dissector) -> None:
        self.opened = opened
        self.state = State.OPEN
        self.exchanges: deque[Exchange] = deque(maxlen=KEEP_EXCHANGES)
        self.mails: deque[Mail] = deque(maxlen=KEEP_MAILS)
        self.tls = False
        self.extensions: frozenset[str] = frozenset()
        self._dissector = dissector
        self._splitters: dict[Side, LineSplitter] = {"client": LineSplitter(), "server": LineSplitter()}
        self._tails: dict[Side, int] = {}
        self._before: dict[Side, Ending] = {}
        self._pending: deque[_Pending] = deque()
        self._held: list[int] | None = None
        self._reply: list[int] = []
        self._sender = b""
        self._recipients: list[bytes] = []
        self._has_greeted = False
        self._text = Text()

    @property
    def text_so_far(self) -> bytes:
        """The text of the message that is being sent, transparency undone; empty while there is none."""
        return self._text.content

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""
        match event:
            case Bytes():
                self._take_bytes(event)
            case TlsStarted():
                self.tls = True
                self._drop_tails()
                self._event(event)
                self._greeted_again(event)
            case Closed():
                self.state = State.CLOSED
                self._event(event)
            case Opened() | Delivered():
                self._event(event)

    def _drop_tails(self) -> None:
        """Half a line that came in the clear is no beginning of one that comes under TLS."""
        for number in self._tails.values():
            self._mark(number, Kind.IGNORED)
        self._tails.clear()
        self._before.clear()
        self._splitters = {"client": LineSplitter(), "server": LineSplitter()}

    def _event(self, event: Event) -> None:
        self._dissector.rows.append(Row(self.opened.conn, event.at, None, Kind.EVENT, event=event, tls=self.tls))

    def _greeted_again(self, event: TlsStarted) -> None:
        """After STARTTLS the session begins anew; with TLS from the first byte it has not begun."""
        before = self.state
        self.state = advance(before, HANDSHAKE, 220)
        if before is State.TLS:
            self.exchanges.append(Exchange(event.conn, HANDSHAKE, b"", 220, (), before, self.state))
        self._held = None
        self._reply.clear()
        self.extensions = frozenset()
        self._forget_transaction()

    # Lines

    def _take_bytes(self, event: Bytes) -> None:
        splitter = self._splitters[event.source]
        for line in splitter.feed(event.data):
            number = self._show(event, line)
            if event.source == "server":
                self._server_line(number)
            elif self._held is not None:
                self._held.append(number)
            else:
                self._client_line(number)
        if splitter.tail is not None:
            self._tails[event.source] = self._show(event, splitter.tail)

    def _show(self, event: Bytes, line: Line) -> int:
        """Put a line into its row: a new one, or the one in which its unfinished beginning stands."""
        kind = Kind.REPLY if event.source == "server" else Kind.TEXT if self.state is State.DATA else Kind.COMMAND
        number = self._tails.pop(event.source, None)
        if number is None:
            return self._dissector.rows.append(Row(event.conn, event.at, event.source, kind, line, tls=event.tls))
        if number >= self._dissector.rows.first:
            self._dissector.update(number, replace(self._dissector.rows[number], kind=kind, line=line))
        return number

    def _text_of(self, number: int) -> bytes:
        """The bytes of a row's line, without its ending."""
        rows = self._dissector.rows
        line = rows[number].line if number >= rows.first else None
        return line.text if line is not None else b""

    def _goes_on(self, side: Side, number: int) -> bool:
        """Whether a row, taken in its turn, holds no line of its own but the next piece of a very long one."""
        rows = self._dissector.rows
        line = rows[number].line if number >= rows.first else None
        before = self._before.get(side)
        self._before[side] = line.ending if line is not None else Ending.CRLF
        return before is Ending.NONE

    def _mark(self, number: int, kind: Kind, exchange: Exchange | None = None) -> None:
        rows = self._dissector.rows
        if number >= rows.first and (rows[number].kind is not kind or exchange is not None):
            self._dissector.update(number, replace(rows[number], kind=kind, exchange=exchange))

    # The client

    def _client_line(self, number: int) -> None:
        goes_on = self._goes_on("client", number)
        if self.state is State.DATA:
            self._message_line(number)
        elif self.state is State.TLS:
            self._mark(number, Kind.IGNORED)
        elif goes_on:
            self._mark(number, Kind.TEXT)
        elif self.state is State.AUTH:
            self._mark(number, Kind.ANSWER)
            self._pending.append(_Pending("AUTH", self._text_of(number), number))
            self._held = []
        else:
            self._mark(number, Kind.COMMAND)
            verb, argument = completion.parse(self._text_of(number))
            self._pending.append(_Pending(verb, argument, number))
            if verb in _HOLDING:
                self._held = []

    def _message_line(self, number: int) -> None:
        rows = self._dissector.rows
        line = rows[number].line if number >= rows.first else None
        if line is None:
            return
        if self._text.is_ended_by(line):
            self._mark(number, Kind.END)
            self._pending.append(_Pending(END_OF_DATA, b"", number))
            self._held = []
        else:
            self._mark(number, Kind.HEADER if self._text.add(line) else Kind.TEXT)

    # The server

    def _server_line(self, number: int) -> None:
        self._mark(number, Kind.REPLY)
        if self._goes_on("server", number):
            return
        self._reply.append(number)
        text = self._text_of(number)
        if text[3:4] == b"-" and text[:3].isdigit():
            return
        lines = tuple(map(self._text_of, self._reply))
        code = int(text[:3]) if len(text[:3]) == 3 and text[:3].isdigit() else 0
        command = self._pending.popleft() if self._pending and self._has_greeted else None
        self._has_greeted = True
        exchange = self._exchange(command, code, lines)
        for row in self._reply:
            self._mark(row, Kind.REPLY, exchange)
        if command is not None:
            self._mark(command.row, _KINDS.get(exchange.before, Kind.COMMAND), exchange)
        self._reply.clear()
        self._settle(exchange)

    def _exchange(self, command: _Pending | None, code: int, lines: tuple[bytes, ...]) -> Exchange:
        before = self.state
        if command is None:
            after = State.CLOSED if code == 421 else greet(code) if before is State.OPEN else before
            exchange = Exchange(self.opened.conn, "", b"", code, lines, before, after)
        else:
            after = advance(before, command.verb, code) if code else before
            exchange = Exchange(self.opened.conn, command.verb, command.argument, code, lines, before, after)
        self.exchanges.append(exchange)
        self.state = after
        return exchange

    def _settle(self, exchange: Exchange) -> None:
        """Draw the consequences of a reply."""
        self._follow_transaction(exchange)
        if exchange.verb in {"EHLO", "HELO"} and exchange.code == 250:
            offers = exchange.reply[1:] if exchange.verb == "EHLO" else ()
            self.extensions = frozenset(offer[4:].split(b" ")[0].decode("latin-1").upper() for offer in offers)
        if exchange.verb in _HOLDING:
            held, self._held = self._held or [], None
            if exchange.after is State.TLS:
                for number in held:
                    self._mark(number, Kind.IGNORED)
                return
            for position, number in enumerate(held):
                if self._held is not None:
                    self._held.extend(held[position:])
                    return
                self._client_line(number)

    def _follow_transaction(self, exchange: Exchange) -> None:
        if exchange.verb == END_OF_DATA:
            mail = Mail(self._sender, tuple(self._recipients), self._text.content, exchange)
            self._dissector.keep(self, mail)
        elif exchange.code >= 400 or not exchange.code:
            return
        elif exchange.verb == "MAIL":
            self._forget_transaction()
            self._sender = exchange.argument
            return
        elif exchange.verb == "RCPT":
            self._recipients.append(exchange.argument)
            return
        if exchange.after not in {State.MAIL, State.RCPT, State.DATA}:
            self._forget_transaction()

    def _forget_transaction(self) -> None:
        self._sender, self._recipients, self._text = b"", [], Text()
