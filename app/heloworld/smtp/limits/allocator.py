"""Large blocks of memory go back to the system when they are free."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_LARGE: Final = 128 * 1024
"""Bytes from which on a block counts as large."""


@lru_cache(maxsize=1)
def return_large_blocks() -> None:
    """Have glibc give large blocks back as soon as they are free, as other systems do by themselves.

    Left to itself it learns from the first letter of ten megabytes to keep such blocks for the next one (mallopt(3),
    "M_MMAP_THRESHOLD", the dynamic threshold).
    """
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
