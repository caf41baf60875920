"""Where a multipart body divides: at its delimiter lines (RFC 2046 §5.1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

_CLOSING: Final = b"--"
_GLANCE: Final = 80


class Span(NamedTuple):
    """Some bytes of a message, from one offset up to another."""

    start: int
    stop: int


def divided(message: bytes, body: Span, boundary: bytes) -> Iterator[Span]:
    """The parts of a body: what stands between two delimiter lines.

    The line end before a delimiter belongs to it. Behind the closing one nothing is a part, unless delimiters follow:
    some messages have the same boundary inside and outside. A last part may lack its end.

    Args:
        message: The message that the body is in.
        body: Where the body is.
        boundary: What stands behind the two hyphens.
    """
    start = -1
    for line, rest, is_closing in _delimiters(message, body, b"--" + boundary.rstrip()):
        if 0 <= start <= line:  # two delimiters without a line between them are one
            yield Span(start, line)
        start = -1 if is_closing else rest
    if start >= 0:
        yield Span(start, body.stop)


def about(message: bytes, rest: Span, boundary: bytes) -> int:
    """How many parts begin in the rest of a body, without looking at each of them."""
    mark = b"\n--" + boundary.rstrip()
    return message.count(mark, *rest) - message.count(mark + _CLOSING, *rest)


def _delimiters(message: bytes, body: Span, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """The delimiter lines: where each starts, with the line end before it, where it stops, and whether it closes."""
    at = body.start
    while (at := message.find(mark, at, body.stop)) >= 0:
        if at > body.start and message[at - 1 : at] != b"\n":
            at += 1
            continue
        end = message.find(b"\n", at, body.stop)
        stop = end + 1 if end >= 0 else body.stop
        behind = message[at + len(mark) : min(stop, at + len(mark) + _GLANCE)].rstrip()
        if behind in {b"", _CLOSING}:
            before = at - (message[max(at - 2, body.start) : at] == b"\r\n") - (at > body.start)
            yield before, stop, behind == _CLOSING
        at = stop
