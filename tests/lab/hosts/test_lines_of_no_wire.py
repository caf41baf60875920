"""Lines of a mailbox that no wire in the transcript has carried: who writes such lines, as a rule."""

from __future__ import annotations

import pytest

from heloworld.lab import lineage_notes
from heloworld.lab.lineage import Absence
from heloworld.mbox.reading.pieces import Piece


@pytest.mark.parametrize(
    ("line", "piece", "says"),
    [
        (b"From dora@island.test", Piece.FROM_LINE, "As a rule, such a line was added by delivery: the From_ line"),
        (b"Return-Path: <x>", Piece.HEADER, "As a rule, such a line was added by delivery: Return-Path"),
        (b"", Piece.SEPARATOR, "As a rule, such a line was added by delivery: the empty line"),
        (b"SUBJECT: tide", Piece.HEADER, "As a rule, Subject is written by the sender."),
    ],
)
def test_a_line_that_is_not_in_the_transcript_says_who_writes_such_lines(line: bytes, piece: Piece, says: str) -> None:
    for why in (Absence.UNSEEN, Absence.OLDER):
        why_not, who = lineage_notes.absent(why, piece, line).details
        assert why_not == why.value
        assert who.startswith(says)
    assert lineage_notes.absent(Absence.UNSEEN, Piece.BODY, b"Subject: x").details == (Absence.UNSEEN.value,)
