"""A stretch of a mailbox that is held for a moment: whoever reads one letter after the other reads the file once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from heloworld.mbox.maildrop.snapshot import Sign

AHEAD: Final = 128 * 1024
"""Bytes that are read at once where one letter is read after the other."""

_NEAR: Final = 16 * 1024
"""Bytes between two reads up to which one is taken to follow the other: what lies between is read along."""


class HeldStretch(AbstractContextManager[None]):
    """Bytes of a file, read while every letter stood where it was known to stand.

    It is entered for a moment; at no other time anything is read from it. In that moment the file is looked at once for
    all letters, and not for each. What a letter says never changes, so it does no harm that it may have moved, or gone,
    before the moment is over. The next moment begins with what the last one held, if the file is still the same.

    Args:
        sign: Looks at the file.
    """

    def __init__(self, sign: Callable[[], Sign | None]) -> None:
        self._look = sign
        self._is_entered = self._is_checked = False
        self._sign: Sign | None = None
        self._start = self._next = 0
        self._data = b""

    def __enter__(self) -> None:
        self._is_entered, self._is_checked = True, False

    def __exit__(self, *error: object) -> None:
        self._is_entered = False

    def part(self, sign: Sign | None, start: int, stop: int) -> bytes | None:
        """The bytes from one offset up to another; None where they are not held.

        Args:
            sign: What the system said of the file in which the letters are known.
            start: The offset of the first byte.
            stop: The offset behind the last one.

        Raises:
            OSError: The file cannot be looked at.
        """
        first, last = start - self._start, stop - self._start
        if not self._is_entered or first < 0 or last > len(self._data) or sign is None or sign != self._sign:
            return None
        if not self._is_checked and self._look() != sign:
            self.drop()
            return None
        self._is_checked = True
        self._next = stop
        return self._data[first:last]

    def stop(self, sign: Sign | None, start: int, stop: int) -> int:
        """Up to where to read what is not held: further than is asked for where reads follow one another."""
        is_next = self._is_entered and sign is not None and 0 <= start - self._next <= _NEAR
        self._next = stop
        return max(stop, min(start + AHEAD, sign.size)) if is_next and sign is not None else stop

    def hold(self, sign: Sign, start: int, data: bytes) -> None:
        """Hold what was read, for as long as the system says the same of the file."""
        if self._is_entered:
            self._sign, self._start, self._data, self._is_checked = sign, start, data, True

    def drop(self) -> None:
        """Hold nothing any more."""
        self._sign, self._start, self._data = None, 0, b""
