"""A conversation as lines, with a caret under the first wrong byte; what crossed is dissected as everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from heloworld.judge.mark import Mark, mark_of
from heloworld.judge.report.caret import caret, cut, window
from heloworld.judge.report.paint import Painted, Style
from heloworld.judge.verdict import Verdict
from heloworld.lab.explain import explain
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, TlsStarted
from heloworld.wire.lines import Ending
from heloworld.wire.rows import OF_MESSAGE, Kind, Row
from heloworld.wire.visible import visible, visible_text

MOST_LINES: Final = 16
"""Lines of a conversation that are shown, the last ones."""

_FEW_LINES: Final = 8
"""The same where the wrong byte stands elsewhere."""

_LEAST_LINES: Final = 4
"""The same where there is little room."""

_LEAD: Final = "C: …"

_DOTTED_LINES: Final = 6
"""Lines of a letter that begin with a dot, and for which more lines are shown."""

_LETTER_LINES: Final = 2
"""Lines at either end of a letter that are shown."""

_REPLY_LINES: Final = 1
"""The same of a reply."""


def conversation(verdict: Verdict, columns: int, fewer: int = 0) -> list[Painted]:
    """The conversation of a verdict: of the connection with the wrong byte, or of the last one.

    Args:
        verdict: The verdict.
        columns: How wide a line may be.
        fewer: How many lines fewer there should be than there would be.
    """
    dissector = Dissector(protocol_of)
    dissector.feed(verdict.transcript)
    rows = [dissector.rows[at] for at in range(dissector.rows.first, len(dissector.rows))]
    mark = mark_of(verdict.failure.where, verdict.transcript) if verdict.failure is not None else None
    conn = mark.conn if mark is not None else max((row.conn for row in rows), default=0)
    lines = list(_lines([row for row in rows if row.conn == conn], mark, columns - len(_LEAD)))
    most = MOST_LINES if mark is not None else _FEW_LINES + _dotted(rows, conn)
    cut = len(lines) - most
    if fewer:
        shown = len(lines) if cut <= 1 else most + 1
        cut = len(lines) - max(shown - fewer - 1, _LEAST_LINES)
    return lines if cut <= 1 else [Painted(f"… {cut} lines before", Style.DIM), *lines[cut:]]


def _lines(rows: Sequence[Row], mark: Mark | None, columns: int) -> Iterator[Painted]:
    """Rows as lines, up to the wrong byte; of what is long only the ends, unless that byte stands in it."""
    has_caret, end = False, rows[-1:] if rows and isinstance(rows[-1].event, Closed) else []
    for block, group in groupby(rows[: len(rows) - len(end)], lambda row: _block(row, mark)):
        if has_caret and block is not None:
            continue  # what came behind the first wrong byte helps nobody
        for part in _ends(list(group), block):
            if isinstance(part, Painted):
                yield part
            elif not has_caret or part.line is None:
                yield from _row(part, mark, columns)
                has_caret = has_caret or _is_at(part, mark)
    if mark is not None and not has_caret:
        yield Painted(f"{mark.source[0].upper()}: ")
        yield Painted("   ^ here nothing comes", Style.BAD)
    for row in end:
        yield from _row(row, mark, columns)


def _block(row: Row, mark: Mark | None) -> object:
    """What a row is a part of, of which the middle may be left out; None for what is shown in any case."""
    if _is_at(row, mark) or row.line is None:
        return None
    if row.kind in OF_MESSAGE:
        return "letter"
    return row.exchange if row.kind is Kind.REPLY else None


def _ends(rows: list[Row], block: object) -> Iterator[Row | Painted]:
    """Rows, or the first and last of many, and how many are left out between them.

    Lines of a letter that begin with a dot stay, as they crossed: they have one dot more than in the mailbox.
    """
    half = _LETTER_LINES if block == "letter" else _REPLY_LINES
    who, what = ("C", "letter") if block == "letter" else ("S", "reply")
    stays = [
        block is None or not half <= at < len(rows) - half or (block == "letter" and _is_dotted(row))
        for at, row in enumerate(rows)
    ]
    for is_kept, group in groupby(zip(stays, rows, strict=True), lambda each: each[0]):
        part = [row for _, row in group]
        if is_kept or len(part) == 1:
            yield from part
        else:
            yield Painted(f"{who}: … {len(part):,} lines of the {what}", Style.DIM)


def _is_dotted(row: Row) -> bool:
    """Whether a line of a letter begins with a dot, and is not its end."""
    return row.line is not None and row.kind in OF_MESSAGE and row.line.text.startswith(b".") and row.line.text != b"."


def _dotted(rows: Sequence[Row], conn: int) -> int:
    """How many lines there are of that sort on a connection; as many are shown as are worth a look."""
    return min(sum(row.conn == conn and _is_dotted(row) for row in rows), _DOTTED_LINES)


def _row(row: Row, mark: Mark | None, columns: int) -> Iterator[Painted]:
    """A row, and what stands below it."""
    if row.line is None:
        if isinstance(row.event, TlsStarted):
            yield Painted(f"-- from here on under {visible_text(row.event.version)}", Style.DIM)
        elif isinstance(row.event, Closed):
            yield Painted("-- the connection is closed", Style.DIM)
        return
    lead = f"{'S' if row.source == 'server' else 'C'}: "
    at = mark.offset_in(row) if mark is not None else None
    if at is None:
        end = "␊" if row.line.ending is Ending.LF else ""  # a bare LF is no line end to SMTP, so it is shown
        yield Painted(lead + cut(row.line.text, columns) + end, Style.DIM if row.source == "client" else Style.PLAIN)
        return
    part = window(row.line.raw, at, columns)
    lead += "…" if part.is_cut else ""
    yield Painted(lead + visible(part.data), Style.STRONG)
    yield Painted(caret(lead, part.data, part.at), Style.BAD)
    if row.kind is not Kind.EVENT and row.exchange is not None:
        yield Painted(f"   ({explain(row).headline})", Style.DIM)


def _is_at(row: Row, mark: Mark | None) -> bool:
    """Whether the wrong byte stands in a row."""
    return mark is not None and mark.offset_in(row) is not None
