"""From the file back to the wire: which bytes of which connection a stored message was made of.

Here the transcript, as the dissector tells it, is joined with what delivery does to a message. A claim is made only
where the bytes that crossed, taken through all steps, are the very bytes that stand in the file.

A message may have a hundred thousand lines, and a key must not wait for them. So what is looked up here is looked up
in steps, between which keys can be served; a step that takes long and needs nothing of the transcript is handed out,
to be done in another thread.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias, TypeVar, cast

from heloworld.lab.lineage_places import Mark, Place, after, without_marks
from heloworld.mbox.byte_lineage import Cause, Edit, Traced, crowned, places, stored, with_seam
from heloworld.mbox.dialects import SEPARATOR, Dialect
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Rewritten
from heloworld.wire.lines import Line
from heloworld.wire.rows import OF_MESSAGE, Kind, Row

_LONE_DOT = b".\r\n"

STRIDE: Final = 2_000
"""Rows that are looked at in one step; it takes less than a millisecond."""

_FEW: Final = 1_000
"""Lines below which a message is joined at once: that takes some milliseconds."""

_SHORT: Final = 64 * 1024
"""Bytes of a message below which the same is true."""


class Absence(Enum):
    """Why nothing can be said."""

    UNSEEN = "Not in this transcript: it was in the file before, or another program wrote it."
    OLDER = "Not in the transcript, which holds the newest lines only: it is older, or another program wrote it."
    GONE = "No longer in the transcript, which holds the newest lines only."
    OWN = "Written by the server itself: this letter is its own report, and no client sent it."
    CHANGED = "The file has been changed since this message was delivered."
    WAITING = "Not in a mailbox yet: the lone dot and the server's 250 come first."
    DELETED = "No longer in the mailbox: a client told the server to delete the message."
    REFUSED = "Not in a mailbox: the server did not take this message."


@dataclass(frozen=True, slots=True)
class Passage:
    """One message on the wire and in a file.

    Attributes:
        delivered: Where it stands.
        dialect: How the mailbox quotes.
        rows: The numbers of its lines among the dissector's rows, the lone dot last.
        starts: Where each of them starts in the client's direction of the connection, in bytes.
        traced: What stands in the file; its source are the lines, from `starts[0]` on.
        marks: What was put into it after delivery, in offsets of the file.
    """

    delivered: Delivered
    dialect: Dialect
    rows: tuple[int, ...]
    starts: tuple[int, ...]
    traced: Traced
    marks: tuple[Mark, ...] = ()

    @property
    def base(self) -> int:
        """Where in the file it begins what delivery wrote: the seam, if there is one, or the ``From_`` line."""
        return _base(self.delivered)

    def is_in(self, path: Path) -> bool:
        """Whether this is the copy in a certain mailbox."""
        return Path(self.delivered.path).absolute() == path.absolute()

    def holds(self, number: int) -> bool:
        """Whether a row is one of its lines."""
        at = bisect_left(self.rows, number)
        return at < len(self.rows) and self.rows[at] == number

    def line_at(self, at: int) -> tuple[int, int, int]:
        """The line that a byte of the source belongs to: the number of its row, its start and its stop."""
        first = self.starts[0]
        which = max(bisect_right(self.starts, first + at) - 1, 0)
        stop = self.starts[which + 1] - first if which + 1 < len(self.starts) else self.traced.source
        return self.rows[which], self.starts[which] - first, stop


Work: TypeAlias = Callable[[], "Passage | Absence"]
"""Something that takes long, to be done in any thread."""

Found = TypeVar("Found")
Steps: TypeAlias = Generator[Work | None, "Passage | Absence | None", Found]
"""Something that is looked up in steps. After each it yields None, or work whose result it is to be sent."""


def at_once(steps: Steps[Found]) -> Found:
    """Look something up without a pause."""
    result: Passage | Absence | None = None
    while True:
        try:
            work = steps.send(result)
        except StopIteration as end:
            return cast("Found", end.value)
        result = work() if work is not None else None


class Passages:
    """The messages that a transcript knows of, by file and by row. Everything is looked up only when asked for.

    Between the steps of one question the transcript may go on; no other question may be asked.

    Args:
        dissector: What is known of the wire.
        dialect_of: How a user's mailbox quotes.
        stride: Rows that are looked at in one step.
    """

    def __init__(self, dissector: Dissector, dialect_of: Callable[[str], Dialect], *, stride: int = STRIDE) -> None:
        self._dissector = dissector
        self._dialect_of = dialect_of
        self._stride = stride
        self._seen = 0
        self._files: defaultdict[Path, list[Place]] = defaultdict(list)
        self._last: Passage | None = None

    def holding(self, path: Path, offset: int) -> Steps[Passage | Absence]:
        """The message that a byte of a mailbox belongs to.

        Args:
            path: The mailbox.
            offset: The byte, counted from the beginning of the file.
        """
        yield from self._look()
        known = self._files.get(path.absolute(), [])
        which = bisect_right(known, offset, key=lambda place: _base(place.delivered)) - 1
        if which >= 0 and offset < known[which].delivered.offset + known[which].delivered.length:
            return (yield from self._passage(known[which]))
        return Absence.OLDER if self._dissector.rows.first else Absence.UNSEEN

    def of_row(self, number: int, path: Path) -> Steps[Passage | Absence | None]:
        """The message that a row belongs to; None where it belongs to none.

        Args:
            number: The number of the row.
            path: The mailbox to look into first; a message may be in several.
        """
        yield from self._look()
        if (last := self._last) is not None and last.is_in(path) and last.holds(number) and self._is_held(last):
            return self._checked(last)
        end = yield from self._end_after(number)
        if not isinstance(end, int):
            return end
        exchange = self._dissector.rows[end].exchange
        if exchange is None:
            return Absence.WAITING
        if exchange.code != 250:
            return Absence.REFUSED
        copies = yield from self._copies(end)
        here = (place for place in copies if Path(place.delivered.path).absolute() == path.absolute())
        found = next(chain(here, copies), None)
        if found is None:
            return Absence.GONE
        now = next((place for place in self._files[_file_of(found.delivered)] if place.row == found.row), None)
        return (yield from self._passage(now)) if now is not None else Absence.DELETED

    def _copies(self, end: int) -> Steps[list[Place]]:
        """The deliveries of the message that a lone dot ended: they stand before the reply to it."""
        rows, found = self._dissector.rows, list[Place]()
        if end < rows.first:
            return found
        dot = rows[end]
        for number in range(end + 1, len(rows)):
            if number % self._stride == 0:
                yield None
            if number < rows.first:
                return []
            row = rows[number]
            if row.conn == dot.conn and row.exchange is dot.exchange:
                break
            if isinstance(row.event, Delivered) and _is_reply_to(dot, row.event):
                found.append(Place(row.event, number))
        return found

    def _look(self) -> Steps[None]:
        """Take note of the deliveries since the last look, and forget those whose rows are gone."""
        rows = self._dissector.rows
        for path, known in self._files.items():
            if known and known[0].row < rows.first:
                self._files[path] = [place for place in known if place.row >= rows.first]
        while self._seen < len(rows):
            number = max(self._seen, rows.first)
            self._seen = number + 1
            event = rows[number].event
            if number % self._stride == 0:
                yield None
            if isinstance(event, Rewritten):
                file = Path(event.path).absolute()
                self._files[file] = [now for place in self._files[file] if (now := after(place, event)) is not None]
                self._last = None
            elif isinstance(event, Delivered):
                known = self._files[_file_of(event)]
                while known and known[-1].delivered.offset >= _base(event):
                    known.pop()  # the file has become shorter since
                known.append(Place(event, number))

    def _end_after(self, number: int) -> Steps[int | Absence | None]:
        """The number of the lone dot behind a line of a message."""
        rows = self._dissector.rows
        if number < rows.first:
            return Absence.GONE
        line = rows[number]
        conn = line.conn
        for at in range(number, len(rows)):
            if at % self._stride == 0:
                yield None
            if at < rows.first:
                return Absence.GONE
            row = rows[at]
            if row.conn == conn and row.source == "client":
                if row.kind is Kind.END:
                    return at
                if row.kind not in OF_MESSAGE:
                    return None
        return Absence.WAITING if line.kind in OF_MESSAGE and line.source == "client" else None

    def _passage(self, place: Place) -> Steps[Passage | Absence]:
        """Join a delivery with its lines and with the file as it is now."""
        if not place.delivered.conn:
            return Absence.CHANGED if place.is_changed else Absence.OWN
        last = self._last
        if last is not None and last.delivered is place.delivered and self._is_held(last):
            return self._checked(last)
        found = yield from self._lines(place)
        if found is None:
            return Absence.GONE
        if place.is_changed:
            return Absence.CHANGED
        dialect = self._dialect_of(Path(place.delivered.path).stem)
        work = partial(joined, place.delivered, dialect, *found, place.marks)
        passage = work() if len(found[0]) < _FEW and place.delivered.length < _SHORT else (yield work)
        if isinstance(passage, Passage):
            self._last = passage
        assert passage is not None
        return passage

    def _is_held(self, passage: Passage) -> bool:
        return passage.rows[0] >= self._dissector.rows.first

    def _checked(self, passage: Passage) -> Passage | Absence:
        """A passage that is known, if the file still says the same."""
        return passage if _read(passage.delivered) == passage.traced.text else Absence.CHANGED

    def _lines(self, place: Place) -> Steps[tuple[tuple[int, ...], list[Line]] | None]:
        """The rows of a message, its lone dot among them, and their lines; None where some have been let go."""
        rows, conn = self._dissector.rows, place.delivered.conn
        found: list[int] = []
        lines: list[Line] = []
        number = place.row
        while number >= rows.first:
            if number % self._stride == 0:
                yield None
                if number < rows.first:
                    break
            row, number = rows[number], number - 1
            if row.conn != conn or row.source != "client" or row.line is None:
                continue
            if found and row.kind not in OF_MESSAGE:
                return tuple(reversed(found)), lines[::-1]
            if found or (row.kind is Kind.END and _is_reply_to(row, place.delivered)):
                found.append(number + 1)
                lines.append(row.line)
        return None


def joined(
    delivered: Delivered, dialect: Dialect, rows: tuple[int, ...], lines: Sequence[Line], marks: tuple[Mark, ...] = ()
) -> Passage | Absence:
    """Take the lines of a message through all that delivery does, and look whether that stands in the file.

    Args:
        delivered: Where the message stands now.
        dialect: How its mailbox quotes.
        rows: The numbers of its rows.
        lines: Its lines, as they crossed.
        marks: What was put into it since, in offsets of the file.
    """
    written, added = without_marks(_read(delivered), _base(delivered), marks)
    seam, record = written[: delivered.seam], written[delivered.seam :]
    sent = Traced.untouched(b"".join(line.raw for line in lines))
    message = stored(without_transparency(sent), dialect)
    top = record.removesuffix(message.text)
    if not record.endswith(message.text) or not top.startswith(SEPARATOR) or seam.strip(b"\n"):
        return Absence.CHANGED
    traced = with_seam(crowned(message, top), seam).edited(Edit(at, at, new, Cause.MARK) for at, new in added)
    traced.prepare()
    return Passage(delivered, dialect, rows, tuple(line.offset for line in lines), traced, marks)


def without_transparency(sent: Traced) -> Traced:
    """A message without what SMTP puts between its lines (RFC 5321 §4.5.2): doubled dots, and the lone dot.

    Args:
        sent: The lines as they crossed, the lone dot last.
    """
    end = len(sent.text) - len(_LONE_DOT)
    dots = [*([0] if sent.text.startswith(b".") else []), *(at + 2 for at in places(sent.text, b"\r\n."))]
    edits = [Edit(at, at + 1, b"", Cause.DOT) for at in dots if at < end]
    return sent.edited([*edits, Edit(end, len(sent.text), b"", Cause.END_OF_DATA)])


def _file_of(delivered: Delivered) -> Path:
    return Path(delivered.path).absolute()


def _base(delivered: Delivered) -> int:
    return delivered.offset - delivered.seam


def _is_reply_to(end: Row, delivered: Delivered) -> bool:
    """Whether a lone dot ended the message of a delivery; a dot that has no reply yet can be no other's."""
    if end.conn != delivered.conn or end.exchange is None:
        return end.conn == delivered.conn
    return delivered.queue_id.encode() in end.exchange.reply[-1].split()


def _read(delivered: Delivered) -> bytes:
    """What delivery wrote, as it stands in the file; nothing where it cannot be read."""
    try:
        with Path(delivered.path).open("rb") as file:
            file.seek(_base(delivered))
            return file.read(delivered.seam + delivered.length)
    except OSError:
        return b""
