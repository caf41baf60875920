"""From a hand-in to grades, one for each lesson in it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld import paths
from heloworld.classroom.grading.grade import Grade, Trust
from heloworld.classroom.grading.points import goal_grades
from heloworld.classroom.grading.replay import play_again
from heloworld.classroom.hand_in.hand_in import HandIn, LivedWorld, Refused
from heloworld.classroom.hand_in.read import read
from heloworld.course.journal.notes import Answered, Hinted, Line, Reached
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import load_course
from heloworld.course.model.who import secret_in, who_of
from heloworld.errors import HeloError

_LATEST: Final = 4102444800.0
"""The year 2100: no hand-in is from later."""

_NO_NAME: Final = "It does not say whose it is."
_OTHERS: Final = "Recorded under the name of {names}."
_NOT_SO: Final = "It says that {goals} of its goals {are} reached that {are} not, when it is played again."
_VARIES: Final = "The lesson is another one for each name: this may be somebody else's."


class Marker:
    """Grades hand-ins by the lessons of a course.

    Args:
        folder: The course's folder; None for the one that ships with the program.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.lessons()
        self._secret = secret_in(self._folder)
        course, _ = load_course(self._folder)
        self._lessons = {lesson.id: lesson for lesson in course.lessons}
        self._varied: dict[tuple[str, str], Lesson | None] = {}

    def grades_in(self, path: Path) -> Iterator[Grade | Refused]:
        """The grades for all that is in a file; what cannot be graded is refused in a sentence."""
        for found in read(path):
            if isinstance(found, Refused):
                yield found
            else:
                yield from self.grades(found)

    def grades(self, hand_in: HandIn) -> Iterator[Grade | Refused]:
        """The grades for a hand-in."""
        for id_ in dict.fromkeys(world.head.lesson for world in hand_in.worlds):
            worlds = [each for each in hand_in.worlds if each.head.lesson == id_]
            lesson = self._lesson(id_, hand_in.name)
            if lesson is None:
                yield Refused(hand_in.source, f"There is no lesson {id_[:60]} in this course.")
                continue
            try:
                yield _grade(lesson, worlds, hand_in)
            except (HeloError, ArithmeticError, LookupError, ValueError, RecursionError):
                yield Refused(hand_in.source, f"Its transcript of the lesson {id_} makes no sense.")

    def _lesson(self, id_: str, name: str) -> Lesson | None:
        """A lesson as it is for a name; None where there is none."""
        lesson = self._lessons.get(id_)
        if lesson is None or not lesson.is_varied:
            return lesson
        if (id_, name) not in self._varied:
            from heloworld.course.model.loader import load

            self._varied[id_, name] = load(lesson.path, who_of(name, self._secret)).lesson
        return self._varied[id_, name]


def _grade(lesson: Lesson, worlds: Sequence[LivedWorld], hand_in: HandIn) -> Grade:
    """What somebody gets for a lesson.

    Raises:
        HeloError: The lesson asks for a world that cannot be.
    """
    reached: set[str] = set()
    missteps: Counter[str] = Counter()
    for world in worlds:
        found = play_again(lesson, world.lines)
        reached |= found.goals
        missteps += found.missteps
    lines = [line for world in worlds for line in world.lines]
    hints = _hints(lines)
    goals = goal_grades(lesson, reached, hints, missteps)
    trust: Trust = "varied" if lesson.is_varied else "told"
    grade = Grade(hand_in.source, hand_in.name, lesson.id, lesson.number, lesson.title, trust, goals)
    return replace(
        grade,
        answers=_answers(lesson, lines),
        worlds=len(worlds),
        at=max((moment(line.at) for line in lines), default=0.0),
        seconds=sum(map(_lasted, worlds)),
        remarks=(*hand_in.remarks, *_remarks(lesson, lines, reached, hand_in, worlds)),
    )


def _remarks(
    lesson: Lesson, lines: Sequence[Line], reached: set[str], hand_in: HandIn, worlds: Sequence[LivedWorld]
) -> Iterator[str]:
    """What is to be known, as sentences."""
    if not hand_in.name:
        yield _NO_NAME
    others = {world.head.name for world in worlds} - {hand_in.name, ""}
    if others:
        yield _OTHERS.format(names=", ".join(sorted(each[:32] for each in others)))
    said = {line.goal for line in lines if isinstance(line, Reached)} & {goal.id for goal in lesson.goals}
    if count := len(said - reached):
        yield _NOT_SO.format(goals=count, are="is" if count == 1 else "are")
        if lesson.is_varied:
            yield _VARIES


def _hints(lines: Sequence[Line]) -> Counter[str]:
    """How many hints there were to each goal, at most."""
    hints: Counter[str] = Counter()
    for line in lines:
        if isinstance(line, Hinted):
            hints[line.goal] = max(hints[line.goal], min(max(line.count, 0), 3))
    return hints


def _answers(lesson: Lesson, lines: Sequence[Line]) -> dict[str, bool]:
    """The questions that were answered, and whether the first answer was right."""
    first: dict[str, int] = {}
    for line in lines:
        if isinstance(line, Answered):
            first.setdefault(line.question, line.option)
    return {each.id: first[each.id] == each.answer for each in lesson.questions if each.id in first}


def moment(at: float) -> float:
    """A moment that can be; 0 for any other."""
    return at if math.isfinite(at) and 0 <= at < _LATEST else 0.0


def _lasted(world: LivedWorld) -> float:
    """Seconds from the first to the last of what happened in a world."""
    moments = [at for line in world.lines if (at := moment(line.at))]
    return max(moments) - min(moments) if moments else 0.0
