"""A caret under the first wrong byte, and the byte in hexadecimal where it cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from heloworld.judge.report.paint import width
from heloworld.judge.wording import shortened
from heloworld.wire.visible import visible

_NAMES: Final = {0x00: "NUL", 0x09: "TAB", 0x0A: "LF", 0x0D: "CR", 0x20: "space"}


class Window(NamedTuple):
    """What is shown of a line.

    Attributes:
        data: Some bytes of it, around the wrong one.
        at: Where in these the wrong one stands.
        is_cut: Whether there are more before them.
    """

    data: bytes
    at: int
    is_cut: bool


def window(line: bytes, at: int, columns: int) -> Window:
    """As much of a line as fits, with the wrong byte in it.

    Args:
        line: The line.
        at: Where the wrong byte stands.
        columns: How wide it may be shown.
    """
    size = columns
    while True:
        start = max(at - size * 2 // 3, 0)
        data = line[start : start + size]
        if width(visible(data)) <= columns or size <= 8:
            return Window(data, at - start, start > 0)
        size = size * 3 // 4


def caret(lead: str, line: bytes, at: int) -> str:
    """The line below a line.

    Args:
        lead: What stands before the line's bytes.
        line: Its bytes, line end and all, which are shown by `wire.visible`.
        at: The wrong byte; the length of the line where one more should follow.
    """
    start = at
    while 0 < start < len(line) and line[start] & 0xC0 == 0x80 and at - start < 3:
        start -= 1  # in the middle of a character of several bytes, which is drawn as one
    column = width(lead) + width(visible(line[:start]))
    return f"{' ' * column}^{beside(line[at : at + 1])}"


def beside(byte: bytes) -> str:
    """What stands beside the caret: nothing for a byte that can be seen."""
    if not byte:
        return " here it ends"
    if 0x20 < byte[0] < 0x7F:
        return ""
    name = _NAMES.get(byte[0], "")
    return f" {name} ({byte[0]:02X})" if name else f" {byte[0]:02X}"


def cut(text: bytes, columns: int) -> str:
    """The beginning of a line that is shown, and how many bytes of it are not; never longer than what it hides."""
    shown = window(text, 0, columns).data
    return shortened(text, shown)


def folded(text: bytes, columns: int) -> Iterator[str]:
    """A line over as many lines as it takes, broken behind a space where that saves a word."""
    while True:
        shown = window(text, 0, columns).data
        space = shown.rfind(b" ") + 1
        if len(shown) < len(text) and space > len(shown) // 4:
            shown = shown[:space]
        yield visible(shown)
        text = text[len(shown) :]
        if not text:
            return
