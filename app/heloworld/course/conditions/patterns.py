"""Patterns as lesson authors write them: ``*`` stands for anything, ``?`` for one character, all else for itself.

No regular expressions: a stranger's lesson must not be able to keep the program busy for ever.
"""

from __future__ import annotations

import fnmatch
import functools
import re


def matches(pattern: str, text: str, *, ignore_case: bool = True) -> bool:
    """Whether a whole text is as a pattern says."""
    return _compiled(pattern, ignore_case).match(text) is not None


def text(data: bytes) -> str:
    """Bytes as text, of which nothing is lost."""
    return data.decode("utf-8", "surrogateescape")


def expression(pattern: str) -> str:
    """The regular expression that says the same."""
    return fnmatch.translate(pattern.replace("[", "[[]"))


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    return re.compile(expression(pattern), re.IGNORECASE if ignore_case else 0)
