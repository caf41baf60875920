"""What the board shows of a class at one moment, as plain data: rows, stuck ones first; beliefs and votes, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from heloworld.classroom.board.ballots import Asked, Bar, bars
from heloworld.classroom.board.participant import Participant, beliefs
from heloworld.classroom.board.register import Register
from heloworld.classroom.board.syllabus import Syllabus

IDLE: Final = 120.0
"""Seconds without a sign of life after which somebody with an open goal is taken to be stuck."""

GONE: Final = 1_800.0
"""Seconds after which somebody is no longer counted as here."""

MANY_TRIES: Final = 3
"""Mistakes at one goal with which somebody is stuck."""

HELLOS: Final = ("HELO", "EHLO")
"""What somebody has said last who has joined and done nothing else."""

MOST_BELIEFS: Final = 12
"""Beliefs that are shown at most."""


class Plight(IntEnum):
    """How somebody fares, the most urgent first."""

    HAND = 0
    """Their hand is up."""
    STUCK = 1
    """They have made three mistakes at one goal."""
    IDLE = 2
    """Nothing was heard of them for a while, and a goal is open."""
    MOVING = 3
    """They are at work."""
    NEW = 4
    """They have joined, and done nothing else."""
    DONE = 5
    """All goals of the lesson of the class are reached; where it has none, of their own."""
    GONE = 6
    """Nothing was heard of them for half an hour."""

    @property
    def needs_help(self) -> bool:
        """Whether somebody should go there."""
        return self <= Plight.IDLE


@dataclass(frozen=True, slots=True)
class Row:
    """A participant on the board.

    Attributes:
        number: Which one.
        name: Their name: not for a projector.
        plight: How they fare.
        lesson: How the lesson is called where they are; empty before the first.
        marks: For each goal of it, in order, whether it is reached.
        last: What they did last.
        is_refused: Whether that was refused, or a mistake.
        tries: Mistakes since the last goal.
        silence: Seconds since they did something.
        belief: What their last mistake shows that they believe; not for a projector.
        words: What the mail said with which a hand was raised.
        is_done: Whether they have reached all goals of the lesson of the class; where it has none, of their own.
    """

    number: int
    name: str
    plight: Plight
    lesson: str
    marks: tuple[bool, ...]
    last: str
    is_refused: bool
    tries: int
    silence: float
    belief: str
    words: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A goal of the lesson of the class, and how many have reached it.

    Attributes:
        title: The goal.
        count: How many.
    """

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board.

    Attributes:
        lesson: Number and title of the lesson of the class; empty where there is none.
        rows: The participants, those who need help first.
        steps: The goals of the lesson of the class.
        beliefs: What is believed, and by how many, the most frequent first.
        votes: The bars.
        asked: What is voted on.
        away: How many are sent away.
    """

    lesson: str
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    beliefs: tuple[tuple[str, int], ...]
    votes: tuple[Bar, ...]
    asked: Asked
    away: int

    def count(self, *plights: Plight) -> int:
        """How many fare so."""
        return sum(1 for each in self.rows if each.plight in plights)

    @property
    def done(self) -> int:
        """How many are done, those with a hand up among them, and those who are gone."""
        return sum(1 for each in self.rows if each.is_done)

    @property
    def here(self) -> int:
        """How many are here."""
        return len(self.rows) - self.count(Plight.GONE)


def board_of(register: Register, now: float, asked: Asked) -> Board:
    """The board at a moment.

    Args:
        register: What is known of the class.
        now: Seconds since the epoch; for a class of the past, when its last event happened.
        asked: What is voted on.
    """
    course, people = register.course, register.present
    lesson = course.get(register.lesson or "")
    rows = sorted((_row(each, now, course, lesson) for each in people.values()), key=_urgency)
    believed = Counter(text for each in people.values() for text in set(beliefs(each, course)) if text)
    return Board(
        f"{lesson.lesson.number} {lesson.lesson.title}".strip() if lesson is not None else "",
        tuple(rows),
        _steps(lesson, people) if lesson is not None else (),
        tuple(believed.most_common(MOST_BELIEFS)),
        bars(asked, register.votes, people),
        asked,
        len(register.people) - len(people),
    )


def _row(who: Participant, now: float, course: Mapping[str, Syllabus], lesson: Syllabus | None) -> Row:
    """One participant: in the lesson where they did something last; in that of the class before any."""
    shown = course.get(who.lesson) or lesson
    marks = _marks(who, shown)
    all_of = _marks(who, lesson or shown)
    is_done = bool(all_of) and all(all_of)
    silence = max(now - who.seen, 0.0)
    return Row(
        who.number,
        who.name,
        _plight(who, silence, marks, is_done=is_done),
        shown.name if shown is not None else "",
        marks,
        who.last,
        who.is_refused,
        who.tries,
        silence,
        _belief(who, course),
        who.hand.words if who.hand is not None else "",
        is_done,
    )


def _marks(who: Participant, shown: Syllabus | None) -> tuple[bool, ...]:
    """For each goal of a lesson, whether somebody has reached it."""
    if shown is None:
        return ()
    reached = who.reached_in(shown.lesson.id)
    return tuple(goal in reached for goal in shown.goals)


def _plight(who: Participant, silence: float, marks: tuple[bool, ...], *, is_done: bool) -> Plight:
    if who.hand is not None:
        return Plight.HAND
    if silence > GONE:
        return Plight.GONE
    if is_done:
        return Plight.DONE
    if who.tries >= MANY_TRIES:
        return Plight.STUCK
    if marks and silence > IDLE:
        return Plight.IDLE
    has_begun = any(marks) or who.tries or who.lesson or (who.last and not who.last.startswith(HELLOS))
    return Plight.MOVING if has_begun else Plight.NEW


def _urgency(row: Row) -> tuple[int, float, int]:
    """What rows are sorted by: how they fare, who has waited longest or tried most often, and who came first."""
    waits = -row.silence if row.plight in {Plight.HAND, Plight.IDLE} else 0.0
    return row.plight, -row.tries if row.plight is Plight.STUCK else round(waits, -1), row.number


def _belief(who: Participant, course: Mapping[str, Syllabus]) -> str:
    return next((text for text in beliefs(who, course) if text), "")


def _steps(lesson: Syllabus, people: Mapping[int, Participant]) -> tuple[Step, ...]:
    reached = Counter(goal for each in people.values() for goal in each.reached_in(lesson.lesson.id))
    return tuple(Step(title, reached[goal]) for goal, title in lesson.goals.items())
