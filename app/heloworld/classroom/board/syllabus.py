"""What a course says of missteps and questions, by the names that reports use: whose belief a mistake shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from heloworld.classroom.reports.told import Told, key
from heloworld.course.model.lesson import Course, Lesson, Question


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a misstep is about.

    Attributes:
        goal: The id of the goal that it keeps from being reached.
        belief: What somebody believes who makes it; empty where the lesson does not say.
    """

    goal: str
    belief: str


@dataclass(frozen=True)
class Syllabus:
    """One lesson, as far as a class is concerned.

    Attributes:
        lesson: The lesson.
        goals: The ids of its goals, in order, and their titles.
        mistakes: Its missteps.
        questions: Its questions, in order.
    """

    lesson: Lesson
    goals: Mapping[str, str]
    mistakes: Mapping[str, Mistake] = field(repr=False)
    questions: Mapping[str, Question] = field(repr=False)

    @property
    def name(self) -> str:
        """How the board calls it: its number, or its id where it has none."""
        return self.lesson.number or self.lesson.id

    def knows(self, told: Told) -> bool:
        """Whether what is told can have happened in this lesson: nothing else is ever kept of a report."""
        match told.kind:
            case "goal" | "hint":
                return told.what in self.goals
            case "misstep":
                return told.what in self.mistakes
            case "answer":
                return told.what in self.questions and told.number < len(self.questions[told.what].options)
            case _:
                return True

    def belief(self, question: str, option: int) -> str:
        """What somebody believes who has chosen an option; empty where it is right, open, or nothing is said."""
        asked = self.questions[question]
        return "" if option in {asked.answer, -1} else asked.belief or ""


def syllabus(lesson: Lesson) -> Syllabus:
    """What a class has to know of a lesson."""
    missteps = (each for step in lesson.steps for each in step.missteps)
    return Syllabus(
        lesson,
        {each.id: each.title for each in lesson.goals},
        {key(lesson, each): Mistake(each.on, each.belief or "") for each in missteps},
        {each.id: each for each in lesson.questions},
    )


def syllabuses(course: Course) -> dict[str, Syllabus]:
    """The same of all lessons of a course, by their ids."""
    return {each.id: syllabus(each) for each in course.lessons}
