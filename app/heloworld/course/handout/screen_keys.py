"""A lesson's text without the keys of the screen, and what else is there alone: on paper there are none."""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = re.compile(
    r"\b(?:F(?:1[0-2]|[1-9])\b|Ctrl\+(?![CDMV]\b)\S|(?:Shift\+)?Tab\b|Page (?:Up|Down)\b|arrow keys?\b)"
)
"""A key of our own. Every terminal has Ctrl+C and D for any program, and Ctrl+V, which quotes: these stay."""
_SCREEN: Final = re.compile(r"\A\W*On the screen\b", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*“])")
_TAIL: Final = re.compile(r"(?:[;:]|,? and) (?=[^;:]*$)")
_MARK: Final = re.compile(r"\s*(?:[-*]|\d+\.)?\s*")


def without_keys(markdown: str) -> str:
    """A text without what it says about keys of the screen: an aside in brackets, the end of a sentence, or all of one.

    An aside that begins with "On the screen" goes, too.

    Args:
        markdown: The text; each paragraph stands on a line of its own. Examples in fences stay as they are.
    """
    lines, is_code = [], False
    for line in markdown.split("\n"):
        is_fence = line.lstrip().startswith(("```", "~~~"))
        is_code ^= is_fence
        lines.append(line if is_code or is_fence else _without(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _without(line: str) -> str:
    line = _ASIDE.sub(lambda aside: "" if _KEY.search(aside[0]) or _SCREEN.match(aside[0]) else aside[0], line)
    begin = _MARK.match(line)
    mark = begin[0] if begin else ""
    kept = " ".join(filter(None, map(_kept, _SENTENCES.split(line[len(mark) :]))))
    return mark + kept if kept else ""


def _kept(sentence: str) -> str:
    """What is left of a sentence: all of it, what comes before the key, or nothing."""
    key = _KEY.search(sentence)
    if key is None:
        return sentence
    before = sentence[: key.start()]
    cut = _TAIL.search(before)
    return f"{before[: cut.start()]}." if cut and cut.start() else ""
