"""A program at the door it does not fit, with TLS or without: told where a lesson has nothing of its own to say."""

from __future__ import annotations

from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.lesson import Goal, Misstep
from heloworld.wire.events import Closed, Opened
from heloworld.wire.rows import Kind

NO_HANDSHAKE: Final = (
    "A program came to the port on which TLS comes before any word, and made no handshake. `nc` cannot speak TLS. "
    "Another program has to begin with TLS (swaks: `--tlsc`, curl: `smtps://`), or belongs at the other port."
)
TLS_AT_ONCE: Final = (
    "A program began with TLS where the server speaks first: at this port TLS comes after `STARTTLS` (swaks: `--tls`), "
    "or not at all. Or it belongs at the port on which TLS comes first."
)

_RECORD: Final = b"\x16\x03"
"""How a ClientHello begins: a handshake record of TLS (RFC 8446 §5.1)."""


def wrong_door(goal: Goal, evidence: Evidence, since: int) -> Misstep | None:
    """What is to be said of the last program that was at the wrong door; None where none was.

    Args:
        goal: The first goal of the step that is open.
        evidence: All that happened since the lesson began.
        since: The row from which on it counts.
    """
    for it in reversed(evidence.happened):
        if it.number < since:
            break
        if isinstance(it.event, Closed) and it.outside and it.protocol == "smtp":
            said = _said(it.event.conn, evidence)
            if said:
                return Misstep(on=goal.id, match=(), say=said)
    return None


def _said(conn: int, evidence: Evidence) -> str:
    dialogue = evidence.dialogues.get(conn)
    if dialogue is None or dialogue.tls:
        return ""
    if dialogue.opened.tls:
        return NO_HANDSHAKE
    return TLS_AT_ONCE if _first_bytes(conn, evidence).startswith(_RECORD) else ""


def _first_bytes(conn: int, evidence: Evidence) -> bytes:
    """What the client of a connection said first."""
    rows = evidence.rows
    opened = (it.number for it in evidence.happened if isinstance(it.event, Opened) and it.event.conn == conn)
    for number in range(max(next(opened, len(rows)), rows.first), len(rows)):
        row = rows[number]
        if row.conn == conn and row.line is not None and row.kind is not Kind.REPLY:
            return row.line.text
    return b""
