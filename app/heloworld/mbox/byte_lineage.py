"""What happens to a message's bytes on their way into the file, byte by byte.

Delivery itself (`message.prepare`, `message.assemble`) knows nothing of this: it makes bytes, fast. Here the same
steps are told as edits of a text that remembers where each of its bytes came from. That both come to the same bytes
is a property that is tested for every dialect.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple, TypeAlias

from heloworld.mbox.dialects import RULES, Dialect, writes_content_length
from heloworld.mbox.reading.message import MAILBOX_LINE, header_extent, mailbox_fields


class Cause(Enum):
    """Why a byte was added to a message, or taken away from it."""

    FROM_LINE = "From_ line"
    RETURN_PATH = "Return-Path"
    DELIVERED_TO = "Delivered-To"
    RECEIVED = "Received"
    DATE = "Date"
    MESSAGE_ID = "Message-Id"
    CONTENT_LENGTH = "Content-Length"
    STRAY = "X-Mailbox-Line"
    """Put before a ``From_`` line in front of the header."""
    HEADER_END = "end of header"
    """The empty line after the header, where the message had none."""
    QUOTING = "quoting"
    LAST_NEWLINE = "last newline"
    """The end of a last line that had none."""
    SEPARATOR = "separator"
    """The empty line that parts the message from the next one."""
    SEAM = "seam"
    """The line ends that the file had to get first, because it did not end in an empty line."""
    MARK = "mark"
    """Put in long after delivery: the flags that a client had set."""
    DOT = "dot"
    """Taken away: the sender's dot in front of a line that starts with one."""
    END_OF_DATA = "end of data"
    """Taken away: the lone dot."""
    CR = "CR"
    """Taken away: the first half of a CRLF."""
    MAILBOX_FIELD = "mailbox field"
    """Taken away: a field that only the mailbox itself may have."""


Origin: TypeAlias = int | Cause
"""Of bytes that were kept, the offset of the first of them in the source; of others, who added them."""


class Edit(NamedTuple):
    """Bytes of a text from `start` up to `stop` give way to new ones; either may be none."""

    start: int
    stop: int
    new: bytes
    cause: Cause


class ByteSpan(NamedTuple):
    """A stretch of a text with one origin."""

    start: int
    stop: int
    origin: Origin


class Lost(NamedTuple):
    """A stretch of the source that is not in the text any more."""

    start: int
    stop: int
    cause: Cause


_Run: TypeAlias = tuple[int, Origin]
"""So many bytes with one origin. A plain tuple, as there may be a million: Python looks at no plain tuple of numbers
when it looks for rubbish, which stops everything else."""


