"""What somebody is told who comes back: what is gone, what is open, what to type."""

from __future__ import annotations

import pytest

from heloworld.course.model.lesson import Lesson, Step
from heloworld.course.play.page import page
from heloworld.course.play.resumption import (
    AT_REST,
    DONE_MAIL,
    IN_ENVELOPE,
    IN_LETTER,
    NEW_MAIL,
    NEW_ZONES,
    OPEN_AGAIN,
    resumption,
)
from heloworld.course.play.runner import Runner
from heloworld.course.progress.records import Standing
from shipped import COURSE, LESSONS


def runner(name: str, standing: Standing) -> Runner:
    lesson = COURSE.find(name)
    assert lesson is not None
    return Runner(lesson, standing)


@pytest.mark.parametrize("lesson", ["1.1", "1.4"])
def test_whoever_comes_for_the_first_time_is_told_nothing(lesson: str) -> None:
    assert resumption(runner(lesson, Standing())) == ""


def test_a_step_that_is_done_has_nothing_that_is_open() -> None:
    here = runner("1.2", Standing())
    done = frozenset(goal.id for goal in here.step.goals)
    assert resumption(runner("1.2", Standing(0, done))) == ""


@pytest.mark.parametrize(
    "at",
    [(lesson, step) for lesson in LESSONS for step in lesson.steps if step.checks],
    ids=lambda at: f"{at[0].number} {at[0].steps.index(at[1]) + 1}",
)
def test_whoever_comes_back_to_a_step_that_is_done_finds_what_its_questions_are_about(at: tuple[Lesson, Step]) -> None:
    lesson, step = at
    goals = frozenset(goal.id for goal in step.goals)
    here = Runner(lesson, Standing(lesson.steps.index(step), goals))
    assert here.is_step_done
    assert here.way_back == (*here.way_here, *step.solution)
    assert resumption(here) == (DONE_MAIL if any(act.line == "." for act in here.way_back) else "")


@pytest.mark.parametrize(
    ("lesson", "step", "said"),
    [
        ("1.4", 2, IN_LETTER),
        ("1.3", 2, IN_ENVELOPE),
        ("1.7", 3, IN_ENVELOPE),
        ("1.4", 3, AT_REST + NEW_MAIL),  # the letter in the file is not the learner's own
        ("1.1", 2, AT_REST),  # hung up, and connected again
        ("1.5", 2, AT_REST + NEW_MAIL),  # after a letter that was sent
    ],
)
def test_what_is_open_is_said_and_what_to_type(lesson: str, step: int, said: str) -> None:
    assert resumption(runner(lesson, Standing(step - 1))) == said


def test_a_zone_is_new_where_the_step_or_one_before_it_writes_into_one() -> None:
    assert resumption(runner("4.2", Standing(3))) == AT_REST + NEW_MAIL + NEW_ZONES
    assert NEW_ZONES not in resumption(runner("4.2", Standing(2)))


def test_what_was_done_of_a_step_is_open_again_and_whoever_did_it_is_told_so() -> None:
    first, second = (goal.id for goal in runner("5.3", Standing()).lesson.steps[1].goals)
    here = runner("5.3", Standing(1, frozenset({second})))
    assert not here.standing.reached
    assert here.reopened == {second}
    assert OPEN_AGAIN in resumption(here)
    assert OPEN_AGAIN not in resumption(runner("5.3", Standing(2, frozenset({second})))), "that is another step"
    assert runner("5.3", Standing(1, frozenset({first, second}))).is_step_done


def test_who_has_done_a_part_of_the_very_first_step_is_told_as_well() -> None:
    part = runner("5.3", Standing()).step.goals[0].id
    assert resumption(runner("5.3", Standing(0, frozenset({part})))) == AT_REST + OPEN_AGAIN


def test_who_has_begun_the_first_step_is_told_as_well() -> None:
    here = runner("1.5", Standing())
    begun = Standing(0, hints={here.step.goals[0].id: 1})
    assert resumption(runner("1.5", begun)) == AT_REST


def test_the_end_of_a_step_that_was_skipped_is_read_with_the_next() -> None:
    lesson = next(COURSE.lessons)
    first, done = lesson.steps[0], {goal.id for goal in lesson.steps[0].goals}
    assert first.after
    assert page(Runner(lesson)).skipped == ""
    assert page(Runner(lesson, Standing(1))).skipped == first.after
    assert page(Runner(lesson, Standing(1)), asks_first=True).skipped == "", "a class has seen what it has seen"
    assert page(Runner(lesson, Standing(1, frozenset(done)))).skipped == ""
