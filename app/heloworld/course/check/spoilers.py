"""What must not be read too early: an answer before its question; and never: places that are not on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from heloworld.course.check.prose import texts
from heloworld.course.check.source import Source
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Question, Step

SHORTEST: Final = 3
"""Words that an answer must have to be looked for: fewer stand in many a text."""

_PLACES: Final = re.compile(
    r"\b(?:on|at|to) the (?:left|right)\b"
    r"|\b(?:below|above|beside|under|next to) the (?:wire|mailbox|prompt|lesson|strip)(?: pane)?\b"
    r"|\bpane (?:below|above|beside)\b",
    re.IGNORECASE,
)


def spoiler_faults(source: Source) -> Iterator[Fault]:
    """What gives an answer away, and what speaks of a place that is not there on a narrow screen or in words."""
    for step in source.lesson.steps:
        for question in step.predictions:
            yield from _given_away(source, step, question)
    for line, text in _read(source):
        if (found := _PLACES.search(text)) is not None:
            says = f"“{found[0]}” is not so on a narrow screen, nor in words. Name the pane, or say what to look at."
            yield source.fault(line, "place", says)


def _given_away(source: Source, step: Step, question: Question) -> Iterator[Fault]:
    answer = " ".join(map(_words, question.options[question.answer :][:1]))
    if len(answer.split()) < SHORTEST:
        return
    for where, text in (("title", step.title), ("text", step.before)):
        if f" {answer} " in f" {_words(text)} ":
            says = f"The step's {where} gives the answer to `{question.id}` away before it is asked, word for word."
            yield source.fault(question.line, "spoiler", says)
            return


def _words(markdown: str) -> str:
    """The words of a text, one space between them, as they sound."""
    return " ".join(re.findall(r"[\w'-]+", markdown.casefold()))


def _read(source: Source) -> Iterator[tuple[int, str]]:
    """What a learner reads, each with its line."""
    yield from source.prose
    for fence, key, text in texts(source):
        yield source.key(fence, key), text
