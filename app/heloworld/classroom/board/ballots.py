"""Votes: a mail to ``2@vote.class.test`` is one for the second answer. Whoever votes again has changed their mind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.classroom.board.participant import Participant
from heloworld.course.model.lesson import Question

_VOTE = re.compile(r"<?([1-9])@vote\.class\.test>?", re.IGNORECASE)

MOST_OPTIONS: Final = 9
"""Answers that can be voted for at most: of what is asked aloud, nobody knows how many there are."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody has voted for.

    Attributes:
        option: From 1.
        at: When, in seconds since the epoch.
    """

    option: int
    at: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the class votes on.

    Attributes:
        since: Votes by mail count from then on, in seconds since the epoch.
        lesson: The id of its lesson; empty for a question that was asked aloud.
        question: The question; None for one that was asked aloud.
        is_told: Whether the right answer is shown.
    """

    since: float = 0.0
    lesson: str = ""
    question: Question | None = None
    is_told: bool = False

    @property
    def options(self) -> int:
        """How many answers may be voted for."""
        return MOST_OPTIONS if self.question is None else len(self.question.options)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many have chosen one answer.

    Attributes:
        option: From 1.
        text: The answer; empty for a question that was asked aloud.
        count: How many.
        is_right: Whether it is the right answer, and that may be told.
    """

    option: int
    text: str
    count: int
    is_right: bool = False


def option_of(recipient: str) -> int | None:
    """The option that a mail to an address votes for, from 1; None where it is no vote."""
    found = _VOTE.fullmatch(recipient.strip())
    return int(found[1]) if found is not None else None


def bars(asked: Asked, votes: Mapping[int, Vote], people: Mapping[int, Participant]) -> tuple[Bar, ...]:
    """The bars of a vote; who answered the question in a lesson has voted as well.

    Args:
        asked: What is asked.
        votes: By participant, whoever voted by mail.
        people: The participants by number.
    """
    cast = {number: vote.option for number, vote in votes.items() if vote.at >= asked.since and number in people}
    question = asked.question
    if question is None:
        counts = Counter(cast.values())
        return tuple(Bar(option, "", counts[option]) for option in range(1, max(counts, default=0) + 1))
    for number, who in people.items():
        answer = who.answers.get(asked.lesson, {}).get(question.id, -1)
        if answer >= 0:
            cast.setdefault(number, answer + 1)
    counts = Counter(cast.values())
    return tuple(
        Bar(at, text, counts[at], asked.is_told and at == question.answer + 1)
        for at, text in enumerate(question.options, 1)
    )
