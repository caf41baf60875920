"""A shell's command line on rows that are too short for it: broken so that it can be typed off as it is shown."""

from __future__ import annotations

from typing import Final, NamedTuple

GOES_ON: Final = " \\"
"""What ends a row after which the shell waits for more of the command."""


class CommandRow(NamedTuple):
    """One row.

    Attributes:
        start: Where it begins in the line.
        stop: Where it ends.
        ending: What stands after it: nothing, or `GOES_ON` in place of a space.
        is_torn: Whether it goes on in the middle of a word or of quotes, where no sign of the shell's may stand.
    """

    start: int
    stop: int
    ending: str = ""
    is_torn: bool = False


def rows(line: str, width: int, rest: int, quote: str = "") -> list[CommandRow]:
    """A line's rows, of which each that can is broken at a space outside quotes.

    Args:
        line: The line.
        width: Cells for a row.
        rest: Cells for a row that goes on in the middle of a word or of quotes.
        quote: The quotes that are open where the line begins, if any.
    """
    ending = GOES_ON if line.endswith(GOES_ON) and not quote_after(line, quote) else ""
    stop_all = len(line) - len(ending)
    outside = [at for at in _spaces_outside(line, quote) if at < stop_all]
    found, start, is_torn = list[CommandRow](), 0, False
    while stop_all + len(ending) - start > (room := rest if is_torn else width):
        gaps = [at for at in outside if start < at <= start + room - len(GOES_ON) and line[start:at].strip()]
        if gaps:
            found.append(CommandRow(start, gaps[-1], GOES_ON, is_torn))
            start, is_torn = gaps[-1] + 1, False
        else:
            at = line.rfind(" ", start + 1, min(start + room, stop_all))
            stop = at + 1 if at > start and line[start:at].strip() else min(start + room, stop_all - 1)
            found.append(CommandRow(start, stop, "", is_torn))
            start, is_torn = stop, True
    return [*found, CommandRow(start, stop_all, ending, is_torn)]


def quote_after(line: str, quote: str = "") -> str:
    """The quotes that are open where a line ends: ``'``, ``"`` or nothing.

    Args:
        line: The line.
        quote: Those that are open where it begins.
    """
    walked = _walk(line, quote)
    return walked[-1][1] if walked else quote


def _spaces_outside(line: str, quote: str) -> list[int]:
    """Where in a line spaces stand that part words."""
    return [at for at, open_quote in _walk(line, quote) if line[at] == " " and not open_quote]


def _walk(line: str, quote: str) -> list[tuple[int, str]]:
    """Each character's place and the quotes that are open after it; of what a backslash protects, nothing is told."""
    walked, at = list[tuple[int, str]](), 0
    while at < len(line):
        char = line[at]
        if char == "\\" and quote != "'":
            at += 2
            continue
        if char in {"'", '"'} and quote in {"", char}:
            quote = "" if quote else char
        walked.append((at, quote))
        at += 1
    return walked
