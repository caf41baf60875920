"""A message on its way to the client: dots doubled, a lone dot at the end, or only its top (RFC 1939 §3, §7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain


def stuffed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What crosses: one dot more before each line that begins with one, and the line that ends it all.

    Args:
        chunks: The text with CRLF line ends, cut anywhere.
    """
    held, before = b"", b"\n"
    for chunk in filter(None, chunks):
        if held:
            yield held
        held = chunk.replace(b"\n.", b"\n..")
        if before == b"\n" and chunk.startswith(b"."):
            held = b"." + held
        before = chunk[-1:]
    yield held + (b".\r\n" if before == b"\n" else b"\r\n.\r\n")


def top(chunks: Iterable[bytes], lines: int) -> Iterator[bytes]:
    """The header of a message, the empty line after it, and so many lines of the body.

    Args:
        chunks: The text with CRLF line ends, cut anywhere; no more of them are taken than needed.
        lines: How many lines of the body.
    """
    left, before = iter(chunks), b"\n"
    for chunk in left:
        window = before + chunk
        end = window.find(b"\n\r\n") + 3
        if end >= 3:
            end -= len(before)
            yield chunk[:end]
            yield from _first_lines(chain([chunk[end:]], left), lines)
            return
        yield chunk
        before = window[-2:]


def _first_lines(chunks: Iterable[bytes], lines: int) -> Iterator[bytes]:
    if not lines:
        return
    for chunk in chunks:
        count = chunk.count(b"\n")
        if count >= lines:
            yield chunk[: len(chunk) - len(chunk.split(b"\n", lines)[-1])]
            return
        yield chunk
        lines -= count
