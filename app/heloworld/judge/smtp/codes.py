"""Which replies are right: ``250``, or ``5xx`` for any that begins so."""

from __future__ import annotations

from collections.abc import Sequence


def is_any_of(code: int, patterns: Sequence[str]) -> bool:
    """Whether a reply's digits fit one of some patterns."""
    return any(_fits(f"{code:03}", pattern) for pattern in patterns)


def wrong_digit(code: int, patterns: Sequence[str]) -> int:
    """Which of the three digits is the first that is wrong, from 0, by the pattern that fits longest."""
    return max(_matched(f"{code:03}", pattern) for pattern in patterns)


def in_words(patterns: Sequence[str]) -> str:
    """The patterns for people: ``250``, ``4xx or 5xx``."""
    return " or ".join(patterns)


def example(patterns: Sequence[str]) -> str:
    """Three digits that are right: ``250``, or ``550`` for any refusal."""
    return next((each for each in patterns if each.isdigit()), patterns[0].replace("xx", "50"))


def _fits(code: str, pattern: str) -> bool:
    return _matched(code, pattern) == len(pattern)


def _matched(code: str, pattern: str) -> int:
    for at, (digit, wanted) in enumerate(zip(code, pattern, strict=True)):
        if wanted not in {"x", digit}:
            return at
    return len(pattern)
