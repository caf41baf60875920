"""Bytes → pieces: where a literal begins and ends, in one direction of a connection (RFC 3501 §4.3, RFC 7888 §4).

A line that ends with ``{407}`` announces a literal: 407 octets follow, whatever they hold, and then the line goes on.
A client that writes ``{407}`` waits for ``+`` first; after ``{407+}`` it does not wait.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_MARK: Final = 64
"""Octets at the end of a line that are looked at, and at its beginning."""

_MARK: Final = re.compile(rb"\{([0-9]{1,20})(\+?)\}\r?\n\Z")


@dataclass(frozen=True, slots=True)
class Announced:
    """A literal that a line announces.

    Attributes:
        size: Its octets.
        waits: Whether the client waits for ``+`` before it sends them.
    """

    size: int
    waits: bool


def announced(line: bytes) -> Announced | None:
    """The literal that a line announces, given with its end, or the end of it; None where it announces none."""
    found = _MARK.search(line[-LONGEST_MARK:])
    return None if found is None else Announced(int(found[1]), not found[2])


@dataclass(frozen=True, slots=True)
class Piece:
    """Some octets: a line or a part of one, or a literal or a part of one.

    Attributes:
        data: The octets.
        is_literal: Whether they belong to a literal.
        ends: Whether they end the line, or the literal.
        announced: The literal that comes next.
    """

    data: bytes
    is_literal: bool
    ends: bool
    announced: Announced | None = None


class Pieces:
    """Cuts what one side sends.

    Args:
        can_announce: Whether a line that begins in some way can announce a literal at all.
    """

    def __init__(self, can_announce: Callable[[bytes], bool] = lambda _: True) -> None:
        self._can_announce = can_announce
        self._left = 0
        self._beginning = self._end = b""
        self._is_inside = False

    @property
    def left(self) -> int:
        """Octets of a literal that are still to come."""
        return self._left

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The pieces of some octets; each is looked at before the next one is cut."""
        start = 0
        while start < len(data):
            is_literal = self._left > 0
            newline = data.find(b"\n", start) + 1 or len(data)
            stop = min(start + self._left, len(data)) if is_literal else newline
            yield self._literal(data[start:stop]) if is_literal else self._line(data[start:stop])
            start = stop

    def cancel(self) -> None:
        """The literal that was announced does not come; what comes next begins a line."""
        self._left, self._is_inside = 0, False
        self._beginning = self._end = b""

    def _literal(self, data: bytes) -> Piece:
        self._left -= len(data)
        return Piece(data, is_literal=True, ends=not self._left)

    def _line(self, data: bytes) -> Piece:
        self._beginning = (
            (self._beginning + data)[:LONGEST_MARK] if len(self._beginning) < LONGEST_MARK else self._beginning
        )
        self._end = (self._end + data)[-LONGEST_MARK:]
        if not data.endswith(b"\n"):
            return Piece(data, is_literal=False, ends=False)
        mark = announced(self._end) if self._is_inside or self._can_announce(self._beginning) else None
        self._is_inside = mark is not None
        self._left = mark.size if mark is not None else 0
        self._beginning = self._end = b""
        return Piece(data, is_literal=False, ends=True, announced=mark)
