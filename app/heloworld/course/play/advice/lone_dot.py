"""The dot that ends a letter, and lines that somebody has taken for it."""

from __future__ import annotations

from typing import Final

NOT_ALONE: Final = (
    "The letter goes on: with a space beside it, that dot does not end it. "
    "The dot that ends a letter has its line for itself. Send it once more."
)
TWO_DOTS: Final = (
    "The letter goes on: two dots are text, and one of them arrives. "
    "The line that ends a letter holds one dot, and nothing else."
)


def has_company(line: bytes) -> bool:
    """Whether a line without its end is a dot with white space beside it."""
    return line.strip(b" \t") == b"." != line
