"""A protocol of three commands, made up: TAKE a number, ASK whose turn it is, LEAVE. A new room has to have no more."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from heloworld.wire.events import Bytes, Closed, Event, Opened
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
        HOLDING: {"ASK": HOLDING, "LEAVE": CLOSED},
    },
    path=(WAITING, HOLDING),
)


class TicketDialogue:
    """One connection: HI, then a line YES or NO to each command."""

    def __init__(self, opened: Opened, log: Log) -> None:
        self.opened, self.state, self.tls = opened, OPEN, False
        self.offers: frozenset[str] = frozenset()
        self.exchanges: deque[Exchange] = deque()
        self.mails: tuple[Mail, ...] = ()
        self.draft = b""
        self._log, self._rows = log, LineRows(opened, log)
        self._asked: deque[int] = deque()

    @property
    def awaits_reply(self) -> bool:
        return self.state is not CLOSED and (self.state is OPEN or bool(self._asked))

    def feed(self, event: Event) -> None:
        if isinstance(event, Bytes):
            kind = Kind.COMMAND if event.source == "client" else Kind.REPLY
            for number in self._rows.lines(event, lambda: kind):
                self._asked.append(number) if kind is Kind.COMMAND else self._hear(number)
        else:
            self.state = CLOSED if isinstance(event, Closed) else self.state
            self._rows.event(event, tls=self.tls)

    def let_go(self, mail: Mail) -> None:
        """There are none."""

    def _hear(self, number: int) -> None:
        asked = self._asked.popleft() if self._asked and self.state is not OPEN else -1
        verb, _, argument = self._rows.text(asked).partition(b" ") if asked >= 0 else (b"", b"", b"")
        word, reply, before = verb.decode("latin-1").upper(), self._rows.text(number), self.state
        outcome = Outcome.NEVER if reply.startswith(b"NO") else Outcome.DONE
        after = WAITING if before is OPEN else MACHINE.advance(before, word, outcome)
        status = reply.split(b" ")[0].decode("latin-1")
        self.state = after
        exchange = Exchange(
            self.opened.conn, word, argument, status, outcome, (reply,), before, after, row=number, asked=asked
        )
        self.exchanges.append(exchange)
        self._log.hear(exchange)
        self._rows.mark(number, Kind.REPLY, exchange)
        if asked >= 0:
            self._rows.mark(asked, Kind.COMMAND, exchange)


class TicketManual:
    """The words."""

    COMMANDS: Mapping[str, Command] = {
        verb: Command(verb, verb, f"{verb} says {what}.", f"Then {what} is done.", verb, "RFC 0 §1")
        for verb, what in (("TAKE", "give me a number"), ("ASK", "whose turn is it"), ("LEAVE", "I go"))
    }
    OPENED = Note("Somebody stands at the door.")
    TLS_STARTED = Note("Nobody listens.")
    CLOSED = Note("The door is shut.")
    BARE_LF = "A bare LF."

    def complete(self, dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
        state = CLOSED if dialogue is None else dialogue.state
        return tuple(verb for verb in MACHINE.table[state] if verb.startswith(typed.upper()))

    def explain(self, row: Row) -> Note:
        verb = row.exchange.verb if row.exchange is not None else ""
        command = self.COMMANDS.get(verb)
        return Note(command.summary if command is not None else "A line of the ticket office.", (), "RFC 0 §1")

    def remedy(self, exchange: Exchange) -> str:
        return f"{exchange.verb} comes later: TAKE a number first."


class TicketLexer:
    """Everything is a keyword."""

    def get_tokens_unprocessed(
        self,
        text: str,
        stack: tuple[str, ...] = ("root",),  # noqa: ARG002 - as all lexers
    ) -> Iterator[tuple[int, Any, str]]:
        from pygments.token import Keyword

        yield 0, Keyword, text


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
        for piece in (b"NO ", b"not now\r\n") if refused else (b"YES", b"\r\n"):
            writer.write(piece)
            await writer.drain()
    writer.close()
