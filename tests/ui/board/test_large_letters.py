"""Large letters: as large as fit, and always all of them."""

from __future__ import annotations

import string

import pytest

from heloworld.ui.widgets.board.large_letters import _SHAPES, large


def test_every_letter_has_five_rows_of_one_length() -> None:
    assert set(string.ascii_uppercase + string.digits + ".:- []/") <= set(_SHAPES)
    for letter, shape in _SHAPES.items():
        rows = shape.split()
        assert len(rows) == 5, letter
        assert len({len(row) for row in rows}) == 1, letter
    assert len(set(_SHAPES.values())) == len(_SHAPES)


@pytest.mark.parametrize(("width", "rows"), [(200, 5), (60, 3), (20, 1)])
def test_as_large_as_fits(width: int, rows: int) -> None:
    lines = large("192.168.1.5", width)
    assert len(lines) == rows
    assert max(map(len, lines)) <= width


def test_no_higher_than_there_are_lines() -> None:
    assert len(large("reef", 200, 3)) == 3
    assert large("reef", 200) == large("REEF", 200)
