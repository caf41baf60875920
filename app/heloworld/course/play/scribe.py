"""Writes down what crossed, as RFCs do: lines with ``C:`` and ``S:``, safe to show."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.play.narration import Narrator
from heloworld.wire.events import Closed, Opened, TlsStarted
from heloworld.wire.rows import Row
from heloworld.wire.visible import visible, visible_text


def shown(line: bytes) -> str:
    """A line that is safe to show; a tab may stay one on paper."""
    return visible(line).replace("␉", "\t")


class Scribe(Narrator):
    """Writes down what crossed; where another connection goes on, a remark says so."""

    def __init__(self) -> None:
        super().__init__()
        self._conn: int | None = None

    def words(self, row: Row, evidence: Evidence, *, is_outside: bool) -> Iterator[str]:  # noqa: ARG002
        """A line with whose it is, or a remark."""
        if row.is_folded:
            return
        event = row.event
        if isinstance(event, Opened | TlsStarted | Closed) or row.line is not None:
            if self._conn not in {None, row.conn}:
                yield "# another program" if is_outside else "# the prompt"
            self._conn = row.conn
        if isinstance(event, Opened) and event.tls:
            yield "# TLS from the first byte"
        elif isinstance(event, TlsStarted):
            yield f"# from here on encrypted, {visible_text(event.version)}"
        elif row.line is not None:
            yield f"{_letter(row)}: {shown(row.shown_folded)}".rstrip(" ")


def _letter(row: Row) -> str:
    """Whose line it is; a question with its answer is of both."""
    return "Q" if row.brief else "S" if row.source == "server" else "C"
