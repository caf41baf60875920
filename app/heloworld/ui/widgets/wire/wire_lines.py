"""The lines of the wire panel: the rows of a dissector, of all connections or of one, coloured by their protocol."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, _TokenType

from heloworld.lab.durations import clock, span
from heloworld.lab.protocols import protocol_of
from heloworld.lab.secrets import without_secrets
from heloworld.ui.widgets.common.highlight import LINE_LIMIT, cut, lexed
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.wire.narrowing import Narrowing
from heloworld.ui.widgets.wire.speakers import STYLES as SPEAKERS
from heloworld.ui.widgets.wire.speakers import Speakers
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import (
    Action,
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Published,
    Queued,
    Rewritten,
    TlsStarted,
    Tried,
    Turned,
)
from heloworld.wire.lines import Ending
from heloworld.wire.protocol import Lexer
from heloworld.wire.rows import Kind, Row
from heloworld.wire.visible import visible, visible_text

STYLES: Final = {
    "wire--client": "color: $client; text-style: bold",
    "wire--server": "color: $server; text-style: bold",
    "wire--verb": "color: $client; text-style: bold",
    "wire--name": "color: $name",
    "wire--value": "color: $value",
    "wire--code": "color: $server; text-style: bold",
    "wire--good": "color: $good; text-style: bold",
    "wire--refused": "color: $refused; text-style: bold",
    "wire--faint": "color: $faint",
    "wire--event": "color: $faint; text-style: italic",
    **SPEAKERS,
}
"""How the runs of a row look."""

TOKENS: Final[dict[_TokenType, str]] = {
    Keyword: "wire--verb",
    Keyword.Pseudo: "wire--verb",
    Name.Tag: "wire--name",
    Name.Attribute: "wire--name",
    Name.Builtin: "wire--name",
    Name.Constant: "wire--value",
    Name.Label: "wire--value",
    Name.Decorator: "wire--name",
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
"""What a lexer finds in a row → its style."""

ROOMY: Final = 90
"""Columns from which on connections have numbers beside the names of their hosts, even where these differ."""

_OUTCOMES: Final[dict[Action, str]] = {
    "relayed": "wire--good",
    "deferred": "wire--code",
    "failed": "wire--refused",
    "dropped": "wire--refused",
    "expired": "wire--refused",
}
"""How it went with a letter → its style."""

_RESULTS: Final[dict[str, str]] = {
    "pass": "wire--good",
    "clean": "wire--good",
    "fail": "wire--refused",
    "permerror": "wire--refused",
    "spam": "wire--refused",
}
"""What a verdict comes to → its style; any other is neither good nor bad."""

_PASSED: Final = {
    True: ("passed", "wire--good"),
    False: ("FAILED", "wire--refused"),
    None: ("skipped", "wire--code"),
}
"""What the judge found at a stage → its word and its style."""

_BELOW: Final = {"^": "wire--refused", "|": "wire--value"}
"""The first character of a line below → its style."""

_ENDINGS: Final = {Ending.CRLF: "␍␊", Ending.LF: "␊", Ending.NONE: "…"}
_COUNTED: Final = "┤"
"""Behind octets that were counted and end in the middle of a line: nothing is missing."""

_PREFIXES: Final = {"client": "C: ", "server": "S: "}
_REST_PREFIXES: Final = {"client": "C… ", "server": "S… "}
"""Before what is no line of its own, but goes on with the one above."""
_QUESTION: Final = "Q: "
"""Before a question with its answer, whose messages are folded away."""


class WireLines(LineSource):
    """The rows of a dissector.

    Args:
        dissector: What is shown; `show` replaces it.

    Attributes:
        narrowed: What is shown of them; None for all.
        speakers: Who speaks to whom.
        shows_bytes: Whether line ends and offsets are shown, and the parts of messages unfolded.
        hides_secrets: Whether passwords are left out of what is copied.
    """

    def __init__(self, dissector: Dissector) -> None:
        self.narrowed: Narrowing | None = None
        self.speakers = Speakers()
        self.shows_bytes = self.hides_secrets = False
        self._dissector = dissector
        self._chosen: list[int] = []
        self._seen = 0
        self._had_several = self._has_folded = self._has_room = False

    def show(self, dissector: Dissector, narrowed: Narrowing | None = None) -> None:
        """Show another dissector's rows, or some of them."""
        if dissector is not self._dissector:
            self.speakers.forget()
        self._dissector, self.narrowed = dissector, narrowed
        self._has_folded = False
        self._had_several = self._has_several
        self._choose_anew()

    def fit(self, width: int) -> bool:
        """Number the connections where there is room for that beside the names of hosts."""
        had_room, self._has_room = self._has_room, width >= ROOMY
        return had_room != self._has_room and self.speakers.are_named

    def show_bytes(self, shown: bool) -> None:
        """Show line ends and offsets and unfold messages, or not."""
        self.shows_bytes = shown
        self._choose_anew()

    def changed(self, since: int | None) -> int | None:
        """Take in new rows.

        Args:
            since: The first of the dissector's rows that may look different; None where rows were only added.

        Returns:
            The first line that may; None where lines were only added.
        """
        was_whole = self._is_whole
        had_several, self._had_several = self._had_several, self._has_several
        if since is not None and not was_whole:
            del self._chosen[bisect_left(self._chosen, since) :]
            self._seen = min(self._seen, since)
        looks_different = self._choose()
        if looks_different or self._has_several != had_several or self._is_whole != was_whole:
            return self.first_line
        if since is None or self._is_whole:
            return since
        at = bisect_left(self._chosen, since)
        return at if at < len(self._chosen) else None

    def row(self, number: int) -> Row:
        """The row that a line shows."""
        return self._dissector.rows[self.row_number(number)]

    def row_number(self, number: int) -> int:
        """Which of the dissector's rows a line shows."""
        return number if self._is_whole else self._chosen[number]

    def line_of(self, row: int) -> int | None:
        """The line that shows a row of the dissector; None where it is not shown."""
        if self._is_whole:
            return row if self.first_line <= row < self.end_line else None
        at = bisect_left(self._chosen, row)
        return at if at < len(self._chosen) and self._chosen[at] == row else None

    def line_near(self, row: int) -> int | None:
        """The line that shows a row of the dissector, or the nearest before it; None where there is none."""
        if self._is_whole:
            return self.line_of(row)
        return max(bisect_right(self._chosen, row) - 1, 0) if self._chosen else None

    def shown(self, row: Row) -> bytes:
        """What of a row is shown: of a folded message what is asked and what came of it."""
        return row.shown if self.shows_bytes else row.shown_folded

    def raw(self, number: int) -> bytes:
        """The bytes of a row that are shown; none for an event, nor for what is shown in words."""
        row = self.row(number)
        line = row.line
        if line is None or row.words:
            return b""
        return line.raw if len(line.text) <= LINE_LIMIT else line.text[:LINE_LIMIT]

    def lead(self, number: int) -> int:
        """Cells before a row's bytes."""
        return sum(len(span.text) for span in self._lead(self.row(number)))

    @property
    def first_line(self) -> int:
        """The number of the oldest row, or of the oldest chosen one."""
        return self._dissector.rows.first if self._is_whole else 0

    @property
    def end_line(self) -> int:
        """The number after the newest row."""
        return len(self._dissector.rows) if self._is_whole else len(self._chosen)

    def spans(self, number: int) -> list[LineSpan]:
        """A row as it looks."""
        row = self.row(number)
        lead = self._lead(row)
        if row.line is None or row.source is None:
            return [*lead, *(self._below(row) if row.words else _happened(row.event))]
        data, rest = cut(self.shown(row))
        spans = [*lead, *coloured(row, data)]
        if row.kind is Kind.IGNORED:
            spans = [LineSpan(text, "wire--faint") for text, _ in spans]
        ending = row.line.ending
        if row.line.is_whole:
            spans.append(LineSpan(_COUNTED, "wire--faint"))
        elif not row.words and (self.shows_bytes or ending is not Ending.CRLF):
            spans.append(LineSpan(_ENDINGS[ending], "line--mark" if ending is not Ending.NONE else "wire--faint"))
        return [*spans, LineSpan(rest, "wire--faint")] if rest else spans

    def _below(self, row: Row) -> Iterable[LineSpan]:
        """What stands below a line, in its columns: a caret; or a line that belongs to no connection."""
        beside = (7 if self.shows_bytes else 0) + (2 if row.tls else 0) if row.conn else 0
        style = _BELOW.get(row.words.lstrip()[:1], "wire--event")
        return (LineSpan(" " * beside + row.words, style),)

    def to_copy(self, number: int) -> str:
        """What is copied of a row; a password that was typed to somebody else's server is not."""
        row = self.row(number)
        if row.line is None or not self.hides_secrets or (safe := without_secrets(row)) == row.line.text:
            return super().to_copy(number)
        return "".join(span.text for span in self._lead(row)) + visible(safe)

    def _lead(self, row: Row) -> list[LineSpan]:
        """What stands before a row's bytes: connection, hosts, offset, whether it came under TLS, and whose it is."""
        gutter = [*self._gutter(row)]
        if row.line is None or row.source is None:
            return gutter
        offset = [LineSpan(f"{row.line.offset:>6} ", "wire--faint")] if self.shows_bytes else []
        tunnel = [LineSpan("║ ", "wire--good")] if row.tls else []
        prefixes = _REST_PREFIXES if row.line.is_rest else _PREFIXES
        whose = _QUESTION if row.brief and not self.shows_bytes else prefixes[row.source]
        return [*gutter, *offset, *tunnel, LineSpan(whose, f"wire--{row.source}")]

    def _gutter(self, row: Row) -> Iterable[LineSpan]:
        """Which connection a row is of, and who speaks to whom on it."""
        is_one = self.narrowed is not None and self.narrowed.conn is not None
        tells_apart = self._has_room or not self.speakers.are_named or self.speakers.are_alike
        if self._has_several and not is_one and tells_apart:
            yield LineSpan(f"{row.conn or '':>2} ", "wire--faint")
        if self.speakers.are_named:
            yield LineSpan(self.speakers.before(row), self.speakers.style(row))

    @property
    def _has_several(self) -> bool:
        return len(self._dissector.sessions) > 1

    @property
    def _is_whole(self) -> bool:
        """Whether every row is a line: nothing is folded away, and no connection is left out."""
        return self.narrowed is None and (self.shows_bytes or not self._has_folded)

    def _choose_anew(self) -> None:
        self._chosen, self._seen = [], 0
        self._choose()

    def _choose(self) -> bool:
        """Find the rows that are shown, where not all are; says whether what stands before all of them has changed."""
        rows = self._dissector.rows
        start = max(self._seen, rows.first)
        is_wider = self.speakers.hear(self._dissector, start, len(rows))
        if not self._has_folded and any(rows[number].is_folded for number in range(start, len(rows))):
            self._has_folded = True
            start = rows.first if self.narrowed is None else start  # until now, all were shown
        if not self._is_whole:
            self._chosen += [number for number in range(start, len(rows)) if self._is_chosen(rows[number])]
            if self._chosen and self._chosen[0] < rows.first:
                self._chosen = [number for number in self._chosen if number >= rows.first]
        self._seen = len(rows)
        return is_wider

    def _is_chosen(self, row: Row) -> bool:
        is_wanted = self.narrowed is None or self.narrowed.fits(row, self.speakers.of(row))
        return is_wanted and (self.shows_bytes or not row.is_folded)


