"""A caret under the first wrong byte, and the byte in hexadecimal where it cannot be seen."""

from __future__ import annotations

from typing import Final

from heloworld.judge.report.paint import width
from heloworld.wire.visible import visible

_NAMES: Final = {0x00: "NUL", 0x09: "TAB", 0x0A: "LF", 0x0D: "CR", 0x20: "space"}


def caret(lead: str, line: bytes, at: int) -> str:
    """The line below a line.

    Args:
        lead: What stands before the line's bytes.
        line: Its bytes, line end and all, which are shown by `wire.visible`.
        at: The wrong byte; the length of the line where one more should follow.
    """
    column = width(lead) + width(visible(line[:at]))
    return f"{' ' * column}^{beside(line[at : at + 1])}"


def beside(byte: bytes) -> str:
    """What stands beside the caret: nothing for a byte that can be seen."""
    if not byte:
        return " here it ends"
    if 0x20 < byte[0] < 0x7F:
        return ""
    name = _NAMES.get(byte[0], "")
    return f" {name} ({byte[0]:02X})" if name else f" {byte[0]:02X}"
