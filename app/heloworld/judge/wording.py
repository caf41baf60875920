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
    return shortened(line, line[:_LONGEST])


def shortened(text: bytes, shown: bytes) -> str:
    """The beginning of some bytes, and how many more there are; all of them, where that would take no more room.

    Args:
        text: The bytes.
        shown: Those at its beginning that are shown in any case.
    """
    rest = text[len(shown) :]
    note = f"… and {len(rest):,} bytes more"
    return visible(text) if len(visible(rest)) <= len(note) else visible(shown) + note
