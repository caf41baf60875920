"""A protocol of three commands, made up: TAKE a number, LIST who waits, LEAVE. A new room has to have no more."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from pygments.lexer import RegexLexer
from pygments.token import Keyword, Whitespace

from heloworld.wire.events import Bytes, Closed, Event, Opened, TlsStarted
from heloworld.wire.line_rows import LineRows
from heloworld.wire.protocol import Command, Dialogue, Lexer, Log, Machine, Manual, Note, Protocol
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, Row, State

CLOSED = State("gone", prompt="nobody ▸")
OPEN = State("door", aside="waiting for HI")
WAITING = State("waiting")
HOLDING = State("holding")

MACHINE = Machine(
    start=OPEN,
    closed=CLOSED,
    table={
        CLOSED: {},
        OPEN: {},
        WAITING: {"TAKE": HOLDING, "LEAVE": CLOSED},
        HOLDING: {"LIST": HOLDING, "LEAVE": CLOSED},
    },
    path=(WAITING, HOLDING),
)


class TicketDialogue:
    """One connection: HI, then a line YES or NO to each command; after the YES to LIST, lines up to a lone dot."""

    def __init__(self, opened: Opened, log: Log) -> None:
        self.opened, self.state, self.tls = opened, OPEN, False
        self.offers: frozenset[str] = frozenset()
        self.exchanges: deque[Exchange] = deque()
        self.mails: tuple[Mail, ...] = ()
        self.draft = self.user = b""
        self._log, self._rows = log, LineRows(opened, log)
        self._asked: deque[int] = deque()
        self._reply: list[int] = []

    @property
    def awaits_reply(self) -> bool:
        return self.state is not CLOSED and (self.state is OPEN or bool(self._asked))

    def feed(self, event: Event) -> None:
        match event:
            case Bytes(source="client"):
                for number in self._rows.lines(event, lambda: Kind.COMMAND):
                    self._ask(number)
            case Bytes():
                for number in self._rows.lines(event, lambda: Kind.REPLY):
                    self._hear(number)
            case TlsStarted():
                self.tls = True
                self._rows.begin_tls()
                self._rows.event(event, tls=True)
            case _:
                self.state = CLOSED if isinstance(event, Closed) else self.state
                self._rows.event(event, tls=self.tls)

    def let_go(self, mail: Mail) -> None:
        """There are none."""

    def _ask(self, number: int) -> None:
        if not self._rows.goes_on("client", number):
            self._asked.append(number)

    def _hear(self, number: int) -> None:
        goes_on = self._rows.goes_on("server", number)
        if self._reply and self._rows.text(number) != b".":
            self._rows.mark(number, Kind.LISTING)
        if goes_on:
            return
        self._reply.append(number)
        asked = self._asked[0] if self._asked and self.state is not OPEN else -1
        verb, _, argument = self._rows.text(asked).partition(b" ") if asked >= 0 else (b"", b"", b"")
        reply = tuple(map(self._rows.text, self._reply))
        if not self._is_half(verb, reply):
            self._reply_is_complete(asked, verb.decode("latin-1").upper(), argument, reply)

    def _is_half(self, verb: bytes, reply: tuple[bytes, ...]) -> bool:
        return verb.upper() == b"LIST" and reply[0].startswith(b"YES") and reply[-1] != b"."

    def _reply_is_complete(self, asked: int, verb: str, argument: bytes, reply: tuple[bytes, ...]) -> None:
        before = self.state
        outcome = Outcome.NEVER if reply[0].startswith(b"NO") else Outcome.DONE
        self.state = WAITING if before is OPEN else MACHINE.advance(before, verb, outcome)
        status, row = reply[0].split(b" ")[0].decode("latin-1"), self._reply[-1]
        exchange = Exchange(
            self.opened.conn, verb, argument, status, outcome, reply, before, self.state, row=row, asked=asked
        )
        self.exchanges.append(exchange)
        self._log.hear(exchange)
        self._rows.mark(self._reply[0], Kind.REPLY, exchange)
        for number in self._reply[1:]:
            self._rows.mark(number, Kind.END if number == row else Kind.LISTING, exchange)
        if asked >= 0:
            self._rows.mark(self._asked.popleft(), Kind.COMMAND, exchange)
        self._reply.clear()


class TicketManual:
    """The words."""

    COMMANDS: Mapping[str, Command] = {
        verb: Command(verb, verb, f"{verb} says {what}.", f"Then {what} is done.", verb, "RFC 0 §1")
        for verb, what in (("TAKE", "give me a number"), ("LIST", "who is here"), ("LEAVE", "I go"))
    }
    OPENED = Note("Somebody stands at the door.")
    TLS_STARTED = Note("Nobody listens.")
    BARE_LF = "A bare LF."

    def complete(self, dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
        state = CLOSED if dialogue is None else dialogue.state
        return tuple(verb for verb in MACHINE.table[state] if verb.startswith(typed.upper()))

    def awaited(self, dialogue: Dialogue) -> str:  # noqa: ARG002 - as all manuals
        """Nothing is counted here."""
        return ""

    def closed(self, last: Exchange | None) -> Note:  # noqa: ARG002 - as all manuals
        return Note("The door is shut.")

    def explain(self, row: Row) -> Note:
        verb = row.exchange.verb if row.exchange is not None else ""
        command = self.COMMANDS.get(verb)
        return Note(command.summary if command is not None else "A line of the ticket office.", (), "RFC 0 §1")

    def remedy(self, exchange: Exchange) -> str:
        return f"{exchange.verb} comes later: TAKE a number first."


class TicketLexer(RegexLexer):
    """Everything is a keyword."""

    tokens: ClassVar = {"root": [(r".+", Keyword), (r"\n", Whitespace)]}


def _manual() -> Manual:
    return TicketManual()


def _lexer() -> Lexer:
    return TicketLexer()


TICKET = Protocol("ticket", "TICKET", 999, 9990, 0, MACHINE, TicketDialogue, _manual, _lexer)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The server: it obeys the same table as the strip draws."""
    state = WAITING
    writer.write(b"HI there\r\n")
    while state is not CLOSED and (line := await reader.readline()):
        verb = line.strip().decode().upper()
        refused = verb not in MACHINE.table[state]
        state = MACHINE.table[state].get(verb, state)
        answer = (b"NO ", b"not now\r\n") if refused else (b"YES", b"\r\n")
        for piece in (*answer, b"7 you\r\n", b".\r\n") if verb == "LIST" and not refused else answer:
            writer.write(piece)
            await writer.drain()
