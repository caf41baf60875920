"""The wire: every line that crossed, of all connections or of one."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import ClassVar

from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, _TokenType

from heloworld.lab.protocols import protocol_of
from heloworld.ui.widgets.common.highlight import LINE_LIMIT, cut, lexed
from heloworld.ui.widgets.common.line_view import Span
from heloworld.ui.widgets.common.linked_bytes import Traceable
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Delivered, Event, Opened, TlsStarted
from heloworld.wire.lines import Ending
from heloworld.wire.protocol import Lexer
from heloworld.wire.rows import Kind, Row
from heloworld.wire.visible import visible_text

_ENDINGS = {Ending.CRLF: "␍␊", Ending.LF: "␊", Ending.NONE: "…"}
_PREFIXES = {"client": "C: ", "server": "S: "}

STYLES: dict[_TokenType, str] = {
    Keyword: "wire--verb",
    Keyword.Pseudo: "wire--verb",
    Name.Tag: "wire--name",
    Name.Attribute: "wire--name",
    Name.Builtin: "wire--name",
    Name.Constant: "wire--value",
    Name: "wire--refused",
    String: "wire--value",
    String.Escape: "line--mark",
    String.Other: "wire--faint",
    Number.Float: "wire--code",
    Number.Integer: "wire--value",
    Generic.Inserted: "wire--good",
    Generic.Subheading: "wire--code",
    Generic.Deleted: "wire--refused",
    Generic.Error: "wire--refused",
    Punctuation: "wire--faint",
    Operator: "wire--faint",
    Comment: "wire--faint",
}


class WireView(Traceable):
    """The rows of a dissector.

    Args:
        dissector: What is shown; `show` replaces it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--empty",
        "line--mark",
        "wire--client",
        "wire--server",
        "wire--verb",
        "wire--name",
        "wire--value",
        "wire--code",
        "wire--good",
        "wire--refused",
        "wire--faint",
        "wire--event",
    }

    DEFAULT_CSS = """
    WireView {
        & > .line--mark { color: $mark; text-style: bold; background: $mark-paper; }
        & > .wire--client { color: $client; text-style: bold; }
        & > .wire--server { color: $server; text-style: bold; }
        & > .wire--verb { color: $client; text-style: bold; }
        & > .wire--name { color: $name; }
        & > .wire--value { color: $value; }
        & > .wire--code { color: $server; text-style: bold; }
        & > .wire--good { color: $good; text-style: bold; }
        & > .wire--refused { color: $refused; text-style: bold; }
        & > .wire--faint { color: $faint; }
        & > .wire--event { color: $faint; text-style: italic; }
    }
    """

    def __init__(self, dissector: Dissector, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._dissector = dissector
        self._only: int | None = None
        self._chosen: list[int] = []
        self._seen = 0
        self._drew_several = False
        self.walks_bytes = True

    @property
    def only(self) -> int | None:
        """The connection that is shown alone; None for all."""
        return self._only

    def show(self, dissector: Dissector, only: int | None = None) -> None:
        """Show another dissector's rows, or those of one connection."""
        self._dissector, self._only, self._chosen, self._seen = dissector, only, [], 0
        self._choose()
        self.cursor = None
        self.redraw()

    def rows_changed(self, since: int | None) -> None:
        """There are new rows; those from a number on may look different."""
        self._choose()
        if self._has_several != self._drew_several:
            self.redraw()
        elif since is None or self._only is None:
            self.lines_changed(since)
        else:
            self.lines_changed(next((at for at, number in enumerate(self._chosen) if number >= since), None))

    def show_bytes(self, shown: bool) -> None:
        """Show line ends and offsets, or not."""
        self.shows_bytes = shown
        self.redraw()

    @property
    def current_row(self) -> Row | None:
        """The row that the cursor is on."""
        number = self.current
        return None if number is None else self._row(number)

    @property
    def current_number(self) -> int | None:
        """The number, among the dissector's rows, of the row that the cursor is on."""
        number = self.current
        return number if number is None or self._only is None else self._chosen[number]

    def line_of(self, row: int) -> int | None:
        """The line that shows a row of the dissector; None where it is not shown."""
        if self._only is None:
            return row if self.first_line <= row < self.end_line else None
        at = bisect_left(self._chosen, row)
        return at if at < len(self._chosen) and self._chosen[at] == row else None

    # What Traceable asks

    def raw(self, number: int) -> bytes:
        """The bytes of a row that are shown; none for an event."""
        line = self._row(number).line
        if line is None:
            return b""
        return line.raw if len(line.text) <= LINE_LIMIT else line.text[:LINE_LIMIT]

    def lead(self, number: int) -> int:
        """Whose line it is, and where it starts."""
        return sum(len(span.text) for span in self._lead(self._row(number)))

    # What LineView asks

    @property
    def first_line(self) -> int:
        """The number of the oldest row, or of the oldest chosen one."""
        return self._dissector.rows.first if self._only is None else 0

    @property
    def end_line(self) -> int:
        """The number after the newest row."""
        return len(self._dissector.rows) if self._only is None else len(self._chosen)

    def spans(self, number: int) -> list[Span]:
        """A row as it looks."""
        row = self._row(number)
        self._drew_several = self._has_several
        lead = self._lead(row)
        if row.line is None or row.source is None:
            return [*lead, Span(f"── {describe(row.event)}", "wire--event")]
        data, rest = cut(row.words.encode() or row.line.text)
        protocol = protocol_of(row.protocol)
        stack = protocol.stacks.get(row.kind, ("root",))
        spans = [*lead, *lexed(data, _lexer(row.protocol), STYLES, prefix=_PREFIXES[row.source], stack=stack)]
        if row.kind is Kind.IGNORED:
            spans = [Span(text, "wire--faint") for text, _ in spans]
        ending = _ENDINGS[row.line.ending]
        if self.shows_bytes or row.line.ending is not Ending.CRLF:
            spans.append(Span(ending, "line--mark" if row.line.ending is not Ending.NONE else "wire--faint"))
        return [*spans, Span(rest, "wire--faint")] if rest else spans

    # Inside

    def _lead(self, row: Row) -> list[Span]:
        """What stands before a row's bytes: connection, offset, whether it came under TLS, and whose it is."""
        gutter = [Span(f"{row.conn:>2} ", "wire--faint")] if self._has_several and self._only is None else []
        if row.line is None or row.source is None:
            return gutter
        offset = [Span(f"{row.line.offset:>6} ", "wire--faint")] if self.shows_bytes else []
        tunnel = [Span("║ ", "wire--good")] if row.tls else []
        return [*gutter, *offset, *tunnel, Span(_PREFIXES[row.source], f"wire--{row.source}")]

    @property
    def _has_several(self) -> bool:
        return len(self._dissector.sessions) > 1

    def _row(self, number: int) -> Row:
        return self._dissector.rows[number if self._only is None else self._chosen[number]]

    def _choose(self) -> None:
        """Find the rows of the one connection that is shown."""
        rows = self._dissector.rows
        if self._only is not None:
            start = max(self._seen, rows.first)
            self._chosen += [number for number in range(start, len(rows)) if rows[number].conn == self._only]
            if self._chosen and self._chosen[0] < rows.first:
                self._chosen = [number for number in self._chosen if number >= rows.first]
        self._seen = len(rows)


@cache
def _lexer(protocol: str) -> Lexer:
    """What colours the lines of a protocol; making one takes long."""
    return protocol_of(protocol).lexer()


def describe(event: Event | None) -> str:
    """An event in a line."""
    match event:
        case Opened(conn=conn, client=client, tls=tls):
            return f"connection {conn} from {visible_text(client[0])}:{client[1]}{', TLS at once' if tls else ''}"
        case TlsStarted(version=version, cipher=cipher):
            return f"{visible_text(version)} started, {visible_text(cipher)}"
        case Delivered(recipient=recipient, offset=offset, length=length):
            return f"appended for {visible_text(recipient)}: {length:,} bytes at {offset:,}"
        case Closed(conn=conn, reason=reason):
            return f"connection {conn} closed{f': {visible_text(reason)}' if reason else ''}"
        case _:
            return ""
