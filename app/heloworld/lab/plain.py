"""What is spoken on a connection of which nobody here knows the protocol: lines, both ways."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from heloworld.wire.events import Bytes, Closed, Event, Opened, TlsStarted
from heloworld.wire.line_rows import LineRows
from heloworld.wire.protocol import Command, Dialogue, Lexer, Log, Machine, Manual, Note, Protocol
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, Row, State

CLOSED: Final = State("closed", prompt="closed, Enter connects ▸")
OPEN: Final = State("open")


class PlainDialogue:
    """One connection: what the client says is taken for a command, and the next line for the reply.

    Args:
        opened: How it began.
        log: Where the rows and exchanges go.
    """

    def __init__(self, opened: Opened, log: Log) -> None:
        self.opened = opened
        self.state = OPEN
        self.tls = False
        self.user = b""
        self.offers: frozenset[str] = frozenset()
        self.exchanges: deque[Exchange] = deque(maxlen=1_000)
        self.mails: tuple[Mail, ...] = ()
        self.draft = b""
        self._log = log
        self._rows = LineRows(opened, log)
        self._asked: deque[int] = deque()

    @property
    def awaits_reply(self) -> bool:
        """Whether a line has no answer yet."""
        return self.state is OPEN and bool(self._asked)

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""
        match event:
            case Bytes():
                kind = Kind.COMMAND if event.source == "client" else Kind.REPLY
                for number in self._rows.lines(event, lambda: kind):
                    self._line(kind, number)
            case TlsStarted():
                self.tls = True
                self._rows.begin_tls()
                self._rows.event(event, tls=True)
            case _:
                self.state = CLOSED if isinstance(event, Closed) else self.state
                self._rows.event(event, tls=self.tls)

    def let_go(self, mail: Mail) -> None:
        """There are no messages here."""

    def _line(self, kind: Kind, number: int) -> None:
        if kind is Kind.COMMAND:
            self._asked.append(number)
        elif self._asked:
            asked, said = self._asked.popleft(), self._rows.text(number)
            exchange = Exchange(
                self.opened.conn,
                self._rows.text(asked).decode("utf-8", "replace"),
                b"",
                "",
                Outcome.DONE,
                (said,),
                OPEN,
                OPEN,
                row=number,
                asked=asked,
            )
            self.exchanges.append(exchange)
            self._log.hear(exchange)
            self._rows.mark(asked, Kind.COMMAND, exchange)
            self._rows.mark(number, Kind.REPLY, exchange)


class _PlainManual:
    """There is little to say."""

    COMMANDS: Mapping[str, Command] = {}
    OPENED = Note("A TCP connection: a pipe for bytes in both directions.")
    TLS_STARTED = Note("From here on every line crosses inside an encrypted tunnel.")
    BARE_LF = "It ends with a bare LF; most protocols of the Internet want CRLF."

    def complete(self, dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:  # noqa: ARG002 - as all manuals
        """Nothing is known that could be said."""
        return ()

    def awaited(self, dialogue: Dialogue) -> str:  # noqa: ARG002 - as all manuals
        """Nothing is counted here."""
        return ""

    def closed(self, last: Exchange | None) -> Note:  # noqa: ARG002 - as all manuals
        """Nothing is known but that it is over."""
        return Note("The connection is over. Both sides have forgotten each other.")

    def explain(self, row: Row) -> Note:
        """Whose line it is."""
        return Note(f"A line from the {row.source}.", ("What is spoken here is not known.",))

    def remedy(self, exchange: Exchange) -> str:  # noqa: ARG002 - as all manuals
        """Nothing is known that could help."""
        return ""


_MANUAL = _PlainManual()


def _manual() -> Manual:
    return _MANUAL


class _PlainLexer:
    """Everything is text."""

    def get_tokens(self, text: str) -> Iterable[tuple[Any, str]]:
        """The whole text as one piece, with a line end as Pygments wants it."""
        yield from ((kind, value) for _, kind, value in self.get_tokens_unprocessed(f"{text}\n"))

    def get_tokens_unprocessed(
        self,
        text: str,
        stack: tuple[str, ...] = ("root",),  # noqa: ARG002 - as all lexers
    ) -> Iterator[tuple[int, Any, str]]:
        """The whole text as one piece."""
        from pygments.token import Text  # not before there is something to show

        yield 0, Text, text


def _lexer() -> Lexer:
    return _PlainLexer()


PLAIN: Final = Protocol(
    name="plain",
    label="",
    port=0,
    lab_port=0,
    tls_port=0,
    machine=Machine(start=OPEN, closed=CLOSED, table={OPEN: {}, CLOSED: {}}, path=()),
    follow=PlainDialogue,
    manual=_manual,
    lexer=_lexer,
)
