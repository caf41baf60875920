"""What is typed to name places in a mailbox: a message, a byte, a range of messages and a file to put them into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heloworld.errors import UsageError

_NUMBER: Final = re.compile(r"\d[\d,_ ]*")
_BYTE: Final = re.compile(r"@\s*(0[xX][0-9a-fA-F]+|\d[\d,_ ]*)|(0[xX][0-9a-fA-F]+)")
_SHARE: Final = re.compile(r"(\d{1,3})\s*%")
_RANGE: Final = re.compile(r"(\d+)\s*-\s*(\d*)(?:\s+(.*))?", re.DOTALL)
_LIKE_RANGE: Final = re.compile(
    r"\d+\s*(?:-\s*(?:end|last|\$|\*)|[,:;]\s*(?:[\d,;:\s-]+|\*|\$)|\.\.+\s*\d*|-\s*\d+\s*[-,][\d,\s-]*)",
    re.DOTALL | re.IGNORECASE,
)
"""What begins like a range and is none here."""
_GROUPING: Final = str.maketrans("", "", ",_ ")
_LONGEST: Final = 20
"""Digits of a number at most; no file is as large as that."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to jump to: one of the three.

    Attributes:
        message: The number of a message, counted from 1.
        offset: That of a byte, counted from 0.
        percent: How far into the file, in hundredths, from 0 to 100.
    """

    message: int | None = None
    offset: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What to save, and where to.

    Attributes:
        first: The first message, counted from 1; None for the one under the cursor alone.
        last: The last message.
        name: The file; empty where none was named.
    """

    first: int | None
    last: int | None
    name: str


def place(typed: str) -> Place:
    """Where to jump to: ``12`` is a message, ``@4096`` and ``0x1000`` are bytes, ``50%`` is half of the file.

    Raises:
        UsageError: It is none of these.
    """
    text = typed.strip()
    if len(text) <= _LONGEST:
        if found := _BYTE.fullmatch(text):
            digits = (found[1] or found[2]).translate(_GROUPING)
            return Place(offset=int(digits, 16) if digits[:2].lower() == "0x" else int(digits))
        if (found := _SHARE.fullmatch(text)) and int(found[1]) <= 100:
            return Place(percent=int(found[1]))
        if _NUMBER.fullmatch(text):
            return Place(message=int(text.translate(_GROUPING)))
    raise UsageError(
        "This is no place in a mailbox.", "Type 12 for a message, @4096 or 0x1000 for a byte, 50% for half of the file."
    )


def order(typed: str, known: int) -> Order:
    """What to save: ``3-7`` or ``3-7 some.mbox`` are several, ``3-`` all from 3 on; else it is a name.

    Args:
        typed: Any text.
        known: How many messages there are.

    Raises:
        UsageError: It is a number alone, or a range that runs backwards, starts before the first message or behind
            the last, or is none.
    """
    text = typed.strip()
    found = _RANGE.fullmatch(text)
    if not found and _LIKE_RANGE.fullmatch(text):
        raise UsageError(
            "This is no range of messages.", "Write 3-7, or 3- for all from 3 on; ./3- would be a file of that name."
        )
    if text.isdecimal():
        raise UsageError(
            "A number alone is no name for a file.",
            f"Go to that message first, or write {text}-{text} for a mailbox of it; ./{text} is a file of that name.",
        )
    if not found:
        return Order(None, None, text)
    first, last = int(found[1][:_LONGEST]), int(found[2][:_LONGEST]) if found[2] else max(known, 1)
    if not found[2] and first > known:
        raise UsageError(f"There are {known:,} messages.", "Write a number up to that one before the -.")
    if not 1 <= first <= last:
        raise UsageError(f"There are no messages {first}-{last}.", "The smaller number comes first; they start at 1.")
    return Order(first, last, (found[3] or "").strip())
