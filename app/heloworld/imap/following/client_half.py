"""What the client sends, command by command: lines, literals, answers, and what waits until the server has spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace

from heloworld.imap import commands
from heloworld.imap.following.asked import Asked, Pending
from heloworld.imap.pieces import Announced, Pieces, announced
from heloworld.imap.states import ImapState
from heloworld.wire.events import Bytes
from heloworld.wire.line_rows import LineRows
from heloworld.wire.lines import Ending, Line
from heloworld.wire.message_text import MessageText
from heloworld.wire.rows import Kind, State


@dataclass(frozen=True, slots=True)
class _Taken:
    """A row of the client.

    Attributes:
        row: Its number.
        is_literal: Whether it belongs to a literal.
        announced: The literal that comes next.
    """

    row: int
    is_literal: bool = False
    announced: Announced | None = None


class ClientHalf:
    """The client's half of a connection.

    Args:
        rows: The rows of the connection.
        keep_text: Bytes of each message that are held.

    Attributes:
        pending: The commands that have no reply yet.
        pause: The state in the middle of a command, where the session is in one.
        is_ignored: Whether what is sent now is thrown away by the server.
    """

    def __init__(self, rows: LineRows, keep_text: int) -> None:
        self.pending = Pending()
        self.pause: State | None = None
        self.is_ignored = False
        self._rows, self._keep_text = rows, keep_text
        self._pieces = Pieces()
        self._paused: Asked | None = None
        self._writing: Asked | None = None
        self._undecided: Asked | None = None
        self._held: list[_Taken] = []

    @property
    def draft(self) -> bytes:
        """What has crossed of the message that is being appended."""
        sent = self._writing.sent if self._writing is not None else None
        return sent.content if sent is not None else b""

    @property
    def awaits_reply(self) -> bool:
        """Whether the server has something to say before the client goes on."""
        return self._undecided is not None or self.pending.waits

    @property
    def undecided(self) -> Asked | None:
        """The command that what is sent next depends on, until the server has spoken."""
        return self._undecided

    @property
    def octets_left(self) -> int:
        """Octets of a literal that are still to come."""
        return self._pieces.left

    @property
    def needs_literal(self) -> bool:
        """Whether the undecided command is one that waits before its literal."""
        return self._undecided is not None and self._undecided is self._writing

    def feed(self, event: Bytes) -> None:
        """Take in a chunk."""
        for piece in self._pieces.feed(event.data):
            for number in self._rows.lines(replace(event, data=piece.data), self._kind):
                self._take(_Taken(number, piece.is_literal, piece.announced))
            if piece.is_literal and piece.ends and (unfinished := self._rows.cut("client")) is not None:
                self._take(_Taken(unfinished, is_literal=True))

    def go_on(self, pause: State) -> None:
        """The server has said ``+`` to the undecided command."""
        asked, self._undecided = self._undecided, None
        assert asked is not None
        self.pause, self._paused = pause, asked
        asked.is_whole = False
        held, self._held = self._held, []
        for taken in held:
            self._take(taken)

    def answered(self, asked: Asked) -> None:
        """A command has its reply; what was held because of it is known now."""
        if asked is self._paused:
            self.pause = self._paused = None
        if asked is not self._undecided:
            return
        if asked is self._writing:
            self._writing = None
            self._pieces.cancel()
            self._rows.cut("client")
        self._undecided = None
        held, self._held = self._held, []
        for taken in held:
            self._take(self._as_line(taken.row) if taken.is_literal else taken)

    def give_up(self) -> None:
        """The server hangs up: nothing will be answered."""
        self.pending.clear()
        self.pause = self._paused = self._undecided = None

    def ignore(self) -> None:
        """What was sent and not yet taken is thrown away by the server."""
        self.is_ignored = True
        for taken in self._held:
            self._rows.mark(taken.row, Kind.IGNORED)
        self._held = []

    def _kind(self) -> Kind:
        if self._writing is not None and self._writing.sent is not None:
            return Kind.TEXT
        return Kind.ANSWER if self.pause is ImapState.AUTH else Kind.COMMAND

    def _as_line(self, number: int) -> _Taken:
        """A row that was taken for a literal's, and is none."""
        line = self._rows.line(number)
        return _Taken(number, announced=announced(line.raw) if line is not None else None)

    def _take(self, taken: _Taken) -> None:
        line = self._rows.line(taken.row)
        if line is None:
            return
        if self._undecided is not None:
            self._held.append(taken)
        elif self.is_ignored:
            self._rows.mark(taken.row, Kind.IGNORED)
        elif taken.is_literal:
            self._take_literal(taken.row, line)
        else:
            self._take_line(taken, line)

    def _take_line(self, taken: _Taken, line: Line) -> None:
        goes_on = self._rows.goes_on("client", taken.row)
        if self._writing is None:
            self._writing = self._begin(taken.row, line.text)
        else:
            kind = Kind.ANSWER if self._writing.is_answer else Kind.COMMAND
            self._rows.mark(taken.row, kind)
            self._writing.go_on(line.text, taken.row, counts=not goes_on)
        if line.ending is not Ending.NONE:
            self._end_line(self._writing, taken.announced)

    def _begin(self, row: int, text: bytes) -> Asked:
        """A line of its own begins: a command, or what the server has asked for."""
        if self._paused is None or self._paused.is_whole or self.pause is ImapState.LITERAL:
            asked = Asked.of(commands.parse(text), row)
            self.pending.add(asked)
        else:
            is_done = text.strip().upper() == b"DONE"
            is_answer = self.pause is ImapState.AUTH
            verb = self._paused.verb if is_answer else "DONE" if is_done else commands.parse(text).verb
            asked = Asked(self._paused.tag, verb, row, b"" if is_done else text, is_answer, is_reply=True)
            self.pending.replace(self._paused, asked)
            self._paused = asked
        self._rows.mark(row, Kind.ANSWER if asked.is_answer else Kind.COMMAND)
        return asked

    def _end_line(self, asked: Asked, literal: Announced | None) -> None:
        """A line of a command has ended: with it the command, or a literal comes next."""
        if literal is None:
            self._writing, asked.is_whole = None, True
            if self.pause is ImapState.LITERAL and asked is self._paused:
                self.pause = self._paused = None
            if asked.decides:
                self._undecided = asked
            return
        is_message = asked.verb == "APPEND" and bool(asked.argument.rpartition(b"{")[0].strip())
        asked.sent = MessageText(self._keep_text) if is_message else None
        asked.go_on(b"\r\n")
        if literal.waits:
            if self.pause is ImapState.LITERAL:
                self.pause = None
            self._undecided = asked

    def _take_literal(self, row: int, line: Line) -> None:
        asked = self._writing
        if asked is None:
            self._rows.mark(row, Kind.COMMAND)
        elif asked.sent is not None:
            self._rows.mark(row, asked.sent.add(line, row, takes_dots=False))
        else:
            self._rows.mark(row, Kind.ANSWER)
            asked.go_on(line.raw, row)
