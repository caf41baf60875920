"""Where somebody goes who wants to go on: every case in one table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heloworld.course.model.lesson import Question
from heloworld.course.play.forward import Forward, beyond, forward
from heloworld.course.play.session import LessonSession

OPEN, SEEN, ANSWERED, NONE = "open", "open and focused", "answered, and focused", "none"

TABLE = [
    # question, done, last step, last lesson → where
    (OPEN, False, False, False, Forward.QUESTION),
    (OPEN, True, False, False, Forward.QUESTION),
    (OPEN, True, True, True, Forward.QUESTION),
    (SEEN, False, False, False, Forward.WARN_SKIP),
    (NONE, False, False, False, Forward.WARN_SKIP),
    (NONE, False, True, True, Forward.WARN_LEAVE),
    (SEEN, False, True, False, Forward.WARN_LEAVE),
    (SEEN, True, False, False, Forward.WARN_OPEN),
    (SEEN, True, True, True, Forward.WARN_OPEN),
    (ANSWERED, True, False, False, Forward.WARN_WRONG),
    (NONE, True, False, True, Forward.TURN),
    (NONE, True, True, False, Forward.NEXT_LESSON),
    (NONE, True, True, True, Forward.MAP),
]


@pytest.mark.parametrize(("question", "is_done", "is_last", "is_last_lesson", "where"), TABLE)
def test_forward(
    session: LessonSession, question: str, is_done: bool, is_last: bool, is_last_lesson: bool, where: Forward
) -> None:
    asked: Question = session.runner.step.predictions[0]
    if question == ANSWERED:
        session.answer(asked, 0)
    page = replace(session.page, question=None if question == NONE else asked, is_done=is_done, is_last=is_last)
    is_at_question = question in {SEEN, ANSWERED}
    for has_more, there in ((False, where), (True, Forward.READ)):
        assert there is forward(
            page,
            session.runner,
            has_more=has_more,
            is_at_question=is_at_question,
            is_last_lesson=is_last_lesson,
        )


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize(
    ("is_last", "is_last_lesson", "where"),
    [(False, True, Forward.TURN), (True, False, Forward.NEXT_LESSON), (True, True, Forward.MAP)],
)
def test_beyond_a_page_nothing_that_is_open_counts(
    session: LessonSession, is_done: bool, is_last: bool, is_last_lesson: bool, where: Forward
) -> None:
    page = replace(session.page, is_done=is_done, is_last=is_last)
    assert beyond(page, is_last_lesson=is_last_lesson) is where
