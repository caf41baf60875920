"""Decimal numbers as programs read them, however many digits there are: some stop at a limit, some go round."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 2**63 - 1
"""The largest number of C's ``long`` and ``off_t``; strtol says this for all that is larger."""

_DIGITS: Final = 40
"""Digits of a number that are looked at: with that many it is beyond every limit."""

_CHUNK: Final = 4_000
"""Digits that are made a number at a time; Python itself takes few more."""


def signed(text: bytes) -> int:
    """A number with or without a sign; of a very long one only that it is very large."""
    digits = text.strip().lstrip(b"+-").lstrip(b"0")
    number = int(digits[:_DIGITS] or b"0")
    return -number if text.strip().startswith(b"-") else number


def saturated(text: bytes) -> int:
    """The same as strtol has it: no further from zero than a ``long`` can be."""
    return max(-LARGEST - 1, min(signed(text), LARGEST))


def wrapped(digits: bytes) -> int:
    """Digits as a program adds them up in 64 bits without a look at what does not fit: the number modulo 2^64."""
    number = 0
    for at in range(0, len(digits), _CHUNK):
        chunk = digits[at : at + _CHUNK]
        number = (number * 10 ** len(chunk) + int(chunk)) % 2**64
    return number
