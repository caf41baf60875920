"""Verdicts for people: a heading with the result and the reason, what was compared, and each step, as lines.

The command line prints them, the screen shows them. Their text is safe to show.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from heloworld.lab.judging.judgement import Judgement
from heloworld.lab.judging.record import record_of
from heloworld.lab.judging.whom_to_ask import Asked
from heloworld.trust.verdict import ASKED, REMEMBERED
from heloworld.wire.events import Judged
from heloworld.wire.visible import visible_text

FAILED: Final = frozenset({"fail", "softfail", "permerror", "temperror", "spam"})
"""Results that are a failure; where there is none, all is well."""

PASSED: Final = frozenset({"pass", "clean"})
"""Results that speak for a letter."""

_INDENT: Final = 2
_LEAST: Final = 20
_MOST_REASONS: Final = 3
"""Reasons why there was no answer that are told besides the trace."""


class Tone(Enum):
    """What a line is."""

    GOOD = "good"
    """The heading of a verdict that is a pass."""
    BAD = "bad"
    """The heading of one that failed."""
    OPEN = "open"
    """The heading of one that says neither."""
    TITLE = "title"
    """What comes below it."""
    TEXT = "text"
    ASKED = "asked"
    """A question and its answer."""
    SIGNED = "signed"
    """A line of a letter that a signature covers."""
    CHANGED = "changed"
    """One that is known to be no longer as it was signed."""
    UNSIGNED = "unsigned"
    """Any other."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line.

    Attributes:
        text: Its text, safe to show; very long ones are to be wrapped.
        tone: What it is.
        indent: Columns before it.
        mark: What stands before each of its rows, where it is a line of a letter: nothing of it is left out then.
    """

    text: str
    tone: Tone = Tone.TEXT
    indent: int = 0
    mark: str = ""

    def wrapped(self, width: int) -> list[str]:
        """The line as lines of at most so many columns, their indentation in them; one line for 0."""
        before = " " * self.indent + self.mark
        if not width or len(before) + len(self.text) <= width:
            return [before + self.text]
        inner = max(width - len(before), _LEAST)
        if self.mark:
            return [before + self.text[at : at + inner] for at in range(0, len(self.text), inner)]
        lines = textwrap.wrap(self.text, inner, subsequent_indent="  ", break_on_hyphens=False)
        return [before + each for each in lines]


def head_of(verdict: Judged) -> Line:
    """The first line of a verdict: method, result, whom it is about, and why."""
    whom = verdict.domain
    if verdict.identity:
        whom += " (name in HELO)" if verdict.identity == "helo" else " (sender of the envelope)"
    elif verdict.selector:
        whom += f" (key {verdict.selector})"
    about = f"{whom}: " if whom else ""
    text = visible_text(f"{verdict.method.upper()} {verdict.result} - {about}{verdict.reason}")
    return Line(text, tone_of(verdict))


def overview(verdicts: Sequence[Judged]) -> Line:
    """All results in one line: bad where one failed, good where any passed."""
    tones = {tone_of(each) for each in verdicts}
    tone = next((each for each in (Tone.BAD, Tone.GOOD) if each in tones), Tone.OPEN)
    return Line(visible_text(", ".join(f"{_method(each)} {each.result}" for each in verdicts)), tone)


def _method(verdict: Judged) -> str:
    return "SPF (HELO)" if verdict.identity == "helo" else verdict.method.upper()


def tone_of(verdict: Judged) -> Tone:
    """Whether a verdict is good, bad or neither."""
    return Tone.GOOD if verdict.result in PASSED else Tone.BAD if verdict.result in FAILED else Tone.OPEN


def notes(judgement: Judgement, asked: Asked) -> Iterator[str]:
    """Who was asked, how the letter came in, and what there was no answer to."""
    yield f"Asked: {asked.who}"
    yield from judgement.unanswered[:_MOST_REASONS]
    yield from judgement.notes
    if asked.afterwards:
        yield asked.afterwards


def report(judgement: Judgement, asked: Asked) -> Iterator[Line]:
    """The results in one line, the notes, and all verdicts, each with an empty line before it."""
    verdicts = [record_of(each) for each in judgement.verdicts]
    yield overview(verdicts)
    yield from map(Line, notes(judgement, asked))
    yield from step_by_step(verdicts)


def step_by_step(verdicts: Sequence[Judged]) -> Iterator[Line]:
    """Verdicts, each with an empty line before it: its heading, what was compared, and each step."""
    for verdict in verdicts:
        yield Line("")
        yield head_of(verdict)
        yield from (Line(visible_text(text), indent=_INDENT) for text in verdict.details)
        yield Line("Step by step:", Tone.TITLE, _INDENT)
        yield from map(_step_line, verdict.trace)


def _step_line(text: str) -> Line:
    """A line of the trace."""
    words = text.lstrip(" ")
    indent = 2 * _INDENT + len(text) - len(words)
    return Line(visible_text(words), Tone.ASKED if words.startswith((ASKED, REMEMBERED)) else Tone.TEXT, indent)
