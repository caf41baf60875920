"""A conversation as lines, with a caret under the first wrong byte; what crossed is dissected as everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.judge.report.caret import caret, cut, window
from heloworld.judge.report.paint import Painted, Style
from heloworld.judge.verdict import Place, Spot, Verdict
from heloworld.lab.explain import explain
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, TlsStarted
from heloworld.wire.rows import OF_MESSAGE, Kind, Row
from heloworld.wire.visible import visible, visible_text

MOST_LINES: Final = 16
"""Lines of a conversation that are shown, the last ones."""

_LEAD: Final = "C: …"

_TEXT_LINES: Final = 4
"""Lines of a letter in a row that are shown at most; of more, the first and the last."""


def conversation(verdict: Verdict, columns: int) -> list[Painted]:
    """The conversation of a verdict: of the connection with the wrong byte, or of the last one.

    Args:
        verdict: The verdict.
        columns: How wide a line may be.
    """
    dissector = Dissector(protocol_of)
    dissector.feed(verdict.transcript)
    rows = [dissector.rows[at] for at in range(dissector.rows.first, len(dissector.rows))]
    spot = verdict.failure.where if verdict.failure is not None else None
    conn = spot.conn if isinstance(spot, Spot) else max((row.conn for row in rows), default=0)
    lines = list(_lines([row for row in rows if row.conn == conn], spot, columns - len(_LEAD)))
    cut = len(lines) - MOST_LINES
    return lines if cut <= 0 else [Painted(f"… {cut} lines before", Style.DIM), *lines[cut:]]


def _lines(rows: Sequence[Row], where: Place, columns: int) -> Iterator[Painted]:
    """Rows as lines; of a long letter only its ends, unless the wrong byte stands in it."""
    has_caret = False
    for row, left_out in _folded(rows, where):
        if left_out:
            yield Painted(f"C: … {left_out:,} lines of the letter", Style.DIM)
            continue
        if has_caret and row.line is not None:
            continue  # what came behind the first wrong byte helps nobody
        yield from _row(row, where, columns)
        has_caret = has_caret or _is_at(row, where)
    if isinstance(where, Spot) and not has_caret:
        yield Painted(f"{where.source[0].upper()}: ")
        yield Painted("   ^ here nothing comes", Style.BAD)


def _folded(rows: Sequence[Row], where: Place) -> Iterator[tuple[Row, int]]:
    """Rows, and for rows in the middle of a letter their number instead."""
    run: list[Row] = []
    for row in (*rows, None):
        if row is not None and row.kind in OF_MESSAGE and not _is_at(row, where):
            run.append(row)
            continue
        if len(run) > _TEXT_LINES:
            half = _TEXT_LINES // 2
            yield from ((each, 0) for each in run[:half])
            yield run[0], len(run) - 2 * half
            yield from ((each, 0) for each in run[-half:])
        else:
            yield from ((each, 0) for each in run)
        run = []
        if row is not None:
            yield row, 0


def _row(row: Row, where: Place, columns: int) -> Iterator[Painted]:
    """A row, and what stands below it."""
    if row.line is None:
        if isinstance(row.event, TlsStarted):
            yield Painted(f"-- from here on under {visible_text(row.event.version)}", Style.DIM)
        elif isinstance(row.event, Closed):
            yield Painted("-- the connection is closed", Style.DIM)
        return
    lead = f"{'S' if row.source == 'server' else 'C'}: "
    if not _is_at(row, where):
        yield Painted(lead + cut(row.line.text, columns), Style.DIM if row.source == "client" else Style.PLAIN)
        return
    assert isinstance(where, Spot)
    part = window(row.line.raw, where.offset - row.line.offset, columns)
    lead += "…" if part.is_cut else ""
    yield Painted(lead + visible(part.data), Style.STRONG)
    yield Painted(caret(lead, part.data, part.at), Style.BAD)
    if row.kind is not Kind.EVENT and row.exchange is not None:
        yield Painted(f"   ({explain(row).headline})", Style.DIM)


def _is_at(row: Row, where: Place) -> bool:
    """Whether the wrong byte stands in a row, or behind one that has no end."""
    if not isinstance(where, Spot) or row.line is None or (row.conn, row.source) != (where.conn, where.source):
        return False
    stop = row.line.offset + len(row.line.raw)
    return row.line.offset <= where.offset < stop or (where.offset == stop and not row.line.ending.value)
