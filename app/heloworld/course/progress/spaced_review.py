"""Questions come back 1, 3 and 7 days after they were answered: what was looked up again is remembered longer.

They are offered, never forced. Pure functions: what time it is, is said by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from heloworld.course.progress.records import Review, Standing

if TYPE_CHECKING:
    from heloworld.course.model.lesson import Course, Lesson, Question, Step

INTERVALS: Final = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""How long after its last right answer a question comes back: the first time, the second, the third, and never more."""

MOST: Final = 8
"""Questions that come back at a time: three minutes' worth."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A question that has come back.

    Attributes:
        lesson: Its lesson.
        question: The question.
        waiting: For how long it has been due.
    """

    lesson: Lesson
    question: Question
    waiting: timedelta


class Known(Protocol):
    """What is known of a learner, such as `Progress`."""

    def standing(self, lesson: str, /) -> Standing:
        """How far they are in a lesson."""

    def is_finished(self, lesson: str, /) -> bool:
        """Whether they have finished it."""

    def reviews(self, lesson: str, /) -> Mapping[str, Review]:
        """When they answered its questions."""


def due(progress: Known, course: Course, now: datetime) -> tuple[ReviewItem, ...]:
    """The questions that have come back, those that have waited longest first.

    A prediction that is still sealed does not come back: the answer would be given away.

    Args:
        progress: What is known of the learner.
        course: Whose questions.
        now: What time it is, with its time zone.
    """
    items = [item for lesson in course.lessons for item in _due(progress, lesson, now)]
    return tuple(sorted(items, key=lambda item: item.waiting, reverse=True)[:MOST])


def _due(progress: Known, lesson: Lesson, now: datetime) -> Iterator[ReviewItem]:
    reviews, standing = progress.reviews(lesson.id), progress.standing(lesson.id)
    for step in lesson.steps:
        if not (progress.is_finished(lesson.id) or _is_done(step, standing)):
            continue
        for question in (*step.predictions, *step.checks):
            review = reviews.get(question.id)
            if review is None or not 0 <= review.stage < len(INTERVALS):
                continue
            waiting = now - review.answered - INTERVALS[review.stage]
            if waiting >= timedelta():
                yield ReviewItem(lesson, question, waiting)


def _is_done(step: Step, standing: Standing) -> bool:
    return all(goal.id in standing.reached for goal in step.goals)


def again(review: Review, *, is_right: bool, now: datetime) -> Review:
    """A question that had come back was answered: a right answer moves it on, with a wrong one it starts anew."""
    return Review(now, review.stage + 1 if is_right else 0)
