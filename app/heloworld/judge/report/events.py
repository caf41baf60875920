"""A verdict as events of a transcript: what crossed, and what came of the stage."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Final

from heloworld.judge.failure import Excerpt, Failure
from heloworld.judge.mark import Mark, mark_of
from heloworld.judge.report.caret import caret, window
from heloworld.judge.report.failure import excerpt_lines, printed_lines
from heloworld.judge.verdict import Verdict
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Event, Opened, Side, Tried
from heloworld.wire.rows import Row
from heloworld.wire.visible import visible

SHORT: Final = 8_000
"""Bytes of a conversation that is shown of a stage that was passed."""

PRINTED: Final = 6
"""Lines that are shown of what the program has printed, the last ones."""

COLUMNS: Final = 56
"""How wide a line is shown that is quoted."""


def events_of(
    verdict: Verdict, judge: str, next_conn: Callable[[], int], *, is_about: Callable[[str], bool]
) -> Iterator[Event]:
    """What goes into a transcript for a verdict; nothing for a stage that was not tried.

    Args:
        verdict: The verdict.
        judge: The kind of program.
        next_conn: Numbers connections in that transcript.
        is_about: Whether a stage is one that is asked for; of others only what came of it is told, unless it failed.
    """
    if verdict.is_untried:
        return
    conns: dict[int, int] = {}
    is_shown = verdict.failure is not None or (is_about(verdict.stage.name) and _size(verdict.transcript) <= SHORT)
    for event in verdict.transcript if is_shown else ():
        if isinstance(event, Opened):
            conns[event.conn] = next_conn()
            yield replace(event, conn=conns[event.conn], is_trial=True)
        elif event.conn in conns:
            yield replace(event, conn=conns[event.conn])
    failure = verdict.failure
    known = Tried(0, time.time(), judge, verdict.stage.name, verdict.passed, verdict.stage.about)
    if failure is None:
        yield replace(known, said=verdict.skipped, source=verdict.stage.source)
        return
    spot, under, lines = _where(failure, verdict, conns)
    yield replace(
        known,
        said=failure.said,
        expected=failure.expected,
        cause=str(failure.cause),
        symptom=failure.cause.name.lower().replace("_", "-") if isinstance(failure.cause, StrEnum) else "",
        source=failure.source or verdict.stage.source,
        spot=spot,
        caret=under,
        lines=(*_printed(verdict), *lines),
    )


def _size(events: Iterable[Event]) -> int:
    return sum(len(event.data) for event in events if isinstance(event, Bytes))


def _where(
    failure: Failure, verdict: Verdict, conns: dict[int, int]
) -> tuple[tuple[int, Side, int] | None, str, tuple[str, ...]]:
    """Where the first wrong byte is: in a line that crossed, with a caret for it; or all of it in lines of its own."""
    if isinstance(failure.where, Excerpt):
        return None, "", tuple(line.text for line in excerpt_lines(failure.where, COLUMNS))
    mark = mark_of(failure.where, verdict.transcript)
    if mark is None:
        return None, "", ()
    lead = f"{mark.source[0].upper()}: "
    row = _row_at(mark, verdict.transcript)
    at = None if row is None else mark.offset_in(row)
    if row is None or row.line is None or at is None or mark.conn not in conns:
        return None, "", (lead.rstrip(), "   ^ here nothing comes")
    part = window(row.line.raw, at, COLUMNS)
    if part.is_cut:
        lead += "…"
        return None, "", (lead + visible(part.data), caret(lead, part.data, part.at))
    return (conns[mark.conn], mark.source, mark.offset), caret("", part.data, part.at), ()


def _row_at(mark: Mark, transcript: Iterable[Event]) -> Row | None:
    """The row with the wrong byte."""
    dissector = Dissector(protocol_of)
    dissector.feed(transcript)
    rows = (dissector.rows[number] for number in range(len(dissector.rows) - 1, dissector.rows.first - 1, -1))
    return next((row for row in rows if mark.offset_in(row) is not None), None)


def _printed(verdict: Verdict) -> tuple[str, ...]:
    """The last words of the program; they come before the bytes with the caret, which are to be in sight."""
    lines = printed_lines(verdict.printed, COLUMNS, PRINTED) if verdict.printed.strip() else ()
    return ("The program printed:", *lines) if lines else ()
