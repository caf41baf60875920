"""The mailbox: the file itself, its end, as it grows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import ClassVar

from heloworld.mbox.reading.tail import Part, StoredLine, Tail
from heloworld.ui.widgets.common.highlight import LINE_LIMIT, cut
from heloworld.ui.widgets.common.line_view import Span
from heloworld.ui.widgets.common.linked_bytes import Traceable
from heloworld.wire.visible import pieces, visible_text

_STYLES = {
    Part.SEPARATOR: "mailbox--separator",
    Part.HEADER: "mailbox--value",
    Part.QUOTED: "mailbox--quoted",
    Part.BOUNDARY: "mailbox--boundary",
    Part.BODY: "",
}
_FRESH, _OLD = "▌", " "
_OFFSET = "{:>7} "


class MailboxView(Traceable):
    """The lines of a mailbox's end; the newest bytes are marked until others come."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "line--mark",
        "mailbox--separator",
        "mailbox--name",
        "mailbox--value",
        "mailbox--quoted",
        "mailbox--boundary",
        "mailbox--fresh",
        "mailbox--offset",
    }

    DEFAULT_CSS = """
    MailboxView {
        & > .line--mark { color: $mark; text-style: bold; background: $mark-paper; }
        & > .mailbox--separator { color: $separator; text-style: bold; }
        & > .mailbox--name { color: $name; }
        & > .mailbox--value { color: $value; }
        & > .mailbox--quoted { color: $mark; }
        & > .mailbox--boundary { color: $server; text-style: bold; }
        & > .mailbox--fresh { color: $good; text-style: bold; }
        & > .mailbox--offset { color: $faint; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._tail: Tail | None = None
        self._fresh_from: int | None = None

    def show(self, tail: Tail) -> None:
        """Show a file's end."""
        self._tail, self._fresh_from, self.cursor = tail, None, None
        self.redraw()

    def mark_fresh(self, offset: int | None) -> None:
        """Mark what stands in the file from an offset on; None marks nothing."""
        if offset != self._fresh_from:
            self._fresh_from = offset
            self.redraw()

    def show_bytes(self, shown: bool) -> None:
        """Show offsets and line ends, or not."""
        self.shows_bytes = shown
        self.redraw()

    @property
    def current_stored(self) -> StoredLine | None:
        """The line that the cursor is on."""
        number = self.current
        return None if number is None else self._stored(number)

    @property
    def path(self) -> Path | None:
        """The file, if there is one to show."""
        return self._tail.path if self._tail is not None else None

    def lines_of(self, start: int, stop: int) -> range:
        """The numbers of the lines that hold the bytes from `start` up to `stop` of the file."""
        if self._tail is None:
            return range(0)
        lines, first = self._tail.lines, self._tail.first
        at = bisect_right(lines, start, key=lambda line: line.offset) - 1
        return range(first + max(at, 0), first + bisect_left(lines, stop, key=lambda line: line.offset))

    def offset_of(self, number: int) -> int:
        """Where a line starts in the file."""
        return self._stored(number).offset

    def raw(self, number: int) -> bytes:
        """The bytes of a line that are shown."""
        line = self._stored(number)
        return line.raw if len(line.text) <= LINE_LIMIT else line.text[:LINE_LIMIT]

    def lead(self, number: int) -> int:  # noqa: ARG002 - the same for every line
        """The mark of what is new, and the offset."""
        return len(_FRESH) + (len(_OFFSET.format(0)) if self.shows_bytes else 0)

    @property
    def first_line(self) -> int:
        """The number of the oldest line that is held."""
        return self._tail.first if self._tail is not None else 0

    @property
    def end_line(self) -> int:
        """The number after the last line of the file."""
        return self._tail.first + len(self._tail.lines) if self._tail is not None else 0

    def spans(self, number: int) -> list[Span]:
        """A line as it looks."""
        line = self._stored(number)
        is_fresh = self._fresh_from is not None and line.offset >= self._fresh_from
        lead = [Span(_FRESH if is_fresh else _OLD, "mailbox--fresh")]
        if self.shows_bytes:
            lead.append(Span(_OFFSET.format(line.offset), "mailbox--offset"))
        data, rest = cut(line.text)
        spans = [*lead, *self.ink(line, data)]
        if self.shows_bytes:
            spans.append(Span("".join(piece.text for piece in pieces(line.raw[len(line.text) :])), "line--mark"))
        return [*spans, Span(rest, "mailbox--offset")] if rest else spans

    def ink(self, line: StoredLine, data: bytes) -> list[Span]:
        """The text of a line, or what of it is shown."""
        return ink(data, line.part)

    @property
    def empty_text(self) -> str:
        """What is said while there is nothing to show."""
        if self._tail is None:
            return ""
        return f"Nothing here yet: the first mail makes {visible_text(self._tail.path.name)}."

    def _stored(self, number: int) -> StoredLine:
        assert self._tail is not None
        return self._tail.lines[number - self._tail.first]


def ink(data: bytes, part: Part) -> list[Span]:
    """A line's text, a header field's name apart from its value."""
    style = _STYLES[part]
    if part is Part.HEADER and not data[:1].isspace():
        name, colon, value = data.partition(b":")
        return [*_safe(name + colon, "mailbox--name"), *_safe(value, style)]
    return _safe(data, style)


def _safe(data: bytes, style: str) -> list[Span]:
    return [Span(piece.text, "line--mark" if piece.is_mark else style) for piece in pieces(data)]
