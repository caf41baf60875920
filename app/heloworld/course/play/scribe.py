"""Writes down what crossed, as RFCs do: lines with ``C:`` and ``S:``, safe to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.play.narration import Narrator
from heloworld.wire.events import Event, Handled, Judged, Opened, Queued, TlsStarted, Turned
from heloworld.wire.rows import Row
from heloworld.wire.visible import visible, visible_text


def shown(line: bytes) -> str:
    """A line that is safe to show; a tab may stay one on paper."""
    return visible(line).replace("␉", "\t")


class Scribe(Narrator):
    """Writes down what crossed; where another connection goes on, a remark says so, and whose it is."""

    def __init__(self) -> None:
        super().__init__()
        self._conn: int | None = None

    def words(self, row: Row, evidence: Evidence, *, is_outside: bool) -> Iterator[str]:
        """A line with whose it is, or a remark."""
        if row.is_folded:
            return
        said = _said(row)
        if said:
            if self._is_another(row, evidence):
                yield f"# {_speakers(row, evidence, is_outside=is_outside)}"
            self._conn = row.conn
            yield said
        elif row.event is not None:
            yield from (f"# {visible_text(remark)}" for remark in _remarks(row.event))

    def _is_another(self, row: Row, evidence: Evidence) -> bool:
        """Whether this is to be said to be of another connection; of the first, only where there are several hosts."""
        return self._conn != row.conn and (self._conn is not None or bool(_hosts(row, evidence)))


def _said(row: Row) -> str:
    """What a row of a connection says; empty for what is told elsewhere."""
    event = row.event
    if isinstance(event, Opened):
        return "# TLS from the first byte" if event.tls else ""
    if isinstance(event, TlsStarted):
        return f"# from here on encrypted, {visible_text(event.version)}"
    return "" if row.line is None else f"{_letter(row)}: {shown(row.shown_folded)}".rstrip(" ")


def _speakers(row: Row, evidence: Evidence, *, is_outside: bool) -> str:
    """Whose connection it is; in a world of several hosts, from which of them it leads to which."""
    return _hosts(row, evidence) or ("another program" if is_outside else "the prompt")


def _hosts(row: Row, evidence: Evidence) -> str:
    dialogue = evidence.dialogues.get(row.conn)
    opened = None if dialogue is None else dialogue.opened
    return "" if opened is None or not opened.server_name else f"{opened.client_name} to {opened.server_name}"


def _remarks(event: Event) -> Iterator[str]:
    """What happened besides: in a server's queue, and to the clock."""
    match event:
        case Queued(server=server, recipients=recipients):
            yield f"{server}: in the queue, for {', '.join(recipients)}"
        case Handled(server=server, recipient=recipient, action=action, reply=reply):
            yield f"{server}: {recipient} {action}: {reply}"
        case Judged(server=server, method=method, result=result, reason=reason):
            yield f"{server}: {method} {result}: {reason}"
        case Turned(seconds=seconds):
            yield f"the clock is turned by {_span(seconds)}"


def _span(seconds: float) -> str:
    """How long something takes, in the largest unit of which there are two at least."""
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= 2 * size), (1, "seconds"))
    return f"{round(seconds / size)} {unit}"


_UNITS: Final = ((24 * 60 * 60, "days"), (60 * 60, "hours"), (60, "minutes"))


def _letter(row: Row) -> str:
    """Whose line it is; a question with its answer is of both."""
    return "Q" if row.brief else "S" if row.source == "server" else "C"
