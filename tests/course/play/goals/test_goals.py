"""When a goal is reached, and when a misstep was made last: conditions put together."""

from __future__ import annotations

import pytest

from course.recording import HELO, MAIL, evidence, goal, misstep
from heloworld.course.play.goals import is_reached, latest

HELO_250, RCPT_250, DATA_354 = (
    {"command": "HELO", "reply": 250},
    {"command": "RCPT", "reply": 250},
    {"command": "DATA", "reply": 354},
)
QUIT = {"command": "QUIT"}


def test_nothing_is_reached_by_nothing() -> None:
    assert not is_reached(goal(need=[HELO_250]), evidence())
    assert not is_reached(goal(any=[HELO_250]), evidence())
    assert not is_reached(goal(seq=[HELO_250]), evidence())


def test_all_of_need() -> None:
    assert is_reached(goal(need=[HELO_250, RCPT_250]), evidence(MAIL))
    assert not is_reached(goal(need=[HELO_250, QUIT]), evidence(MAIL))


def test_one_of_any() -> None:
    assert is_reached(goal(any=[QUIT, HELO_250]), evidence(MAIL))
    assert not is_reached(goal(any=[QUIT]), evidence(MAIL))
    assert not is_reached(goal(need=[HELO_250], any=[QUIT]), evidence(MAIL))


def test_none_of_none() -> None:
    assert not is_reached(goal(need=[HELO_250], none=[RCPT_250]), evidence(MAIL))
    assert is_reached(goal(need=[HELO_250], none=[RCPT_250]), evidence(HELO))


def test_seq_is_in_order() -> None:
    assert is_reached(goal(seq=[HELO_250, RCPT_250, DATA_354]), evidence(MAIL))
    assert not is_reached(goal(seq=[DATA_354, RCPT_250]), evidence(MAIL))


def test_one_moment_does_not_count_for_two_in_a_row() -> None:
    assert not is_reached(goal(seq=[HELO_250, {"command": "HELO"}]), evidence(MAIL))


def test_all_that_is_counted_comes_behind_what_is_before_it() -> None:
    noop = ("C NOOP", "S 250 2.0.0 Ok")
    order = goal(seq=[HELO_250, {"command": "NOOP", "count": 2}])
    assert is_reached(order, evidence((*HELO, *noop, *noop)))
    assert not is_reached(order, evidence((HELO[0], *noop, *HELO[1:], *noop)))


def test_a_count_is_met_on_one_connection_or_in_the_whole_lesson() -> None:
    twice = {"command": "HELO", "count": 2}
    assert not is_reached(goal(need=[twice]), evidence(HELO))
    assert not is_reached(goal(need=[twice]), evidence(HELO, HELO))
    assert is_reached(goal(need=[twice], scope="lesson"), evidence(HELO, HELO))
    assert is_reached(goal(need=[twice]), evidence((*HELO, *HELO[1:])))


def test_what_belongs_together_happens_on_one_connection() -> None:
    quitting = (HELO[0], "C QUIT", "S 221 2.0.0 Bye", "X ")
    together = {"need": [HELO_250, QUIT]}
    assert not is_reached(goal(**together), evidence(HELO, quitting))
    assert is_reached(goal(**together, scope="lesson"), evidence(HELO, quitting))
    assert is_reached(goal(**together), evidence(HELO, (*HELO, *quitting[1:])))


def test_what_is_banned_elsewhere_does_no_harm() -> None:
    assert is_reached(goal(need=[HELO_250], none=[RCPT_250]), evidence(MAIL, HELO))


@pytest.mark.parametrize(("scripts", "row"), [((), None), ((HELO,), 3), ((MAIL, HELO), 18)])
def test_a_misstep_was_made_last_at(scripts: tuple[tuple[str, ...], ...], row: int | None) -> None:
    assert latest(misstep({"greeting": 220}, HELO_250), evidence(*scripts)) == row
