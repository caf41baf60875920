"""What of that which is typed beside a question is an answer."""

from __future__ import annotations

import pytest

from heloworld.course.play.asking import AT_ONCE, BEFORE_CLASS, Asking
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.records import LEFT_OPEN


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asking(session: LessonSession, clock: Clock) -> Asking:
    session.resume()
    return Asking(session, clock)


def answers(session: LessonSession) -> list[int]:
    return list(session.runner.standing.answers.values())


def test_enter_right_after_the_number_of_an_answer_belongs_to_it(
    asking: Asking, session: LessonSession, clock: Clock
) -> None:
    asked = session.page.question
    assert asked is not None
    asking.choose(asked, 1, by_number=True)
    clock.now += AT_ONCE - 0.1
    assert asking.takes(("",))
    assert not asking.takes(("",)), "once"
    asking.choose(asked, 1, by_number=True)
    clock.now += AT_ONCE
    assert not asking.takes(("",)), "too late"
    asking.choose(asked, 1, by_number=False)
    assert not asking.takes(("",)), "Enter has chosen it"
    assert answers(session) == [1]


def test_before_a_class_one_takes_longer_from_the_number_to_enter(
    asking: Asking, session: LessonSession, clock: Clock
) -> None:
    asked = session.page.question
    assert asked is not None
    session.is_presenting = True
    asking.choose(asked, 1, by_number=True)
    clock.now += BEFORE_CLASS - 0.1
    assert asking.takes(("",)), "AT_ONCE is over long ago"
    asking.choose(asked, 1, by_number=True)
    clock.now += BEFORE_CLASS
    assert not asking.takes(("",))


@pytest.mark.parametrize(("lines", "answer"), [(("1",), 0), ((" 2 ",), 1)])
def test_the_number_of_an_answer_alone_is_the_answer(
    asking: Asking, session: LessonSession, lines: tuple[str, ...], answer: int
) -> None:
    assert asking.takes(lines)
    assert answers(session) == [answer]
    assert not asking.takes(lines), "nothing is asked any more"


@pytest.mark.parametrize("lines", [("HELO me",), ("9",), ("1", "2"), ("",), ("1 2",)])
def test_any_other_line_leaves_a_prediction_open(
    asking: Asking, session: LessonSession, lines: tuple[str, ...]
) -> None:
    assert session.page.tasks == ()
    assert not asking.takes(lines)
    assert answers(session) == [LEFT_OPEN]
    assert session.page.tasks
    assert session.page.predicted == (), "its answer is told in the end"
    assert not asking.leave_open(), "there is no other"


def test_a_number_with_a_space_behind_it_was_the_beginning_of_a_line(
    asking: Asking, session: LessonSession, clock: Clock
) -> None:
    asked = session.page.question
    assert asked is not None
    asking.choose(asked, 2, by_number=True)
    assert asking.take_back("c") == ""
    assert asking.take_back(" ") == "3"
    assert (session.page.question, answers(session)) == (asked, [])
    assert asking.take_back(" ") == "", "once"
    assert not asking.takes(("3 cheers",))
    assert answers(session) == [LEFT_OPEN]


def test_before_a_class_another_number_soon_after_one_corrects_it(
    asking: Asking, session: LessonSession, clock: Clock
) -> None:
    asked = session.page.question
    assert asked is not None
    asking.choose(asked, 1, by_number=True)
    assert not asking.correct("1"), "a learner's prediction is sealed"
    session.is_presenting = True
    assert [asking.correct(typed) for typed in ("9", "x", "", "11")] == [False] * 4
    clock.now += BEFORE_CLASS - 0.1
    assert asking.correct("1")
    assert answers(session) == [0]
    clock.now += BEFORE_CLASS
    assert not asking.correct("2"), "too late"
    asking.choose(asked, 1, by_number=False)
    assert not asking.take_back(" "), "no number was typed"
    assert asking.correct("1"), "a click, too"
    asking.choose(asked, LEFT_OPEN, by_number=False)
    assert not asking.correct("1"), "nothing was answered"


@pytest.mark.parametrize(("seconds", "by_number"), [(AT_ONCE, True), (0.0, False)])
def test_a_space_later_than_that_or_after_another_key_is_a_space(
    asking: Asking, session: LessonSession, clock: Clock, *, seconds: float, by_number: bool
) -> None:
    asked = session.page.question
    assert asked is not None
    asking.choose(asked, 2, by_number=by_number)
    clock.now += seconds
    assert asking.take_back(" ") == ""
    assert answers(session) == [2]


def test_in_the_text_of_a_letter_a_number_is_text(session: LessonSession, clock: Clock) -> None:
    session.resume()
    asking = Asking(session, clock, is_in_text=lambda: True)
    assert not asking.is_number("1")
    assert not asking.takes(("1",))
    assert answers(session) == [LEFT_OPEN], "as by any other line"
