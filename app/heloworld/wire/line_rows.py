"""Chunks → rows, for every protocol of lines: a row a line, in the order of crossing.

A line that has only begun has a row already, in which it goes on growing; a line that is too long for one row goes on
in the next ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from heloworld.wire.events import Bytes, Event, Opened, Side
from heloworld.wire.lines import Ending, Line, LineSplitter
from heloworld.wire.protocol import Log
from heloworld.wire.rows import Exchange, Kind, Row


class LineRows:
    """The rows of one connection.

    A dialogue gives it every event: chunks to `lines`, all others to `event`, and `begin_tls` before the row of a
    handshake. What `lines` is told of a line's kind is a guess from what was said before the chunk came. So a dialogue
    takes the lines one by one, in order, asks `goes_on` once for each, and says with `mark` what the line is; and once
    more, with the exchange, for a command and each line of its reply when that is complete.

    Args:
        opened: How the connection began.
        log: Where the rows go.
    """

    def __init__(self, opened: Opened, log: Log) -> None:
        self._opened = opened
        self._log = log
        self._splitters: dict[Side, LineSplitter] = {"client": LineSplitter(), "server": LineSplitter()}
        self._tails: dict[Side, int] = {}
        self._before: dict[Side, Ending] = {}

    def event(self, event: Event, *, tls: bool, last: Sequence[Exchange] = ()) -> int:
        """Add a row for something that happened; returns its number.

        Args:
            event: What happened.
            tls: Whether it happened under TLS.
            last: For the end of the connection, the exchanges so far: the last of them may say why.
        """
        of, protocol = self._opened, self._opened.protocol
        exchange = last[-1] if last else None
        return self._log.rows.append(
            Row(of.conn, event.at, None, Kind.EVENT, event=event, tls=tls, exchange=exchange, protocol=protocol)
        )

    def lines(self, chunk: Bytes, kind: Callable[[], Kind]) -> Iterator[int]:
        """The numbers of the rows of the lines that a chunk completes.

        Each line has its row before it is given, and a line that has only begun has one in the end.

        Args:
            chunk: The bytes.
            kind: Says what a line of that side is, as far as is known then.
        """
        splitter = self._splitters[chunk.source]
        for line in splitter.feed(chunk.data):
            yield self._show(chunk, line, kind())
        if splitter.tail is not None:
            self._tails[chunk.source] = self._show(chunk, splitter.tail, kind())

    def line(self, number: int) -> Line | None:
        """The line of a row; None where the row has been let go."""
        rows = self._log.rows
        return rows[number].line if number >= rows.first else None

    def text(self, number: int) -> bytes:
        """The bytes of a row's line without its ending; empty where the row has been let go."""
        line = self.line(number)
        return line.text if line is not None else b""

    def goes_on(self, side: Side, number: int) -> bool:
        """Whether a row, taken in its turn, holds no line of its own but the next piece of a very long one."""
        line, before = self.line(number), self._before.get(side)
        self._before[side] = line.ending if line is not None else Ending.CRLF
        return before is Ending.NONE

    def mark(self, number: int, kind: Kind, exchange: Exchange | None = None) -> None:
        """Say what a row is, and which exchange it belongs to."""
        rows = self._log.rows
        if number >= rows.first and (rows[number].kind is not kind or exchange is not None):
            rows.update(number, replace(rows[number], kind=kind, exchange=exchange))

    def link(self, number: int, exchange: Exchange) -> None:
        """Say which exchange a row belongs to; what it is stays as it was said."""
        rows = self._log.rows
        if number >= rows.first:
            self.mark(number, rows[number].kind, exchange)

    def cut(self, side: Side) -> int | None:
        """What comes next from a side begins a line of its own; the number of the row that is left unfinished."""
        self._before.pop(side, None)
        self._splitters[side].break_off()
        number = self._tails.pop(side, None)
        if number is not None and (line := self.line(number)) is not None:
            self._log.rows.update(number, replace(self._log.rows[number], line=replace(line, is_whole=True)))
        return number

    def begin_tls(self) -> None:
        """Half a line that came in the clear is no beginning of one that comes under TLS: it counts no longer."""
        for number in self._tails.values():
            self.mark(number, Kind.IGNORED)
        self._tails.clear()
        self._before.clear()
        self._splitters = {"client": LineSplitter(), "server": LineSplitter()}

    def _show(self, chunk: Bytes, line: Line, kind: Kind) -> int:
        """Put a line into its row: a new one, or the one in which its unfinished beginning stands."""
        rows, number = self._log.rows, self._tails.pop(chunk.source, None)
        if number is None:
            return rows.append(
                Row(chunk.conn, chunk.at, chunk.source, kind, line, tls=chunk.tls, protocol=self._opened.protocol)
            )
        if number >= rows.first:
            rows.update(number, replace(rows[number], kind=kind, line=line))
        return number