@dataclass(frozen=True)
class Traced:
    """A text that remembers where its bytes came from. Edits never change the order of what they keep.

    Attributes:
        text: The bytes.
        source: How many bytes the source has.
    """

    text: bytes
    source: int
    _runs: tuple[_Run, ...]
    _lost: tuple[tuple[int, int, str], ...] = ()
    """As `Lost`, by the values of the causes."""

    @classmethod
    def untouched(cls, source: bytes) -> Traced:
        """The source itself."""
        return cls(source, len(source), ((len(source), 0),) if source else ())

    def edited(self, edits: Iterable[Edit]) -> Traced:
        """The text after some edits, which are in order and do not overlap."""
        supply, at = _Supply(self._runs), 0
        text: list[bytes] = []
        runs: list[_Run] = []
        lost = [*self._lost]
        for start, stop, new, cause in edits:
            text += (self.text[at:start], new)
            runs += supply.take(start - at)
            for length, origin in supply.take(stop - start):
                if isinstance(origin, int):
                    lost.append((origin, origin + length, cause.value))
            if new:
                runs.append((len(new), cause))
            at = stop
        text.append(self.text[at:])
        runs += supply.rest()
        return Traced(b"".join(text), self.source, tuple(runs), tuple(lost))

    def prepare(self) -> None:
        """Find out now what makes looking up quick, which takes long for a large text."""
        _ = self._starts, self._kept, self._sorted_lost

    @property
    def spans(self) -> tuple[ByteSpan, ...]:
        """Where the bytes of the text came from; together they are the whole text, in order."""
        return tuple(self._spans(0))

    @property
    def lost(self) -> tuple[Lost, ...]:
        """What of the source is not in the text, in order."""
        return tuple(self.lost_within(0, self.source))

    def within(self, start: int, stop: int) -> list[ByteSpan]:
        """Where the bytes from `start` up to `stop` of the text came from."""
        found = []
        for span in self._spans(max(bisect_right(self._starts, start) - 1, 0)):
            if span.start >= stop:
                break
            cut = max(start - span.start, 0)
            origin = span.origin + cut if isinstance(span.origin, int) else span.origin
            found.append(ByteSpan(span.start + cut, min(span.stop, stop), origin))
        return found

    def lost_within(self, start: int, stop: int) -> list[Lost]:
        """What of the source from `start` up to `stop` is not in the text."""
        lost = self._sorted_lost
        first = max(bisect_right(lost, start, key=lambda each: each[0]) - 1, 0)
        found = []
        for begin, end, cause in islice(lost, first, None):
            if begin >= stop:
                break
            if end > start:
                found.append(Lost(max(begin, start), min(end, stop), Cause(cause)))
        return found

    def kept_within(self, start: int, stop: int) -> list[ByteSpan]:
        """What became of the bytes from `start` up to `stop` of the source: the stretches of the text they are in."""
        numbers, origins = self._kept
        found = []
        for at in range(max(bisect_right(origins, start) - 1, 0), len(origins)):
            origin, begin = origins[at], self._starts[numbers[at]]
            if origin >= stop:
                break
            cut, end = max(start - origin, 0), min(self._runs[numbers[at]][0], stop - origin)
            if cut < end:
                found.append(ByteSpan(begin + cut, begin + end, origin + cut))
        return found

    def _spans(self, first: int) -> Iterator[ByteSpan]:
        """The spans from the run of a number on."""
        for at in range(first, len(self._runs)):
            (length, origin), start = self._runs[at], self._starts[at]
            yield ByteSpan(start, start + length, origin)

    @cached_property
    def _starts(self) -> array[int]:
        """Where each run starts in the text."""
        return array("q", accumulate((length for length, _ in self._runs[:-1]), initial=0))

    @cached_property
    def _kept(self) -> tuple[array[int], array[int]]:
        """The numbers of the runs that are from the source, and where in it they start."""
        numbers, origins = array("q"), array("q")
        for number, (_, origin) in enumerate(self._runs):
            if isinstance(origin, int):
                numbers.append(number)
                origins.append(origin)
        return numbers, origins

    @cached_property
    def _sorted_lost(self) -> list[tuple[int, int, str]]:
        return sorted(self._lost)


class _Supply:
    """Runs, handed out by the byte."""

    def __init__(self, runs: tuple[_Run, ...]) -> None:
        self._runs = runs
        self._next = 0
        self._rest: _Run | None = None
        """What is left of the run before the next one."""

    def take(self, length: int) -> list[_Run]:
        """The runs of the next so many bytes."""
        taken: list[_Run] = []
        while length > 0:
            if self._rest is None:
                self._rest = self._runs[self._next]
                self._next += 1
            run, self._rest = self._rest, None
            if run[0] > length:
                run, self._rest = _cut(run, length)
            taken.append(run)
            length -= run[0]
        return taken

    def rest(self) -> list[_Run]:
        """All that was not taken."""
        return [*([self._rest] if self._rest else []), *self._runs[self._next :]]


def _cut(run: _Run, length: int) -> tuple[_Run, _Run]:
    """A run in two, the first of them so many bytes long."""
    whole, origin = run
    return (length, origin), (whole - length, origin + length if isinstance(origin, int) else origin)


# The steps


