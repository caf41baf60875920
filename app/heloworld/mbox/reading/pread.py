"""Bytes of a file from wherever they lie, without moving anybody's place in it."""

from __future__ import annotations

import os


def read_all(fd: int, start: int, stop: int) -> bytes:
    """The bytes from one offset of a file up to another, fewer where the file ends first."""
    pieces: list[bytes] = []
    while start < stop and (piece := os.pread(fd, stop - start, start)):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)
