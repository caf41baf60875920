"""From the file back to the wire: which bytes of which connection a stored message was made of.

Here the transcript, as the dissector tells it, is joined with what delivery does to a message. A claim is made only
where the bytes that crossed, taken through all steps, are the very bytes that stand in the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from heloworld.mbox.dialects import SEPARATOR, Dialect
from heloworld.mbox.lineage import Cause, Edit, Traced, crowned, places, stored
from heloworld.smtp.dissect import Dissector
from heloworld.smtp.rows import Kind, Row
from heloworld.wire.events import Delivered

_LONE_DOT = b".\r\n"
_OF_MESSAGE = frozenset({Kind.HEADER, Kind.TEXT})


class Absence(Enum):
    """Why nothing can be said."""

    UNSEEN = "Not in this transcript: it was in the file before, or another program wrote it."
    GONE = "No longer in the transcript, which holds the newest lines only."
    CHANGED = "The file has been changed since this message was delivered."
    WAITING = "Not in a mailbox yet: the lone dot and the server's 250 come first."
    REFUSED = "Not in a mailbox: the server did not take this message."


@dataclass(frozen=True, slots=True)
class Passage:
    """One message on the wire and in a file.

    Attributes:
        delivered: Where it stands.
        dialect: How the mailbox quotes.
        rows: The numbers of its lines among the dissector's rows, the lone dot last.
        starts: Where each of them starts in the client's direction of the connection, in bytes.
        traced: The record in the file; its source are the lines, from `starts[0]` on.
    """

    delivered: Delivered
    dialect: Dialect
    rows: tuple[int, ...]
    starts: tuple[int, ...]
    traced: Traced

    def is_in(self, path: Path) -> bool:
        """Whether this is the copy in a certain mailbox."""
        return Path(self.delivered.path).absolute() == path.absolute()

    def line_at(self, at: int) -> tuple[int, int, int]:
        """The line that a byte of the source belongs to: the number of its row, its start and its stop."""
        first = self.starts[0]
        which = max(bisect_right(self.starts, first + at) - 1, 0)
        stop = self.starts[which + 1] - first if which + 1 < len(self.starts) else self.traced.source
        return self.rows[which], self.starts[which] - first, stop


class _Place(NamedTuple):
    """A delivery and the number of its row."""

    delivered: Delivered
    row: int


class Passages:
    """The messages that a transcript knows of, by file and by row. Everything is looked up only when asked for.

    Args:
        dissector: What is known of the wire.
        dialect: How the mailboxes quote.
    """

    def __init__(self, dissector: Dissector, dialect: Dialect) -> None:
        self._dissector = dissector
        self._dialect = dialect
        self._seen = 0
        self._files: defaultdict[Path, list[_Place]] = defaultdict(list)
        self._last: Passage | None = None

    def holding(self, path: Path, offset: int) -> Passage | Absence:
        """The message that a byte of a mailbox belongs to.

        Args:
            path: The mailbox.
            offset: The byte, counted from the beginning of the file.
        """
        self._look()
        known = self._files.get(path.absolute(), [])
        which = bisect_right(known, offset, key=lambda place: place.delivered.offset) - 1
        if which >= 0 and offset < known[which].delivered.offset + known[which].delivered.length:
            return self._passage(known[which])
        return Absence.GONE if self._dissector.rows.first else Absence.UNSEEN

    def of_row(self, number: int, path: Path) -> Passage | Absence | None:
        """The message that a row belongs to; None where it belongs to none.

        Args:
            number: The number of the row.
            path: The mailbox to look into first; a message may be in several.
        """
        end = self._end_after(number)
        if not isinstance(end, int):
            return end
        exchange = self._dissector.rows[end].exchange
        if exchange is None:
            return Absence.WAITING
        if exchange.code != 250:
            return Absence.REFUSED
        copies = list(self._copies(end))
        here = (place for place in copies if Path(place.delivered.path).absolute() == path.absolute())
        found = next(chain(here, copies), None)
        return self._passage(found) if found is not None else Absence.GONE

    def _copies(self, end: int) -> Iterator[_Place]:
        """The deliveries of the message that a lone dot ended: they stand before the reply to it."""
        rows = self._dissector.rows
        dot = rows[end]
        for number in range(end + 1, len(rows)):
            row = rows[number]
            if row.conn == dot.conn and row.exchange is dot.exchange:
                return
            if isinstance(row.event, Delivered) and _is_reply_to(dot, row.event):
                yield _Place(row.event, number)

    def _look(self) -> None:
        """Take note of the deliveries since the last look, and forget those whose rows are gone."""
        rows = self._dissector.rows
        for path, known in self._files.items():
            if known and known[0].row < rows.first:
                self._files[path] = [place for place in known if place.row >= rows.first]
        for number in range(max(self._seen, rows.first), len(rows)):
            event = rows[number].event
            if isinstance(event, Delivered):
                known = self._files[Path(event.path).absolute()]
                while known and known[-1].delivered.offset >= event.offset:
                    known.pop()  # the file has become shorter since
                known.append(_Place(event, number))
        self._seen = len(rows)

    def _end_after(self, number: int) -> int | Absence | None:
        """The number of the lone dot behind a line of a message."""
        rows = self._dissector.rows
        conn = rows[number].conn
        for at in range(number, len(rows)):
            row = rows[at]
            if row.conn == conn and row.source == "client":
                if row.kind is Kind.END:
                    return at
                if row.kind not in _OF_MESSAGE:
                    return None
        return Absence.WAITING if rows[number].kind in _OF_MESSAGE and rows[number].source == "client" else None

    def _passage(self, place: _Place) -> Passage | Absence:
        """Join a delivery with its lines and with the file as it is now."""
        record = _read(place.delivered)
        last = self._last
        if last is not None and last.delivered is place.delivered and last.rows[0] >= self._dissector.rows.first:
            return last if record == last.traced.text else Absence.CHANGED
        rows = self._lines(place)
        if rows is None:
            return Absence.GONE
        lines = [line for number in rows if (line := self._dissector.rows[number].line) is not None]
        sent = Traced.untouched(b"".join(line.raw for line in lines))
        message = stored(without_transparency(sent), self._dialect)
        top = record.removesuffix(message.text)
        if not record.endswith(message.text) or not top.startswith(SEPARATOR):
            return Absence.CHANGED
        starts = tuple(line.offset for line in lines)
        self._last = Passage(place.delivered, self._dialect, rows, starts, crowned(message, top))
        return self._last

    def _lines(self, place: _Place) -> tuple[int, ...] | None:
        """The rows of a message, its lone dot among them; None where some have been let go."""
        rows, conn = self._dissector.rows, place.delivered.conn
        found: list[int] = []
        for number in range(place.row, rows.first - 1, -1):
            row = rows[number]
            if row.conn != conn or row.source != "client":
                continue
            if found and row.kind not in _OF_MESSAGE:
                return tuple(reversed(found))
            if found or (row.kind is Kind.END and _is_reply_to(row, place.delivered)):
                found.append(number)
        return None


def without_transparency(sent: Traced) -> Traced:
    """A message without what SMTP puts between its lines (RFC 5321 §4.5.2): doubled dots, and the lone dot.

    Args:
        sent: The lines as they crossed, the lone dot last.
    """
    end = len(sent.text) - len(_LONE_DOT)
    dots = [*([0] if sent.text.startswith(b".") else []), *(at + 2 for at in places(sent.text, b"\r\n."))]
    edits = [Edit(at, at + 1, b"", Cause.DOT) for at in dots if at < end]
    return sent.edited([*edits, Edit(end, len(sent.text), b"", Cause.END_OF_DATA)])


def _is_reply_to(end: Row, delivered: Delivered) -> bool:
    """Whether a lone dot ended the message of a delivery; a dot that has no reply yet can be no other's."""
    if end.conn != delivered.conn or end.exchange is None:
        return end.conn == delivered.conn
    return delivered.queue_id.encode() in end.exchange.reply[-1].split()


def _read(delivered: Delivered) -> bytes:
    """The record as it stands in the file; nothing where it cannot be read."""
    try:
        with Path(delivered.path).open("rb") as file:
            file.seek(delivered.offset)
            return file.read(delivered.length)
    except OSError:
        return b""
