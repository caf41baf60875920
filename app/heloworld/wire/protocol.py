"""What a protocol is to everybody who is not that protocol: one record. `lab.protocols` has the table of them.

A record is cheap to import, because the first prompt waits for it. Its words and its lexer, which only a reader or a
writer of lines needs, are loaded when `Protocol.manual` or `Protocol.lexer` is first called.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from heloworld.wire.events import Event, Opened, Transport
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, Row, Rows, State


@dataclass(frozen=True, slots=True)
class Command:
    """One command in plain words.

    Attributes:
        verb: The first word, in upper case; the lone dot counts as one.
        syntax: Its form. Capitals, colons, ``<`` and ``>`` stand as they are, small words are to be filled in,
            what is in ``[ ]`` may be left out.
        summary: What it says or asks, in one sentence.
        effect: What the session is like once the server has accepted it, in one sentence.
        example: A line that works in the small world of the lessons.
        source: Where it is defined.
        extension: The keyword that announces it; empty where every server should know the command.
        forgets: What it undoes of a mail that was begun before it, in one sentence; empty where that is nothing.
        instead: For a word that people send but a session here has no use for: why, and what to send instead.
    """

    verb: str
    syntax: str
    summary: str
    effect: str
    example: str
    source: str
    extension: str = ""
    forgets: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """An explanation. It holds no bytes of a wire but visible ones, so it is safe to show as it is.

    Attributes:
        headline: What this is, in one sentence.
        details: More sentences, the most important first.
        source: Where it is written down; empty where nowhere.
        parts: What its parts mean, one by one.
        finer: What a finer code beside the headline's means; it comes before the other parts.
        digits: What each digit of the headline's code means; it comes behind them.
        secret: What a password stands in; it comes behind the first of the details, or not at all.
    """

    headline: str
    details: tuple[str, ...] = ()
    source: str = ""
    parts: tuple[str, ...] = ()
    finer: str = ""
    digits: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of a session as a table: the server obeys it, the strip draws it, lessons check it.

    Attributes:
        start: The connection is there, nobody has said a word.
        closed: There is no connection.
        table: For each state the commands that make sense in it, the one that leads on first, and where each leads
            when the server agrees.
        path: The way through a session, in order: what the strip draws.
        exceptions: What `table` cannot say, by state, command and outcome: a refusal that changes the state all the
            same, another state for "go on". The state None stands for any.
        last_words: Statuses after which the server hangs up, whatever was asked.
        handshake: The state in which the client has to begin TLS; None where there is no such thing.
        farewell: States in which all is said: the server closes the connection by itself.
        untyped: Commands of `table` that nobody types, or that are better not offered.
        announced: Command → the keyword that the server must have offered before it makes sense.
    """

    start: State
    closed: State
    table: Mapping[State, Mapping[str, State]]
    path: tuple[State, ...]
    exceptions: Mapping[tuple[State | None, str, Outcome], State] = field(default_factory=dict)
    last_words: Collection[str] = ()
    handshake: State | None = None
    farewell: Collection[State] = ()
    untyped: Collection[str] = ()
    announced: Mapping[str, str] = field(default_factory=dict)

    def is_over(self, state: State) -> bool:
        """Whether nothing can be said any more."""
        return state is self.closed or state in self.farewell

    def legal(self, state: State, offers: Collection[str] = ()) -> tuple[str, ...]:
        """The commands that make sense in a state and that somebody would type, in the order of `table`.

        Args:
            state: Where the session stands.
            offers: The keywords that the server has announced, in upper case.
        """
        return tuple(
            verb
            for verb in self.table[state]
            if verb not in self.untyped and (verb not in self.announced or self.announced[verb] in offers)
        )

    def advance(self, state: State, verb: str, outcome: Outcome, status: str = "") -> State:
        """The state after a command got its reply. A refused command changes nothing, but for `exceptions`.

        Args:
            state: The state in which the command was carried out.
            verb: The command, as `table` writes it.
            outcome: What the reply means.
            status: The reply's status as sent.
        """
        if status in self.last_words:
            return self.closed
        for where in (state, None):
            if (after := self.exceptions.get((where, verb, outcome))) is not None:
                return after
        agreed = outcome in {Outcome.DONE, Outcome.GO_ON}
        return self.table[state].get(verb, state) if agreed else state


