"""Finding every line that starts ``From `` in a file of any size, at the speed of the disk.

The file is read in pieces into one buffer that is used again and again. It is never mapped: a file that somebody
truncates under a map kills the process, and mail programs do truncate mailboxes.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import FileIO
from typing import Final, TypeAlias

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.writing.disk import read_all

CHUNK: Final = 2 * 1024 * 1024
"""Bytes read at a time: as fast as any larger number, and they stay in the processor's cache."""

Find: TypeAlias = Callable[[bytearray, int, int], list[int]]
"""Says where in a buffer, between two places, ``\\nFrom `` stands. `ROOM` bytes behind the second one may be
overwritten."""

_NEEDLE: Final = b"\n" + SEPARATOR
_CARRY: Final = len(_NEEDLE) - 1
_GUARD: Final = _NEEDLE + b"\0"

ROOM: Final = len(_GUARD)
"""Bytes that a buffer has to have behind what is searched."""

_PAGE: Final = 4096


def separators(file: FileIO, start: int, stop: int, find: Find | None = None) -> Iterator[tuple[list[int], int]]:
    """Look for separator lines in a part of a file.

    Args:
        file: An unbuffered file; its position moves.
        start: Up to where the file has been searched before, in bytes; 0 at first.
        stop: Where to end. The search ends earlier where the file does.
        find: How to search a buffer; the fastest way that there is here, if None.

    Yields:
        For each piece, the offsets of the separator lines that are complete (all five bytes) in it, and up to where the
        file has been searched.
    """
    find = find or fastest()
    buffer = bytearray(_PAGE + _CARRY + min(CHUNK, max(stop - start, 0)) + ROOM)
    first = _CARRY + _to_page(buffer, _CARRY)
    view = memoryview(buffer)
    # A separator may be cut by the end of a piece, so the last bytes before a piece stand before it in the buffer. At
    # the start of the file, a line end does.
    before = b"\n" * (start < _CARRY) + read_all(file.fileno(), max(start - _CARRY, 0), start)
    file.seek(start)
    while start < stop:
        # Pages of the file are copied to pages of memory: anything else may take the processor four times as long.
        read = file.readinto(view[first : first + min(stop - start, CHUNK - start % CHUNK)]) or 0
        if not read:
            return
        low, end = first - len(before), first + read
        buffer[low:first] = before
        yield [start + 1 + hit - first for hit in find(buffer, low, end)], start + read
        before = bytes(buffer[max(low, end - _CARRY) : end])
        start += read


def _to_page(buffer: bytearray, at: int) -> int:
    """How many bytes lie between a place in a buffer and the next page of memory."""
    return -(ctypes.addressof(ctypes.c_char.from_buffer(buffer)) + at) % _PAGE


def find_plainly(buffer: bytearray, start: int, stop: int) -> list[int]:
    """`Find` with what Python has."""
    hits = []
    at = buffer.find(_NEEDLE, start, stop)
    while at >= 0:
        hits.append(at)
        at = buffer.find(_NEEDLE, at + len(_NEEDLE), stop)
    return hits


@lru_cache(maxsize=1)
def fastest() -> Find:
    """The fastest `Find` there is: glibc's strstr() is three times as fast as Python, other libraries' are not."""
    try:
        has_glibc = bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (AttributeError, OSError, ValueError):
        has_glibc = False
    return _with_strstr() if has_glibc else find_plainly


def _with_strstr() -> Find:
    strstr = ctypes.CDLL(None).strstr
    strstr.argtypes, strstr.restype = [ctypes.c_void_p, ctypes.c_char_p], ctypes.c_void_p

    def find(buffer: bytearray, start: int, stop: int) -> list[int]:
        """`Find` with strstr(), which ends at a NUL.

        A separator is put behind what is searched. Whoever does not come as far as that has met a NUL before; what is
        left is for Python then.
        """
        buffer[stop : stop + ROOM] = _GUARD
        base = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
        hits, at = [], base + start
        found: int | None = strstr(at, _NEEDLE)
        while found and found < base + stop:
            hits.append(found - base)
            at = found + len(_NEEDLE)
            found = strstr(at, _NEEDLE)
        return hits if found else hits + find_plainly(buffer, at - base, stop)

    return find
