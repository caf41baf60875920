"""Which piece of a mailbox a line is."""

from pathlib import Path

from heloworld.mbox.reading.pieces import Piece, piece
from heloworld.mbox.reading.tail import Tail

BOX = b"""From x Sat Jan  3 01:05:34 2026
Subject: one
\tand more

text

>From here on

From y Sat Jan  3 01:05:34 2026
Subject: two


"""


def test_each_line_of_a_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(BOX)
    tail = Tail(path)
    tail.update()
    assert [piece(tail.lines, at) for at in range(len(tail.lines))] == [
        Piece.FROM_LINE,
        Piece.HEADER,
        Piece.FOLDED,
        Piece.HEADER_END,
        Piece.BODY,
        Piece.EMPTY,
        Piece.QUOTED,
        Piece.SEPARATOR,
        Piece.FROM_LINE,
        Piece.HEADER,
        Piece.HEADER_END,
        Piece.SEPARATOR,
    ]
