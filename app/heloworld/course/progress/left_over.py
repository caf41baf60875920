"""What a learner has left over in a lesson: steps they have skipped, questions that are open or answered wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from heloworld.course.model.lesson import Lesson, Question
from heloworld.course.progress.records import LEFT_OPEN, Standing


class LeftOver(NamedTuple):
    """How many questions are left over.

    Attributes:
        open: Those without an answer.
        wrong: Those with an answer that is not the right one.
    """

    open: int = 0
    wrong: int = 0

    @property
    def many(self) -> int:
        """How many wait for an answer, or for another try."""
        return self.open + self.wrong

    @property
    def short(self) -> str:
        """In a few words; empty where nothing is left over."""
        if self.open and self.wrong:
            return f"{self.open} open, {self.wrong} wrong"
        if self.wrong:
            return f"{self.wrong} wrong"
        return f"{_questions(self.open)} open" if self.open else ""

    @property
    def sentence(self) -> str:
        """As a sentence; empty where nothing is left over."""
        parts = [f"left {_questions(self.open)} open"] if self.open else []
        if self.wrong:
            parts.append(f"answered {_questions(self.wrong)} wrongly")
        return f"You {' and '.join(parts)}." if parts else ""


def left_over(lesson: Lesson, standing: Standing, *, is_finished: bool) -> LeftOver:
    """What is left over in a lesson.

    Args:
        lesson: The lesson.
        standing: How far the learner is in it.
        is_finished: Whether all of its goals were reached once, so that all steps are passed.
    """
    steps = lesson.steps if is_finished else lesson.steps[: standing.step]
    asked = [each for step in steps for each in step.fences if isinstance(each, Question)]
    answers = [(standing.answers.get(each.id, LEFT_OPEN), each.answer) for each in asked]
    are_open = sum(given == LEFT_OPEN for given, _ in answers)
    return LeftOver(are_open, sum(given != right for given, right in answers) - are_open)


def skipped(lesson: Lesson, standing: Standing) -> tuple[int, ...]:
    """The steps, from 1, that are not done before the one where the learner is, where that one is done."""
    upto = enumerate(lesson.steps[: standing.step + 1], 1)
    not_done = tuple(number for number, step in upto if not {goal.id for goal in step.goals} <= standing.reached)
    return not_done if standing.step + 1 not in not_done else ()


def steps_open(numbers: Sequence[int]) -> str:
    """Steps that are open, in a few words: which, where they are one or two. Empty where there is none."""
    if len(numbers) > 2:
        return f"{len(numbers)} steps open"
    return f"step{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))} open" if numbers else ""


def _questions(many: int) -> str:
    return f"{many} question{'' if many == 1 else 's'}"
