"""A letter that a host has judged, as lines: its verdicts, what the host did, its text with what is signed in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from heloworld.lab.judging.judged_letters import Fate, JudgedLetter
from heloworld.lab.judging.report import Line, Tone, overview, step_by_step
from heloworld.wire.events import Judged
from heloworld.wire.visible import visible, visible_text

MOST_LINES: Final = 300
"""Lines of a letter's text that are shown."""

LONGEST: Final = 2_000
"""Bytes of a line that are shown."""

_LINE: Final = re.compile(rb"[^\n]+\n?|\n")

MARKS: Final = {Tone.SIGNED: "▌ ", Tone.CHANGED: "≠ ", Tone.UNSIGNED: "  "}
"""What stands before the lines of a text."""

_TONES: Final = {Fate.REFUSED: Tone.BAD, Fate.SPAM: Tone.BAD, Fate.TAKEN: Tone.GOOD}


def summary(letter: JudgedLetter) -> Line:
    """A letter in one line: what became of it, who judged it, from whom it is, and all results that say something."""
    sender = "" if letter.sender is None else f" <{visible_text(letter.sender)}>"
    told = [each for each in letter.verdicts if (each.identity, each.result) != ("helo", "none")] or letter.verdicts
    results = overview(told)
    return Line(f"{letter.fate.value} · {visible_text(letter.server)}{sender}: {results.text}", results.tone)


def letter_report(letter: JudgedLetter) -> Iterator[Line]:
    """All of a letter: the results, what the host did, each verdict step by step, and the text.

    Args:
        letter: The letter, with its fate.
    """
    yield overview(letter.verdicts)
    yield Line(letter.deed, _TONES.get(letter.fate, Tone.OPEN))
    yield from step_by_step(letter.verdicts)
    yield Line("")
    signatures = [each for each in letter.verdicts if each.method == "dkim" and each.domain]
    if letter.text is None:
        yield Line("Its text has not crossed, or is held no longer.", Tone.TITLE)
        return
    yield Line(_legend(signatures), Tone.TITLE)
    yield from _text(letter.text, signatures)


def _legend(signatures: Sequence[Judged]) -> str:
    """What the marks in the text mean."""
    if not signatures:
        return "The text as it came. Nobody has signed any of it:"
    whose = " and ".join(f"{visible_text(each.domain)} (key {visible_text(each.selector)})" for each in signatures)
    changed = ", ≠ before what is no longer as it was" if any(each.differs for each in signatures) else ""
    return f"The text as it came, ▌ before what the signature of {whose} covers{changed}:"


def _text(text: bytes, signatures: Sequence[Judged]) -> Iterator[Line]:
    signed = [place for each in signatures for place in each.signed]
    changed = [place for each in signatures for place in each.differs]
    end = 0
    for found in islice(_LINE.finditer(text), MOST_LINES):
        at, end = found.span()
        tone = Tone.CHANGED if _is_in(at, changed) else Tone.SIGNED if _is_in(at, signed) else Tone.UNSIGNED
        yield Line(visible(found[0].removesuffix(b"\n").removesuffix(b"\r")[:LONGEST]), tone, mark=MARKS[tone])
    if end < len(text):
        yield Line(f"… and {len(text) - end:,} more bytes.", Tone.TITLE)


def _is_in(at: int, places: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in places)