def coloured(row: Row, data: bytes) -> Iterable[LineSpan]:
    """What of a row's line is shown, coloured by the lexer of its protocol.

    Args:
        row: The row, which is one that crossed.
        data: What is shown of its line.
    """
    prefix = _PREFIXES[row.source] if row.source is not None else ""
    stack = protocol_of(row.protocol).stacks.get(row.kind, ("root",))
    return lexed(data, _lexer(row.protocol), TOKENS, prefix=prefix, stack=stack)


@cache
def _lexer(protocol: str) -> Lexer:
    """What colours the lines of a protocol; making one takes long."""
    return protocol_of(protocol).lexer()


def _happened(event: Event | None) -> Iterable[LineSpan]:
    """An event; how it went with a letter is seen before it is read."""
    text = describe(event)
    if isinstance(event, Judged):
        method, result = visible_text(event.method), visible_text(event.result)
        return (
            LineSpan(f"── {method} ", "wire--event"),
            LineSpan(result, _RESULTS.get(event.result, "wire--code")),
            LineSpan(text[len(method) + 1 + len(result) :], "wire--event"),
        )
    if isinstance(event, Tried):
        word, style = _PASSED[event.passed]
        return (
            LineSpan(f"── {event.stage} ", "wire--event"),
            LineSpan(word, style),
            LineSpan(text[len(event.stage) + 1 + len(word) :], "wire--event"),
        )
    if not isinstance(event, Handled):
        return (LineSpan(f"── {text}", "wire--event"),)
    action = event.action
    return (
        LineSpan("── ", "wire--event"),
        LineSpan(action, _OUTCOMES[action]),
        LineSpan(text[len(action) :], "wire--event"),
    )


