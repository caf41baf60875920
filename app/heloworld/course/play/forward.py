"""Where a learner goes who wants to go on: a pure function of the page."""

from __future__ import annotations

from enum import Enum

from heloworld.course.play.page import Page
from heloworld.course.play.runner import Runner


class Forward(Enum):
    """What comes next."""

    READ = "read"
    """More of the page: not all of it was in sight yet."""
    QUESTION = "question"
    """The question that is open."""
    WARN_SKIP = "skip"
    """A step that is not done would be skipped: to be warned of first."""
    WARN_LEAVE = "leave"
    """A lesson would be left whose last step is not done: to be warned of first."""
    WARN_OPEN = "open"
    """A question would be left open: to be warned of first."""
    WARN_WRONG = "wrong"
    """A question would be left that was answered wrongly: to be warned of first."""
    TURN = "turn"
    """The next step."""
    NEXT_LESSON = "lesson"
    """The next lesson."""
    MAP = "map"
    """All lessons: there is no next one."""


def forward(page: Page, runner: Runner, *, has_more: bool, is_at_question: bool, is_last_lesson: bool) -> Forward:
    """What comes next, or what has to be done or said first.

    Args:
        page: The page on which the learner is.
        runner: How far they are.
        has_more: Whether there is more of the page below what is in sight.
        is_at_question: Whether the question that is open has the focus.
        is_last_lesson: Whether no lesson follows.
    """
    if has_more:
        return Forward.READ
    if page.question is not None and not is_at_question:
        return Forward.QUESTION
    if not page.is_done:
        return Forward.WARN_LEAVE if page.is_last else Forward.WARN_SKIP
    if page.question is not None:
        return Forward.WARN_OPEN if runner.answered(page.question) is None else Forward.WARN_WRONG
    return beyond(page, is_last_lesson=is_last_lesson)


def beyond(page: Page, *, is_last_lesson: bool) -> Forward:
    """What comes behind a page, whatever is open on it.

    Args:
        page: The page.
        is_last_lesson: Whether no lesson follows.
    """
    if not page.is_last:
        return Forward.TURN
    return Forward.MAP if is_last_lesson else Forward.NEXT_LESSON
