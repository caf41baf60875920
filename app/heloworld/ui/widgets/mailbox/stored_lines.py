"""How the lines of a mailbox file look, whether they are its end or any other part of it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final, TypeAlias

from heloworld.mbox.reading.tail import LineKind, StoredLine
from heloworld.ui.widgets.common.highlight import LINE_LIMIT, cut, marked
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.wire.visible import pieces

STYLES: Final = {
    "mailbox--separator": "color: $separator; text-style: bold",
    "mailbox--name": "color: $name",
    "mailbox--value": "color: $value",
    "mailbox--quoted": "color: $mark",
    "mailbox--boundary": "color: $server; text-style: bold",
    "mailbox--fresh": "color: $good; text-style: bold",
    "mailbox--own": "color: $client; text-style: bold",
    "mailbox--doomed": "color: $refused; text-style: strike",
    "mailbox--offset": "color: $faint",
}
"""How the runs of a line look."""

_PARTS: Final = {
    LineKind.SEPARATOR: "mailbox--separator",
    LineKind.HEADER: "mailbox--value",
    LineKind.QUOTED: "mailbox--quoted",
    LineKind.BOUNDARY: "mailbox--boundary",
    LineKind.BODY: "",
}
_FRESH, _OLD, _DOOMED = "▌", " ", "✗"
_OFFSET: Final = "{:>7} "


Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Stretches of a file: where each starts, and where it stops."""


class StoredLines(LineSource):
    """Lines of a file; the newest bytes are marked.

    Attributes:
        shows_bytes: Whether line ends and offsets are shown.
        fresh_from: The offset from which on bytes are new; None where none are.
        changed: Where other new bytes start and stop, which stand among old ones.
        doomed: Where bytes start and stop that were deleted, and are seen to go.
        own: Where those of the new bytes start and stop that a client has sent; the server wrote the others.
    """

    def __init__(self) -> None:
        self.shows_bytes = False
        self.fresh_from: int | None = None
        self.own: Spans = ()
        self.changed: Spans = ()
        self.doomed: Spans = ()

    @abstractmethod
    def stored(self, number: int) -> StoredLine:
        """One line: where it stands, its bytes, and what it is."""

    def ink(self, line: StoredLine, data: bytes) -> list[LineSpan]:
        """What is shown of a line's text."""
        return ink(data, line.part)

    def raw(self, number: int) -> bytes:
        """The bytes of a line that are shown, with its line end."""
        line = self.stored(number)
        return line.raw if len(line.text) <= LINE_LIMIT else line.text[:LINE_LIMIT]

    def lead(self, number: int) -> int:  # noqa: ARG002 - the same for every line
        """Cells before the bytes of a line: the mark of what is new, and the offset."""
        return len(_FRESH) + (len(_OFFSET.format(0)) if self.shows_bytes else 0)

    def spans(self, number: int) -> list[LineSpan]:
        """A line as it looks."""
        line = self.stored(number)
        if _touches(line, self.doomed):
            return [LineSpan(_DOOMED, "mailbox--doomed"), *self._struck_out(line)]
        is_fresh = self.fresh_from is not None and line.offset >= self.fresh_from
        is_own = is_fresh and _touches(line, self.own)
        is_marked = is_fresh or _touches(line, self.changed)
        lead = [LineSpan(_FRESH if is_marked else _OLD, "mailbox--own" if is_own else "mailbox--fresh")]
        if self.shows_bytes:
            lead.append(LineSpan(_OFFSET.format(line.offset), "mailbox--offset"))
        data, rest = cut(line.text)
        shown = (
            [LineSpan(span.text, "mailbox--own") for span in self.ink(line, data)] if is_own else self.ink(line, data)
        )
        spans = [*lead, *shown]
        if self.shows_bytes:
            spans.append(LineSpan("".join(piece.text for piece in pieces(line.raw[len(line.text) :])), "line--mark"))
        return [*spans, LineSpan(rest, "mailbox--offset")] if rest else spans

    def _struck_out(self, line: StoredLine) -> list[LineSpan]:
        """A line that is deleted; what cannot be shown is marked as ever."""
        data, rest = cut(line.text)
        offset = [LineSpan(_OFFSET.format(line.offset), "mailbox--offset")] if self.shows_bytes else []
        return [*offset, *marked(pieces(data), "mailbox--doomed"), LineSpan(rest, "mailbox--offset")]


def _touches(line: StoredLine, spans: Spans) -> bool:
    return any(start < line.offset + len(line.raw) and line.offset < stop for start, stop in spans)


def _as_own(span: LineSpan) -> LineSpan:
    """What a client has sent looks as it does on the wire, but for the marks of what cannot be shown."""
    return span if span.style == "line--mark" else LineSpan(span.text, "mailbox--own")


def ink(data: bytes, part: LineKind) -> list[LineSpan]:
    """A line's text, a header field's name apart from its value."""
    style = _PARTS[part]
    if part is LineKind.HEADER and not data[:1].isspace():
        name, colon, value = data.partition(b":")
        return [*marked(pieces(name + colon), "mailbox--name"), *marked(pieces(value), style)]
    return marked(pieces(data), style)
