"""One message in a line: the pieces that the list on the screen and ``helo mbox --list`` put beside each other.

Everything here comes from strangers; what these functions return has been through `heloworld.wire.visible`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from heloworld.mbox.reading.summary import Summary
from heloworld.wire.visible import Piece, visible_text

CUT: Final = "…"
"""Stands at the end of what is cut."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH: Final = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_DAY: Final = re.compile(r"(?<![\d:+-])(\d{1,2})(?![\d:])")
_TIME: Final = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?!\d)")
_YEAR: Final = re.compile(r"(?<![\d+-])((?:19|20)\d\d)(?!\d)")
_ADDRESS: Final = re.compile(r"\s*<[^<>]*>\s*$")
_COMMENT: Final = re.compile(r"[^\s()<>\"]+@[^\s()<>\"]+\s*\(((?:[^()\\]|\\.)*)\)")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_WHITE: Final = re.compile(r"[ \t\r\n]+")
_GLANCE: Final = 2_000
_JOINED_HANGUL: Final = frozenset(map(chr, range(0x1160, 0x1200)))
"""Vowels and final consonants that are drawn into the letter before them (macOS writes names so)."""

_NO_DATES: Final = frozenset({("2001-09-17", "00:00"), ("1970-01-01", "00:00")})
_UNITS: Final = "kMGTPE"


class When(NamedTuple):
    """A date that was understood.

    Attributes:
        day: As 2026-11-23.
        time: As 23:26; the time zone is whatever the writer of the ``From_`` line meant.
        short: Day and month, as 23 Nov.
    """

    day: str
    time: str
    short: str


def when(date: str) -> When | None:
    """The date of a ``From_`` line, in whichever of the usual orders it is written; None if it is in none of them."""
    found = [pattern.search(date) for pattern in (_YEAR, _MONTH, _DAY, _TIME)]
    year, month, day, time = (match.groups() if match else None for match in found)
    if not (year and month and day and time):
        return None
    number = _MONTHS.index(month[0]) + 1
    return When(f"{year[0]}-{number:02}-{int(day[0]):02}", f"{int(time[0]):02}:{time[1]}", f"{day[0]:>2} {month[0]}")


def listed_date(summary: Summary) -> When | None:
    """The date that a list shows: that of the ``From_`` line, or the Date field's where that line tells none.

    git format-patch writes the same day of 2001 into all of them, public-inbox the first second of 1970.
    """
    delivered = when(summary.date)
    if delivered is None or (delivered.day, delivered.time) in _NO_DATES:
        return when(summary.sent) or delivered
    return delivered


def one_line(text: str) -> str:
    """A header value for people: unfolding leaves tabs and blanks (RFC 5322 §2.2.3), which here are one blank."""
    return _WHITE.sub(" ", text)


def who(summary: Summary) -> str:
    """Whom a message says it is from: the name in its From field, else the address, else the envelope's sender.

    The name stands before the address or, as a comment, behind it (RFC 5322 §3.4); the first of several authors counts.

    Returns:
        A stranger's text, not yet fit to be shown; `cell` makes it so.
    """
    author = one_line(summary.author[:_GLANCE]).strip()
    if comment := _COMMENT.fullmatch(author):
        name = _ESCAPED.sub(r"\1", comment[1]).strip()
    else:
        name = _ADDRESS.sub("", author).strip()
        quoted = _QUOTED.fullmatch(name)
        name = _ESCAPED.sub(r"\1", quoted[1]).strip() if quoted else name.strip('"').strip()
    return name or author.strip("<>") or summary.envelope_from


def short_size(length: int) -> str:
    """A number of bytes in at most four characters, as 512, 1.2k, 34k, 5.6M."""
    if length < 1000:
        return str(length)
    amount, letters = length / 1000, iter(_UNITS)
    while amount >= 999.5:
        amount /= 1000
        next(letters)
    return f"{amount:.{int(amount < 9.95)}f}{next(letters)}"


def cells(text: str) -> int:
    """How many columns of a terminal a text takes, as far as this can be said for all of them."""
    return len(text) if text.isascii() else sum(map(_width, text))


def fitting(text: str, width: int) -> int:
    """How many characters at the start of a text fit into some columns; at least one."""
    return max(len(_head(text, width)), 1)


def cell(text: str, width: int) -> list[Piece]:
    """A stranger's text made safe, and cut or filled up to a number of columns.

    Args:
        text: Any text at all; what it holds of control characters and the like is shown as marks.
        width: Columns, at least one.
    """
    glance = text[: 4 * width + 4]  # much more cannot fit, and a header field may be long
    shown = list(_pieces(glance))
    room = width - sum(cells(piece.text) for piece in shown)
    if room >= 0 and len(glance) == len(text):
        return [*shown, Piece(" " * room, is_mark=False)] if room else shown
    return _cut(shown, width)


def _cut(shown: list[Piece], width: int) -> list[Piece]:
    taken: list[Piece] = []
    room = width - 1
    for piece in shown:
        part = _head(piece.text, room)
        taken.append(Piece(part, piece.is_mark))
        room -= cells(part)
        if len(part) < len(piece.text):
            break
    return [*taken, Piece(CUT + " " * room, is_mark=False)]


def _head(text: str, room: int) -> str:
    """As much of a text as fits into some columns."""
    for at, char in enumerate(text):
        room -= _width(char)
        if room < 0:
            return text[:at]
    return text


def _pieces(text: str) -> Iterator[Piece]:
    """A text as runs of plain text and runs of marks."""
    if text and visible_text(text) == text:
        yield Piece(text, is_mark=False)
        return
    for is_mark, run in groupby(text, key=lambda char: visible_text(char) != char):
        yield Piece(visible_text("".join(run)), is_mark)


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me"} or char in _JOINED_HANGUL:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
