"""Where literals begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.imap.pieces import Announced, Piece, Pieces, announced


@pytest.mark.parametrize(
    ("line", "literal"),
    [
        (b"a1 LOGIN {3}\r\n", Announced(3, waits=True)),
        (b"a1 LOGIN {3+}\r\n", Announced(3, waits=False)),
        (b"{0}\n", Announced(0, waits=True)),
        (b"x {99999999999999999999}\r\n", Announced(99_999_999_999_999_999_999, waits=True)),
        (b"x {3} \r\n", None),
        (b"x {3}", None),
        (b"x {-3}\r\n", None),
        (b"x {+}\r\n", None),
        (b"x {3-}\r\n", None),
        (b"x }3{\r\n", None),
    ],
)
def test_what_a_line_announces(line: bytes, literal: Announced | None) -> None:
    assert announced(line) == literal


def test_a_literal_is_cut_out_of_a_line() -> None:
    assert list(Pieces().feed(b"a {3}\r\nx\n{ b {2}\r\nyz\r\nc\r\n")) == [
        Piece(b"a {3}\r\n", is_literal=False, ends=True, announced=Announced(3, waits=True)),
        Piece(b"x\n{", is_literal=True, ends=True),
        Piece(b" b {2}\r\n", is_literal=False, ends=True, announced=Announced(2, waits=True)),
        Piece(b"yz", is_literal=True, ends=True),
        Piece(b"\r\n", is_literal=False, ends=True),
        Piece(b"c\r\n", is_literal=False, ends=True),
    ]


def test_a_literal_that_does_not_come() -> None:
    pieces = Pieces()
    assert len(list(pieces.feed(b"a {300}\r\n"))) == 1
    pieces.cancel()
    assert list(pieces.feed(b"b NOOP\r\n")) == [Piece(b"b NOOP\r\n", is_literal=False, ends=True)]


def test_words_for_people_announce_nothing_but_what_follows_a_literal_may() -> None:
    pieces = Pieces(lambda beginning: beginning.startswith(b"*"))
    said = list(pieces.feed(b"a OK {3}\r\n* x {1}\r\n{ y {1}\r\nz\r\n"))
    assert [piece.announced is not None for piece in said] == [False, True, False, True, False, False]


parts = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b"{3}\r\n", b"{0+}\r\n", b"\r\n", b"{12+}\n", b"{", b"}\r\n"]),
)


@given(st.lists(parts), st.lists(st.integers(1, 9), min_size=1))
def test_pieces_mean_nothing(stream: list[bytes], sizes: list[int]) -> None:
    whole = b"".join(stream)
    pieces, at, turn = Pieces(), 0, 0
    found: list[Piece] = []
    while at < len(whole):
        size = sizes[turn % len(sizes)]
        found += pieces.feed(whole[at : at + size])
        at, turn = at + size, turn + 1
    assert b"".join(piece.data for piece in found) == whole
    expected = list(Pieces().feed(whole))
    assert _joined(found) == _joined(expected)


def _joined(pieces: list[Piece]) -> list[tuple[bytes, bool, Announced | None]]:
    """Pieces of one line, or of one literal, put together."""
    joined: list[tuple[bytes, bool, Announced | None]] = []
    goes_on = False
    for piece in pieces:
        data = joined.pop()[0] + piece.data if goes_on else piece.data
        joined.append((data, piece.is_literal, piece.announced))
        goes_on = not piece.ends
    return joined
