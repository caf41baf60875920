"""A file as rows of bytes."""

from __future__ import annotations

import pytest

from heloworld.mbox.reading.hexdump import gap_behind, offset_digits, row_bytes, row_of, row_width, rows


def test_a_row() -> None:
    cells = list(row_bytes(b"a\n\xff~", 32))
    assert [cell.digits for cell in cells] == ["61", "0a", "ff", "7e"]
    assert [cell.letter for cell in cells] == ["a", "·", "·", "~"]
    assert [cell.is_letter for cell in cells] == [True, False, False, True]
    assert [cell.offset for cell in cells] == [32, 33, 34, 35]


def test_rows() -> None:
    assert [rows(size, 16) for size in (0, 1, 16, 17)] == [0, 1, 1, 2]
    assert (row_of(15, 16), row_of(16, 16)) == (0, 1)


def test_offsets_grow_with_the_file() -> None:
    assert [offset_digits(size) for size in (0, 2**32 - 1, 2**32, 2**44)] == [8, 8, 9, 12]


@pytest.mark.parametrize("per_row", [8, 16])
def test_the_width_of_a_row(per_row: int) -> None:
    gaps = sum(len(gap_behind(at, per_row)) for at in range(per_row))
    assert row_width(0, per_row) == 1 + 8 + 2 + 2 * per_row + gaps + per_row
