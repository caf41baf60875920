"""What is known of a learner, as data: how far in each lesson, what is finished, when questions come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, TypeAlias, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import replace

FORMAT: Final = 1
"""The format of the file, as a number that grows when an older program could not read it any more."""

LEFT_OPEN: Final = -1
"""What stands in place of an option where a prediction was left open."""

T = TypeVar("T")

Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A moment, with its time zone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is in a lesson.

    Attributes:
        step: The step where they are, from 0.
        reached: The ids of the goals they reached.
        answers: Ids of questions, and the options that were chosen, from 0, or `LEFT_OPEN`.
        hints: Ids of goals, and how many hints were given.
    """

    step: int = 0
    reached: frozenset[str] = frozenset()
    answers: Mapping[str, int] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)


class Review(Struct, frozen=True, omit_defaults=True):
    """When a question was answered, and how often it has come back since.

    Attributes:
        answered: When it was answered last.
        stage: How often it was answered rightly in a row, each time when it came back.
    """

    answered: Moment
    stage: int = 0


class Learned(Struct, frozen=True, omit_defaults=True):
    """What is known of one lesson: a `Standing`, and what came of it.

    Attributes:
        step: The step where the learner is, from 0.
        reached: The ids of the goals that are reached, in the order of the alphabet.
        answers: Ids of questions, and the options that were chosen, from 0, or `LEFT_OPEN`.
        hints: Ids of goals, and how many hints were given.
        finished: When all goals were reached for the first time.
        reviews: Ids of questions, and when they were answered.
    """

    step: int = 0
    reached: tuple[str, ...] = ()
    answers: dict[str, int] = {}
    hints: dict[str, int] = {}
    finished: Moment | None = None
    reviews: dict[str, Review] = {}

    @property
    def standing(self) -> Standing:
        """How far the learner is."""
        return Standing(self.step, frozenset(self.reached), self.answers, self.hints)

    def at(self, standing: Standing, now: datetime) -> Learned:
        """The same, now that the learner is at another point; what they answered just now comes back in time."""
        fresh = {id_: Review(now) for id_, option in standing.answers.items() if self.answers.get(id_) != option}
        return replace(
            self,
            step=standing.step,
            reached=tuple(sorted(standing.reached)),
            answers=dict(standing.answers),
            hints=dict(standing.hints),
            reviews=self.reviews | fresh,
        )

    def onto(self, theirs: Learned, base: Learned) -> Learned:
        """What has changed here since a base, done to what another window has made of that base meanwhile.

        Args:
            theirs: What the other window has written.
            base: What this window began with.
        """
        moments = [each for each in (self.finished, theirs.finished) if each is not None]
        reached = (dict.fromkeys(each.reached) for each in (self, theirs, base))
        return Learned(
            step=theirs.step if self.step == base.step else self.step,
            reached=tuple(sorted(_onto(*reached))),
            answers=_onto(self.answers, theirs.answers, base.answers),
            hints=_onto(self.hints, theirs.hints, base.hints),
            finished=min(moments, default=None),
            reviews=_onto(self.reviews, theirs.reviews, base.reviews),
        )


def _onto(ours: dict[str, T], theirs: dict[str, T], base: dict[str, T]) -> dict[str, T]:
    """The same for a table: what is new or gone in ours since the base is new or gone in the result."""
    news = {key: value for key, value in ours.items() if key not in base or base[key] != value}
    return {key: value for key, value in theirs.items() if key in ours or key not in base} | news


class OwnProgram(Struct, frozen=True):
    """A program of the learner's own, as they have typed it.

    Attributes:
        command: The command line that starts it.
        folder: The folder in which it was typed.
    """

    command: str
    folder: str


class Studies(Struct, frozen=True, omit_defaults=True):
    """What is known of one course.

    Attributes:
        last: The id of the lesson where the learner left.
        lessons: What is known of each lesson, by its id; also of those that the course does not have any more.
        programs: The learner's own programs, by their kinds.
    """

    last: str | None = None
    lessons: dict[str, Learned] = {}
    programs: dict[str, OwnProgram] = {}


class Record(Struct, frozen=True):
    """The whole file.

    Attributes:
        format: Its format.
        courses: What is known of each course.
    """

    format: int = FORMAT
    courses: dict[str, Studies] = {}

    def with_(self, course: str, own: Studies, lesson: str, base: Learned) -> Record:
        """The same with what has changed in one lesson of a course.

        Args:
            course: The course's name.
            own: What this window knows of the course. What the file does not have of it, it gets.
            lesson: The id of the lesson that has changed.
            base: What this window knew of the lesson before.
        """
        there = self.courses.get(course, Studies())
        found = there.lessons
        changed = own.lessons[lesson]
        if lesson in found:
            changed = changed.onto(found[lesson], base)
        studies = Studies(own.last, own.lessons | found | {lesson: changed}, own.programs | there.programs)
        return replace(self, courses=self.courses | {course: studies})

    def with_program(self, course: str, judge: str, program: OwnProgram) -> Record:
        """The same with a program of the learner's own.

        Args:
            course: The course's name.
            judge: The kind of program.
            program: The program.
        """
        there = self.courses.get(course, Studies())
        return replace(
            self, courses=self.courses | {course: replace(there, programs=there.programs | {judge: program})}
        )
