"""The letter that is being written in a conversation."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.course.conditions.evidence import Evidence
from heloworld.lab.protocols import is_open
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import OF_MESSAGE, Kind, Row


def letter_lines(own: Dialogue, evidence: Evidence) -> Iterator[Row]:
    """The lines of the letter that is being written, from the newest on."""
    rows = evidence.rows
    for number in range(len(rows) - 1, rows.first - 1, -1):
        row = rows[number]
        if row.conn == own.opened.conn and row.kind is not Kind.EVENT:
            if row.kind not in OF_MESSAGE:
                return
            yield row


def is_written(evidence: Evidence) -> bool:
    """Whether a letter is being written at the prompt, and has a line already, which goes with the conversation."""
    own = evidence.own
    is_in_letter = own is not None and is_open(own) and not own.awaits_reply
    return is_in_letter and own is not None and any(letter_lines(own, evidence))
