"""Lines of a report and how they look where there are colours; never by colour alone."""

from __future__ import annotations

import os
import sys
import unicodedata
from enum import Enum
from typing import Final, NamedTuple, TextIO

import click


class Style(Enum):
    """How a line looks where there are colours."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    STRONG = "strong"
    DIM = "dim"


class Painted(NamedTuple):
    """A line, safe to show."""

    text: str
    style: Style = Style.PLAIN


_LOOKS: Final = {
    Style.GOOD: {"fg": "green"},
    Style.BAD: {"fg": "red", "bold": True},
    Style.STRONG: {"bold": True},
    Style.DIM: {"dim": True},
}


def painted(line: Painted, *, has_colours: bool) -> str:
    """A line for the terminal, or as it is."""
    look = _LOOKS.get(line.style)
    return click.style(line.text, **look) if look and has_colours and line.text else line.text  # type: ignore[arg-type]


def has_colours(stream: TextIO | None = None) -> bool:
    """Whether a stream shows colours: a terminal that is not told otherwise (https://no-color.org)."""
    where = stream or sys.stdout
    return where.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