def describe(event: Event | None) -> str:
    """An event in a line."""
    match event:
        case Opened(conn=conn, client=client, tls=tls):
            return f"connection {conn} from {visible_text(client[0])}:{client[1]}{', TLS at once' if tls else ''}"
        case TlsStarted(version=version, cipher=cipher):
            return f"{visible_text(version)} started, {visible_text(cipher)}"
        case Delivered(recipient=recipient, offset=offset, length=length, seam=seam):
            ends = f", after {seam} missing line end{'' if seam == 1 else 's'}" if seam else ""
            return f"appended for {visible_text(recipient)}: {length:,} bytes at {offset:,}{ends}"
        case Rewritten(path=path, edits=edits, why=why):
            grown = sum(added - removed for _, removed, added in edits)
            change = (
                f"{abs(grown):,} byte{'' if abs(grown) == 1 else 's'} {'more' if grown > 0 else 'fewer'}"
                if grown
                else "as long as before"
            )
            return f"{visible_text(Path(path).name)} changed in place for {visible_text(why)}: {change}"
        case Queued(queue_id=queue_id, recipients=recipients):
            return f"queued as {visible_text(queue_id)} for {', '.join(map(visible_text, recipients))}"
        case Handled(queue_id=queue_id, recipient=recipient, action=action, reply=reply, next_at=next_at):
            until = f" until {clock(next_at)}" if next_at else ""
            return f"{action}{until}: {visible_text(recipient)}, {visible_text(queue_id)} ({visible_text(reply)})"
        case Turned(seconds=seconds):
            return f"the clock was turned forwards by {span(seconds)}"
        case Published(origin=origin):
            return f"the zone {visible_text(origin)} was saved: the name server answers by it now"
        case Closed(conn=conn, reason=reason):
            return f"connection {conn} closed{f': {visible_text(reason)}' if reason else ''}"
        case _:
            return _found(event) if isinstance(event, Judged | Tried) else ""


def _found(event: Judged | Tried) -> str:
    """What a receiver thinks of a letter, or the judge of a program."""
    if isinstance(event, Tried):
        return f"{event.stage} {_PASSED[event.passed][0]}{f': {event.said}' if event.passed is None else ''}"
    return f"{visible_text(event.method)} {visible_text(event.result)}: {visible_text(event.reason)}"
