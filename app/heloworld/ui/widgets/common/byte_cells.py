"""Where the bytes of a line stand on the screen: a character takes one byte or more, and one cell or more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from rich.cells import cell_len

from heloworld.wire.visible import visible_text


class ByteLines(Protocol):
    """Lines that show bytes."""

    @property
    def shows_bytes(self) -> bool:
        """Whether line ends and offsets are shown."""

    def raw(self, number: int) -> bytes:
        """The bytes of a line that are shown, with its line end."""

    def lead(self, number: int) -> int:
        """How many cells stand before the bytes of a line."""


def byte_at(lines: ByteLines, number: int, cell: int) -> int:
    """The byte of a line that is shown in a cell, counted from the first of the line; its last for all behind."""
    end, at = lines.lead(number), 0
    for length, width in _characters(lines.raw(number)):
        end += width
        if cell < end:
            return at
        at += length
    return max(at - 1, 0)


def cells_of(lines: ByteLines, number: int, byte: int) -> tuple[int, int]:
    """The cells in which a byte of a line is shown, from and up to: those of the character that it is part of."""
    cell, at = lines.lead(number), 0
    for length, width in _characters(lines.raw(number)):
        at += length
        if at > byte:
            return cell, cell + width
        cell += width
    return cell, cell + 1


def _characters(data: bytes) -> Iterator[tuple[int, int]]:
    """How many bytes and how many cells each character takes."""
    for char in data.decode("utf-8", "surrogateescape"):
        yield len(char.encode("utf-8", "surrogateescape")), max(cell_len(visible_text(char)), 1)
