"""Bytes of a program in a sentence of ours: safe, and short."""

from __future__ import annotations

from typing import Final

from heloworld.wire.visible import visible

_LONGEST: Final = 80
"""Bytes of a line that are shown."""


def first_line(data: bytes, *, keeps_cr: bool = False) -> str:
    """The first line of some bytes, without its end; how many bytes more there are, if it is very long.

    Args:
        data: The bytes.
        keeps_cr: Whether a CR before the LF is shown.
    """
    line = data.split(b"\n", 1)[0]
    line = line if keeps_cr else line.removesuffix(b"\r")
    rest = len(line) - _LONGEST
    return f"{visible(line[:_LONGEST])}… and {rest:,} bytes more" if rest > 0 else visible(line)