class Dialogue(typing.Protocol):
    """One connection, followed from outside: events in; rows, exchanges and mails out.

    The transcript feeds it for the screen; a client's own record feeds it for whoever types, to whom `awaits_reply`
    says when a reply is complete, in every protocol.
    """

    @property
    def opened(self) -> Opened:
        """How it began."""

    @property
    def state(self) -> State:
        """Where the session stands now, as far as replies tell."""

    @property
    def tls(self) -> bool:
        """Whether it is under TLS."""

    @property
    def offers(self) -> frozenset[str]:
        """The keywords that the server announced last (EHLO, CAPA, CAPABILITY), in upper case."""

    @property
    def user(self) -> bytes:
        """Who has logged in, as the client said it; empty before, and where nobody can."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """The commands that have their reply, in order; of very many the newest."""

    @property
    def mails(self) -> Sequence[Mail]:
        """The messages that crossed, in order; of very many the newest."""

    @property
    def draft(self) -> bytes:
        """What has crossed of the message that is under way, transparency undone; empty while there is none."""

    @property
    def awaits_reply(self) -> bool:
        """Whether it is the server's turn: its greeting, a reply, or the other half of one is still to come."""

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""

    def let_go(self, mail: Mail) -> None:
        """Hold a message no longer, if it is still held."""


class Log(typing.Protocol):
    """Where a dialogue puts what it finds; the dissector is one."""

    @property
    def rows(self) -> Rows:
        """Everything that crossed, of all connections."""

    def hear(self, exchange: Exchange) -> None:
        """A command has its reply."""

    def keep(self, dialogue: Dialogue, mail: Mail) -> None:
        """A message has crossed."""


class Lexer(typing.Protocol):
    """As much of Pygments' `RegexLexer` as is needed: line by line on the screen, many lines at once in a handout."""

    def get_tokens(self, text: str) -> Iterable[tuple[typing.Any, str]]:
        """Token type and text of each piece of many lines."""

    def get_tokens_unprocessed(
        self, text: str, stack: tuple[str, ...] = ("root",)
    ) -> Iterator[tuple[int, typing.Any, str]]:
        """Offset, token type and text of each piece."""


class Manual(typing.Protocol):
    """What there is to say about a protocol, in plain words. A module can be one."""

    COMMANDS: Mapping[str, Command]
    """Every command by its verb, and the words that people send all the same."""

    OPENED: Note
    """What is said of a connection in the clear that has just been opened: who speaks first."""

    TLS_STARTED: Note
    """What is said of a completed handshake: what is forgotten with it."""

    BARE_LF: str
    """What is said of a line that ends with a bare LF."""

    def complete(self, dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
        """The lines that make sense now and start with what was typed, in whatever case.

        Args:
            dialogue: What has been said so far; None while there is no connection.
            typed: The line so far; empty for everything that makes sense.
        """

    def awaited(self, dialogue: Dialogue) -> str:
        """What the server waits for in a state of text, where that is counted: ``(5 octets to come)``; else nothing."""

    def closed(self, last: Exchange | None) -> Note:
        """What is said of the end of a connection.

        Args:
            last: The last exchange before it; None where nobody had said anything.
        """

    def explain(self, row: Row) -> Note:
        """Explain a row of any kind but an event or a line of a message's header."""

    def remedy(self, exchange: Exchange) -> str:
        """What helps with a refused command; empty where nothing is known."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol, to everybody who is not it.

    Attributes:
        name: Its name in a transcript, in lower case: ``smtp``.
        label: Its name on the screen: ``SMTP``.
        port: The registered port.
        lab_port: The port in our world, which needs no privileges.
        tls_port: The registered port on which TLS is spoken from the first byte.
        machine: The states of a session.
        follow: Begins to follow a connection.
        manual: The words; loaded with the first call.
        lexer: Makes a lexer for what crosses; loaded with the first call. Lines have ``C: `` or ``S: `` before them.
        stacks: Kind of row → the lexer's states to start in, where that is not the root.
        secret: Verbs whose arguments and answers are hidden where they are saved.
        greeting: What a server's first line begins with; None where nothing greets.
        upgrade: The lines with which a connection begins that is to be put under TLS, the asking one last.
        transport: What carries it where a client may choose.
        encode: What is sent for a line that was typed, where that is not the line itself; raises `UsageError` where it
            means nothing. None where a line is sent as it was typed.
    """

    name: str
    label: str
    port: int
    lab_port: int
    tls_port: int
    machine: Machine
    follow: Callable[[Opened, Log], Dialogue]
    manual: Callable[[], Manual]
    lexer: Callable[[], Lexer]
    stacks: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    secret: Collection[str] = ()
    greeting: re.Pattern[bytes] | None = None
    upgrade: tuple[bytes, ...] = ()
    transport: Transport = "tcp"
    encode: Callable[[bytes, Transport], bytes] | None = None

    @property
    def is_of_lines(self) -> bool:
        """Whether what crosses are lines of text, which anybody can type."""
        return self.encode is None

    def prompt(self, state: State) -> str:
        """What stands before the line that is typed."""
        return state.prompt or f"{self.label} ▸".lstrip()
