"""Text in format=flowed: lines that were broken for the way are joined, stuffed blanks taken off (RFC 3676 §4)."""

from __future__ import annotations

import re
from typing import Final

SIGNATURE: Final = "-- "
"""The line before a signature: it ends in a blank and is never joined (RFC 3676 §4.3)."""

_QUOTES: Final = re.compile(">*")


def unflowed(text: str, *, deletes_space: bool) -> str:
    """A text with each paragraph on one line, as many ``>`` before it as it is quoted deep.

    Args:
        text: The text as it was sent.
        deletes_space: Whether the blank at the end of a joined line is none of the text (DelSp=yes).
    """
    done: list[str] = []
    paragraph, depth = "", -1
    for line in text.replace("\r\n", "\n").split("\n"):
        quotes, said = _taken_apart(line)
        flows = said.endswith(" ") and said != SIGNATURE
        if depth >= 0 and (quotes != depth or said == SIGNATURE):
            done.append(_quoted(paragraph, depth))
            paragraph, depth = "", -1
        paragraph += said[:-1] if flows and deletes_space else said
        depth = quotes
        if not flows:
            done.append(_quoted(paragraph, depth))
            paragraph, depth = "", -1
    return "\n".join([*done, _quoted(paragraph, depth)] if depth >= 0 else done)


def has_stuffed_from(text: str) -> bool:
    """Whether a line that starts ``From`` was sent with a blank in front of it."""
    return text.startswith(" From ") or "\n From " in text


def _taken_apart(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and what it says without the stuffed blank."""
    found = _QUOTES.match(line)
    depth = found.end() if found else 0
    return depth, line[depth:].removeprefix(" ")


def _quoted(paragraph: str, depth: int) -> str:
    return f"{'>' * depth} {paragraph}" if depth > 0 else paragraph
