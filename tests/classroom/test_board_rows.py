"""Rows of the board: where somebody is, what they did last, and who is done, whatever program they use."""

from __future__ import annotations

from classroom.still import COURSES, GOALS, LESSON, NOW, Still
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board, Plight
from heloworld.classroom.reports.told import Told
from shipped import COURSE

FIRST = next(COURSE.lessons)
OTHER = COURSES[FIRST.id]
WHOLE = [Told(kind="goal", lesson=LESSON, what=goal) for goal in GOALS]


def board(still: Still) -> Board:
    return still.book.board(Asked(), NOW)


def test_who_has_joined_by_their_program_has_done_what_their_lessons_report() -> None:
    still = Still()
    still.talk(
        f"carl.reef.{sum(map(ord, 'carl')):016x}",
        5,
        (("MAIL FROM:<carl@class.test>", "250 2.1.0 Ok"), ("QUIT", "221 2.0.0 Bye")),
    )
    (row,) = board(still).rows
    assert (row.last, row.plight) == ("", Plight.NEW), "a look whether the class hears is nothing that carl has done"
    still.report("carl", 4, Told(kind="begun", lesson=LESSON), *WHOLE[:2])
    (row,) = board(still).rows
    assert row.last == f"reached: {COURSES[LESSON].goals[GOALS[1]]}"[:80]


def test_the_lesson_is_the_one_where_somebody_did_something_last() -> None:
    still = Still()
    still.report("bert", 9, *WHOLE[:2])
    still.report("bert", 8, Told(kind="begun", lesson=FIRST.id))
    (row,) = board(still).rows
    assert (row.lesson, row.plight) == (OTHER.name, Plight.MOVING)
    assert not any(row.marks)


def test_done_is_who_has_reached_all_goals_of_the_lesson_of_the_class() -> None:
    still = Still()
    still.report("ana", 9, *WHOLE)
    still.report("ana", 8, Told(kind="hand", what="May I go?"))
    still.report("bert", 9, *WHOLE)
    still.report("bert", 8, Told(kind="begun", lesson=FIRST.id))
    still.report("carl", 9, *(Told(kind="goal", lesson=FIRST.id, what=each.id) for each in FIRST.goals))
    assert [(each.name, each.plight, each.is_done) for each in board(still).rows] == [
        ("ana", Plight.HAND, True),
        ("carl", Plight.MOVING, False),
        ("bert", Plight.DONE, True),
    ]
    assert board(still).done == 2
