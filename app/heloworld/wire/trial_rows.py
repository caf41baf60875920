"""The rows of a stage of the judge: a caret below the first wrong byte, what else there is to see, the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heloworld.wire.events import Tried
from heloworld.wire.rows import Kind, Row, Rows

_MOST: Final = 2_000
"""Rows that are looked through for the wrong byte, the last ones."""


def trial_rows(event: Tried, rows: Rows) -> Iterator[Row]:
    """The rows that are added for a stage; its own is the last, and has no words.

    Where others stand behind the line with the wrong byte, it is shown again.

    Args:
        event: What came of the stage.
        rows: What crossed before.
    """
    if event.spot is not None and event.caret:
        number = _row_at(event, rows)
        if number is not None:
            row = rows[number]
            if number < len(rows) - 1:
                yield row
            yield Row(row.conn, event.at, None, Kind.EVENT, event=event, tls=row.tls, words=f"   {event.caret}")
    for line in event.lines:
        yield Row(0, event.at, None, Kind.EVENT, event=event, words=line or " ")
    yield Row(0, event.at, None, Kind.EVENT, event=event)


def _row_at(event: Tried, rows: Rows) -> int | None:
    """The row with the wrong byte, or after which more should have come."""
    assert event.spot is not None
    conn, source, offset = event.spot
    for number in range(len(rows) - 1, max(rows.first, len(rows) - _MOST) - 1, -1):
        row = rows[number]
        if row.line is not None and (row.conn, row.source) == (conn, source) and row.line.offset <= offset:
            return number
    return None
