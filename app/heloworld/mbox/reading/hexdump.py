"""A file as a hex dump: offset, bytes in hexadecimal, and the letters among them. Rows are computed, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

WIDE: Final = 16
"""Bytes a row."""

NARROW: Final = 8
"""Bytes a row where there is less room."""

NO_LETTER: Final = "·"
"""Stands for a byte that is no printable ASCII character."""

_SHORTEST_OFFSET: Final = 8


class Byte(NamedTuple):
    """One byte of a row.

    Attributes:
        offset: Where it stands in the file.
        digits: Its two hexadecimal digits.
        letter: The character it is, if it is a printable one.
        is_letter: Whether it is one.
    """

    offset: int
    digits: str
    letter: str
    is_letter: bool


def row_of(offset: int, per_row: int) -> int:
    """The number of the row that a byte stands in."""
    return offset // per_row


def rows(size: int, per_row: int) -> int:
    """How many rows a file has."""
    return -(-size // per_row)


def row_bytes(data: bytes, offset: int) -> Iterator[Byte]:
    """The bytes of a row.

    Args:
        data: Them.
        offset: Where the first of them stands in the file.
    """
    for at, value in enumerate(data, offset):
        is_letter = 0x20 <= value < 0x7F
        yield Byte(at, f"{value:02x}", chr(value) if is_letter else NO_LETTER, is_letter)


def offset_digits(size: int) -> int:
    """How many hexadecimal digits the offsets of a file of some size need, at least eight."""
    return max(len(f"{size:x}"), _SHORTEST_OFFSET)


def row_width(size: int, per_row: int) -> int:
    """Columns that a row takes: a blank, the offset, the bytes with a wider gap in the middle, the letters."""
    return 1 + offset_digits(size) + 2 + 3 * per_row + 2 + per_row


def gap_behind(at: int, per_row: int) -> str:
    """What stands behind the byte at a place of a row: two blanks in the middle and at the end, else one."""
    return "  " if at + 1 in {per_row // 2, per_row} else " "