def with_lf(message: Traced) -> Traced:
    """As `message.to_lf`."""
    return message.edited(Edit(at, at + 1, b"", Cause.CR) for at in places(message.text, b"\r\n"))


def stored(message: Traced, dialect: Dialect) -> Traced:
    """A message as a dialect stores it, without what delivery puts on top: as `prepare` and `assemble` make it.

    Args:
        message: The message as it came in, CRLF or LF, transparency already removed.
        dialect: The dialect of the mailbox.
    """
    return _written(*_without_mailbox_fields(*_opened(with_lf(message))), dialect)


def _opened(message: Traced) -> tuple[Traced, int]:
    """As `take_apart`, but that header and body stay together; and how long the header is."""
    start, end = header_extent(message.text)
    strays = [0, *(at + 1 for at in places(message.text[: start - 1], b"\n"))] if start else []
    edits = [Edit(at, at, MAILBOX_LINE, Cause.STRAY) for at in strays]
    is_torn = end > 0 and not message.text.endswith(b"\n", 0, end)
    if is_torn:
        edits.append(Edit(end, end, b"\n", Cause.LAST_NEWLINE))
    if not message.text.startswith(b"\n", end):
        edits.append(Edit(end, end, b"\n", Cause.HEADER_END))
    return message.edited(edits), end + len(MAILBOX_LINE) * len(strays) + is_torn


def _without_mailbox_fields(message: Traced, header: int) -> tuple[Traced, int]:
    fields = [Edit(start, stop, b"", Cause.MAILBOX_FIELD) for start, stop in mailbox_fields(message.text[:header])]
    return message.edited(fields), header - sum(stop - start for start, stop, *_ in fields)


def _written(message: Traced, header: int, dialect: Dialect) -> Traced:
    """The body quoted and ended, its length told, and the empty line behind it."""
    body, end = message.text[header + 1 :], len(message.text)
    change = RULES[dialect].quoting
    quoted = [header + 1 + found.start() for found in change.pattern.finditer(b"\n" + body)] if change else []
    is_torn = bool(body) and not body.endswith(b"\n")
    edits = [Edit(at, at, b">", Cause.QUOTING) for at in quoted]
    if writes_content_length(dialect):
        field = b"Content-Length: %d\n" % (len(body) + len(quoted) + is_torn)
        edits.insert(0, Edit(header, header, field, Cause.CONTENT_LENGTH))
    if is_torn:
        edits.append(Edit(end, end, b"\n", Cause.LAST_NEWLINE))
    return message.edited([*edits, Edit(end, end, b"\n", Cause.SEPARATOR)])


_ON_TOP = {
    b"return-path": Cause.RETURN_PATH,
    b"delivered-to": Cause.DELIVERED_TO,
    b"received": Cause.RECEIVED,
    b"date": Cause.DATE,
    b"message-id": Cause.MESSAGE_ID,
}


def crowned(message: Traced, top: bytes) -> Traced:
    """A stored message with what delivery puts on top.

    Args:
        message: What `stored` made.
        top: The ``From_`` line and the trace fields, each ended by LF.
    """
    pieces: list[Edit] = []
    cause = Cause.FROM_LINE
    for line in _lines(top):
        before, cause = cause, _ON_TOP.get(line.partition(b":")[0].lower(), cause)
        start = pieces.pop().new if pieces and before is cause else b""
        pieces.append(Edit(0, 0, start + line, cause))
    return message.edited(pieces)


def with_seam(message: Traced, seam: bytes) -> Traced:
    """A message as it stands in the file, with the line ends right before it that delivery had to add first."""
    return message.edited([Edit(0, 0, seam, Cause.SEAM)]) if seam else message


def _lines(text: bytes) -> Iterator[bytes]:
    start = 0
    for at in places(text, b"\n"):
        yield text[start : at + 1]
        start = at + 1


def places(text: bytes, wanted: bytes) -> Iterator[int]:
    """Where some bytes stand in a text."""
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))
