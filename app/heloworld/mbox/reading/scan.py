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
from heloworld.mbox.reading.pread import read_all

CHUNK: Final = 512 * 1024
"""Bytes read at a time: as fast as any larger number, and they stay in the processor's cache."""

Find: TypeAlias = Callable[[bytearray, int, int, bytes], list[int]]
"""Says where in a buffer, between two places, some bytes without a NUL stand. As many bytes behind the second place,
and one more, may be overwritten."""

LINE_END: Final = b"\n"
"""What stands before any separator line but one at the start of the file."""

EMPTY_LINE: Final = b"\n\n"
"""What stands before a separator line behind an empty line."""

_PAGE: Final = 4096


def separators(
    file: FileIO, start: int, stop: int, find: Find | None = None, *, before: bytes = LINE_END
) -> Iterator[tuple[list[int], int]]:
    """Look for separator lines in a part of a file.

    Args:
        file: An unbuffered file; its position moves.
        start: Up to where the file has been searched before, in bytes; 0 at first.
        stop: Where to end. The search ends earlier where the file does.
        find: How to search a buffer; the fastest way that there is here, if None.
        before: Look only for those that stand behind these line ends. As many stand before the start of any file.

    Yields:
        For each piece, the offsets of the separator lines that are complete (all five bytes) in it, and up to where the
        file has been searched.
    """
    find = find or fastest()
    needle = before + SEPARATOR
    carry = len(needle) - 1
    buffer = bytearray(_PAGE + carry + min(CHUNK, max(stop - start, 0)) + len(needle) + 1)
    first = carry + _to_page(buffer, carry)
    view = memoryview(buffer)
    # A separator may be cut by the end of a piece, so the last bytes before a piece stand before it in the buffer.
    kept = (before + read_all(file.fileno(), max(start - carry, 0), start))[-carry:]
    file.seek(start)
    while start < stop:
        # Pages of the file are copied to pages of memory: anything else may take the processor four times as long.
        read = file.readinto(view[first : first + min(stop - start, CHUNK - start % CHUNK)]) or 0
        if not read:
            return
        low, end = first - len(kept), first + read
        buffer[low:first] = kept
        yield [start + len(before) + hit - first for hit in find(buffer, low, end, needle)], start + read
        kept = bytes(buffer[max(low, end - carry) : end])
        start += read


def _to_page(buffer: bytearray, at: int) -> int:
    """How many bytes lie between a place in a buffer and the next page of memory."""
    return -(ctypes.addressof(ctypes.c_char.from_buffer(buffer)) + at) % _PAGE


def find_plainly(buffer: bytearray, start: int, stop: int, needle: bytes) -> list[int]:
    """`Find` with what Python has."""
    hits = []
    at = buffer.find(needle, start, stop)
    while at >= 0:
        hits.append(at)
        at = buffer.find(needle, at + len(needle), stop)
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
    # Keeping the interpreter (PyDLL) costs others less than a tenth of a millisecond, for that is what a buffer takes.
    # To let go of it and take it back, at every hit, costs as much as all the searching.
    strstr = ctypes.PyDLL(None).strstr
    strstr.argtypes, strstr.restype = [ctypes.c_void_p, ctypes.c_char_p], ctypes.c_void_p

    def find(buffer: bytearray, start: int, stop: int, needle: bytes) -> list[int]:
        """`Find` with strstr(), which ends at a NUL.

        What is looked for is put behind what is searched. Whoever does not come as far as that has met a NUL before;
        what is left is for Python then.
        """
        buffer[stop : stop + len(needle) + 1] = needle + b"\0"
        base, length = ctypes.addressof(ctypes.c_char.from_buffer(buffer)), len(needle)
        hits, at, end = [], base + start, base + stop
        found: int | None = strstr(at, needle)
        while found and found < end:
            hits.append(found - base)
            at = found + length
            found = strstr(at, needle)
        return hits if found else hits + find_plainly(buffer, at - base, stop, needle)

    return find
