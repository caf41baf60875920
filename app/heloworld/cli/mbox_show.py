"""What ``helo mbox FILE --show N`` prints: one message, as a reader hands it out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from heloworld.mbox.lenses import lens_named
from heloworld.mbox.lenses.messages import text
from heloworld.output import print_bytes, print_lines
from heloworld.wire.visible import visible

_LONGEST: Final = 64 * 1024
"""Bytes of a line that a terminal is given at a time."""


def show(path: Path, reader: str, number: int) -> None:
    """Print one message to stdout: the very bytes to a pipe or a file, what is safe to see to a terminal.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with; a key of `heloworld.mbox.lenses.LENSES`.
        number: Which message, counted from 1.

    Raises:
        UsageError: There is no such reader.
        MailboxError: The file cannot be read, is no mailbox, or has no such message.
        BrokenPipeError: Whoever read the output has gone.
        OutputError: It cannot be written.
    """
    pieces = text(path, lens_named(reader), number)
    if sys.stdout.isatty():
        print_lines(map(visible, lines(pieces)))
        return
    print_bytes(pieces)


def lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a text without the LF at their ends, wherever its pieces were cut; very long ones in parts."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        while len(rest) > _LONGEST:
            yield rest[:_LONGEST]
            rest = rest[_LONGEST:]
    if rest:
        yield rest
