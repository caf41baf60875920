"""Completion of command lines, and spelling: what the protocols of commands do alike at the prompt."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

_DIGITS = re.compile(rb"[ \t]*([0-9]+)[ \t]*([A-Za-z]+)(?![^ \t\r\n])")

_LIKE_ENOUGH = 0.6
"""How like a verb a word must be to pass for a slip; two letters of four changed places make 0.75."""


def fitting(lines: Iterable[str], typed: str) -> tuple[str, ...]:
    """The lines that start with what was typed, in whatever case; all of them where nothing was."""
    return tuple(line for line in lines if line.lower().startswith(typed.lower()))


def did_you_mean(verb: str, others: Mapping[str, str], useful: Sequence[str], legal: Sequence[str]) -> str:
    """Help with a word that is no command: which one was meant, else what fits now.

    What was meant is the one spelled most like it; in doubt one with its first letter, then one that fits now.

    Args:
        verb: The word, in upper case.
        others: Words that people try, and the verb that they mean.
        useful: What a slip may have been meant to be.
        legal: The verbs that fit now.
    """
    meant = others.get(verb) or max(
        useful, key=lambda known: (_likeness(verb, known), known[0] == verb[0], known in legal)
    )
    if verb in others or _likeness(verb, meant) > _LIKE_ENOUGH:
        return f"The server does not know this word. Did you mean {meant}?"
    return f"The server does not know this word. What fits now: {', '.join(legal)}."


def behind_digits(line: bytes, verbs: Container[str]) -> str:
    """Help with a line that is a command but for digits in front of it, as whoever has answered a question leaves them.

    Args:
        line: The line.
        verbs: The verbs that there are, in upper case.

    Returns:
        A sentence or two; empty where it is no such line.
    """
    found = _DIGITS.match(line)
    verb = found[2].decode("ascii").upper() if found is not None else ""
    if found is None or verb not in verbs:
        return ""
    digits = found[1].decode("ascii")
    return f"{'A digit stands' if len(digits) == 1 else 'Digits stand'} in front of the word. Did you mean {verb}?"


def _likeness(one: str, other: str) -> float:
    """How much two words are alike, from 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()
