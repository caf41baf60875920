"""Questions come back 1, 3 and 7 days after they were answered: what was recalled once is remembered longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.course.model import Course, Lesson, Question
from heloworld.course.progress import Progress, Review

DAY: Final = 86_400.0
INTERVALS: Final = (1 * DAY, 3 * DAY, 7 * DAY)
"""Seconds until a question comes back: the first time, the second, the third; then it does not any more."""

MOST: Final = 8
"""Questions that are offered at a time."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question that is waiting.

    Attributes:
        lesson: Where it is from.
        question: The question.
        review: Since when it waits, and how often it was answered rightly.
    """

    lesson: Lesson
    question: Question
    review: Review


def due(course: Course, progress: Progress, now: float) -> tuple[Due, ...]:
    """The questions that are waiting, those that wait longest first; `MOST` of them.

    Args:
        course: The course.
        progress: What is known of the learner.
        now: The time, in seconds since the epoch.
    """
    waiting = [
        Due(lesson, question, review)
        for lesson in course.lessons
        for question in lesson.questions
        if (review := progress.reviews(lesson.id).get(question.id)) is not None and review.due <= now
    ]
    return tuple(sorted(waiting, key=lambda each: each.review.due)[:MOST])


def first(progress: Progress, lesson: Lesson, question: Question, now: float) -> None:
    """A question was answered in its lesson: it comes back tomorrow, unless it is under way already."""
    if question.id not in progress.reviews(lesson.id):
        progress.review(lesson.id, question.id, Review(now + INTERVALS[0]))


def answered(progress: Progress, item: Due, option: int, now: float) -> bool:
    """A question was answered in a review; returns whether rightly. Answered wrongly, it begins anew."""
    is_right = option == item.question.answer
    stage = item.review.stage + 1 if is_right else 0
    wait = INTERVALS[stage] if stage < len(INTERVALS) else float("inf")
    progress.review(item.lesson.id, item.question.id, Review(min(now + wait, _NEVER), min(stage, len(INTERVALS))))
    return is_right


_NEVER: Final = 253_402_300_800.0
"""The year 10,000: JSON has no infinity."""
