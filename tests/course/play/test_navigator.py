"""What a learner chooses, and what comes of it, without a screen."""

from __future__ import annotations

import pytest

from course.play.stage import Script
from course.recording import evidence
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.navigator import CUT_OFF, OPEN_AGAIN, PLAYED_AGAIN, STILL_OPEN, Navigator
from heloworld.course.play.runner import Runner
from heloworld.course.play.session import LessonSession, Mode
from heloworld.course.progress.records import Standing
from heloworld.errors import HeloError
from heloworld.lab.plan import Plan

UNKNOWN_WORD = ("S 220 mail.harbour.test ESMTP", "C XYZZY", "S 500 5.5.2 Error", "C NOOP", "S 250 2.0.0 Ok")
"""The second step of the course's first lesson."""


def done(lesson: Lesson, *steps: int) -> frozenset[str]:
    """The goals of some steps."""
    return frozenset(goal.id for step in steps for goal in lesson.steps[step].goals)


class Trip:
    """A navigator, what it began, and what it warned of."""

    def __init__(self, session: LessonSession, script: Script) -> None:
        self.begun: list[tuple[tuple[Act, ...], tuple[str, ...]]] = []
        self.warnings: list[str] = []
        self.is_sure = False
        self.navigator = Navigator(
            session, script, begin=lambda way, then: self.begun.append((way, then)), is_sure=self._is_sure
        )

    def _is_sure(self, warning: str, at: str) -> bool:
        self.warnings.append(f"{at}: {warning}")
        return self.is_sure


@pytest.fixture
def trip(session: LessonSession, script: Script) -> Trip:
    session.resume()
    return Trip(session, script)


def test_first_the_page_then_the_question_then_a_warning_then_the_step_is_skipped(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    script.has_more = True
    trip.navigator.next_step()
    assert script.taken() == ["read on"]
    trip.navigator.next_step()
    assert script.taken() == ["question"]
    script.is_at_question = True
    trip.navigator.next_step()
    assert "This step is not done." in trip.warnings[0]
    assert session.runner.at == 0
    trip.is_sure = True
    trip.navigator.next_step()
    assert session.runner.at == 1
    assert trip.begun == [(session.lesson.steps[0].solution, ())], "it is played"


def test_before_a_guess_that_is_in_sight_is_passed_over_its_number_is_asked_for(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    script.is_at_question = True
    trip.navigator.next_step()
    assert trip.warnings[0].startswith(f"{session.at}: First press the number of your guess. This step is not done.")
    session.answer(session.runner.step.predictions[0], 0)
    trip.navigator.next_step()
    assert trip.warnings[1].startswith(f"{session.at}: This step is not done.")


def test_nothing_is_said_to_be_played_where_a_lesson_is_left(trip: Trip, session: LessonSession) -> None:
    session.begin_at(len(session.lesson.steps) - 1)
    for question in session.runner.step.predictions:
        session.answer(question, 0)
    trip.navigator.next_step()
    assert trip.warnings == [
        f"{session.at}: The last step is not done. F8 again leaves this lesson; F9 brings you back to it."
    ]


def test_a_question_that_is_passed_over_is_said_with_the_key_that_leads_back(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    step = next(number for number, step in enumerate(session.lesson.steps) if step.checks)
    session.begin_at(step)
    session.runner = Runner(session.lesson, Standing(step, frozenset(goal.id for goal in session.runner.step.goals)))
    script.is_at_question = True
    trip.navigator.next_step()
    back = "F9" if session.page.is_last else "F7"
    assert trip.warnings[0].endswith(f"F8 again goes on without; {back} leads back to it.")


@pytest.mark.parametrize("is_presenting", [False, True])
def test_a_presenter_is_told_that_a_lesson_goes_on_where_it_was_left(
    trip: Trip, session: LessonSession, script: Script, is_presenting: bool
) -> None:
    session.is_presenting = is_presenting
    first, following = session.lesson, session.course.after(session.lesson)
    assert following is not None
    session.turn(1)
    trip.navigator.open(following)
    assert not any("say" in entry for entry in script.taken()), "it is at its beginning"
    trip.navigator.open(first)
    said = f"say This lesson goes on where it was left, at step 2 of {len(first.steps)}. ^r begins it anew."
    assert (said in script.taken()) is is_presenting


def test_the_lesson_where_one_is_goes_on_as_if_the_map_had_not_been_opened(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    asked = session.page.question
    assert asked is not None
    session.answer(asked, 0)
    trip.navigator.open(session.lesson)
    assert (trip.begun, script.taken()) == ([], [])
    assert session.is_counting


def test_a_step_that_was_skipped_is_opened_from_the_map_in_the_lesson_where_one_is(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    later = len(session.lesson.steps) - 1
    session.progress.keep(session.lesson.id, Standing(later, done(session.lesson, later)))
    session.runner = Runner(session.lesson, Standing(later, done(session.lesson, later)))
    trip.navigator.open(session.lesson)
    assert session.runner.at == 0
    assert "say Step 1 was skipped, and is still open." in script.taken()


def test_a_lesson_of_which_only_a_skipped_step_is_open_is_opened_there(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    first, following = session.lesson, session.course.after(session.lesson)
    assert following is not None
    later = first.steps[-1]
    session.progress.keep(first.id, Standing(len(first.steps) - 1, frozenset(goal.id for goal in later.goals)))
    trip.navigator.open(following)
    trip.navigator.open(first)
    assert session.runner.at == 0
    assert "say Step 1 was skipped, and is still open." in script.taken()
    session.progress.keep(first.id, Standing(len(first.steps) - 1))
    trip.navigator.open(following)
    trip.navigator.open(first)
    assert session.runner.at == len(first.steps) - 1, "the step where it was left is open itself"


def test_turning_back_to_a_step_that_is_done_needs_no_other_world(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    session.runner = Runner(session.lesson, Standing(1, done(session.lesson, 0)))
    trip.navigator.turn(-1)
    assert session.runner.at == 0
    assert script.taken() == ["hush", "refresh", "ask"]
    assert trip.begun == []


def test_turning_back_to_a_step_that_was_skipped_begins_it_and_says_so(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    trip.is_sure = True
    for question in session.runner.step.predictions:
        session.answer(question, 0)
    trip.navigator.next_step()
    session.resume()
    script.taken()
    trip.navigator.turn(-1)
    assert session.runner.at == 0
    assert trip.begun[-1] == ((), ())
    assert script.taken() == ["hush", f"say {STILL_OPEN}"]


def test_after_a_step_that_was_done_another_day_the_next_is_not_said_to_begin_anew(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    session.runner = Runner(session.lesson, Standing(1, done(session.lesson, 0, 1)))
    session.resume()
    trip.navigator.turn(1)
    assert session.runner.at == 2
    assert trip.begun == [(session.runner.way_here, ())]
    assert script.taken() == ["hush", f"say {PLAYED_AGAIN}"]


def test_a_step_that_is_skipped_is_not_said_twice_to_begin_anew(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    trip.navigator.turn(1)
    assert trip.begun == [(session.lesson.steps[0].solution, ())]
    assert script.taken() == ["hush"]


@pytest.mark.parametrize("is_done", [False, True])
def test_turning_the_page_of_a_step_that_was_shown_takes_back_what_was_shown(
    trip: Trip, session: LessonSession, *, is_done: bool
) -> None:
    session.runner = Runner(session.lesson, Standing(1, done(session.lesson, 0) if is_done else frozenset()))
    before = session.runner.way_here
    session.mode = Mode.SHOWN
    trip.navigator.turn(-1)
    assert trip.begun == [(before if is_done else (), ())], "where the learner was at work, or goes to work now"


@pytest.mark.parametrize("is_presenting", [False, True])
def test_after_the_last_step_comes_the_next_lesson(
    trip: Trip, session: LessonSession, script: Script, is_presenting: bool
) -> None:
    first, following = session.lesson, session.course.after(session.lesson)
    session.is_presenting = is_presenting
    for _ in first.steps[1:]:
        session.turn(1)
    trip.navigator.go_on("Page Down")
    if is_presenting:
        assert session.lesson is first, "a class is not taken there by surprise"
        assert "The lesson ends here." in trip.warnings[0]
        trip.is_sure = True
        trip.navigator.go_on("Page Down")
    assert session.lesson is following
    assert trip.begun[-1] == ((), ())


def test_after_the_last_lesson_comes_the_map(trip: Trip, session: LessonSession, script: Script) -> None:
    last = list(session.course.lessons)[-1]
    session.open(last)
    for _ in last.steps[1:]:
        session.turn(1)
    trip.navigator.go_on("Page Down")
    assert script.taken() == ["map"]


def test_after_the_last_lesson_a_class_is_told_that_the_course_ends(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    last = list(session.course.lessons)[-1]
    session.open(last)
    session.is_presenting = True
    for _ in last.steps[1:]:
        session.turn(1)
    for _ in range(2):
        trip.navigator.go_on("Page Down")
        assert script.taken() == ["hush", "say The course ends here. F9 shows all lessons."], "once, not once a key"
    assert session.lesson is last


def test_a_lesson_that_cannot_be_opened_is_said(session: LessonSession, script: Script) -> None:
    def no_world(_: object) -> Plan:
        raise HeloError("It cannot be.")

    session._plan_of = no_world
    trip, here = Trip(session, script), session.lesson
    following = session.course.after(here)
    assert following is not None
    trip.navigator.open(following)
    assert script.taken() == ["hush", "complain: It cannot be."]
    assert session.lesson is here
    assert trip.begun == []


def test_a_lesson_is_begun_anew_when_that_is_sure(trip: Trip, session: LessonSession, script: Script) -> None:
    session.turn(1)
    trip.navigator.begin_lesson_again()
    assert session.runner.at == 1
    assert "^r again begins the lesson anew" in trip.warnings[0]
    trip.is_sure = True
    trip.navigator.begin_lesson_again()
    assert session.runner.at == 0
    assert trip.begun == [((), ())]
    assert script.taken() == ["hush"], "the warning has been heeded"


def test_whoever_begins_a_step_again_is_told_that_later_ones_are_open_again(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    session.take(evidence(UNKNOWN_WORD))
    trip.navigator.begin_step_again()
    assert f"say {OPEN_AGAIN}" in script.taken()
    trip.navigator.begin_step_again()
    assert f"say {OPEN_AGAIN}" not in script.taken(), "nothing more was undone"


def test_a_step_is_begun_again_at_once(trip: Trip, session: LessonSession) -> None:
    session.turn(1)
    trip.navigator.begin_step_again()
    assert trip.begun == [(session.runner.way_here, ())]
    assert trip.warnings == []


@pytest.mark.parametrize(
    ("mode", "typed", "sent"),
    [
        (Mode.SHOWING, ("HELO x",), ()),
        (Mode.SHOWN, ("HELO x",), ("HELO x",)),
        (Mode.SHOWN, ("",), ()),
        (Mode.DOING, ("HELO x",), None),
        (Mode.FREE, ("HELO x",), None),
        (Mode.SETTING, ("HELO x",), None),
    ],
)
def test_a_line_ends_a_showing(
    trip: Trip, session: LessonSession, mode: Mode, typed: tuple[str, ...], sent: tuple[str, ...] | None
) -> None:
    session.mode = mode
    assert trip.navigator.stop_showing(typed) == (sent is not None)
    assert trip.begun == ([] if sent is None else [((), sent)])


def test_free_play_and_back(trip: Trip, session: LessonSession, script: Script) -> None:
    trip.navigator.free_play()
    assert session.mode is Mode.FREE
    assert script.taken() == ["refresh", "to prompt"]
    trip.navigator.free_play()
    assert trip.begun == [((), ())]


def test_a_presenter_comes_back_from_free_play_to_the_line_where_they_were(trip: Trip, session: LessonSession) -> None:
    session.is_presenting = True
    session.turn(1)
    solution, before = session.runner.step.solution, session.runner.way_here
    session.next_act()
    trip.navigator.free_play()
    trip.navigator.free_play()
    assert trip.begun == [((*before, solution[0]), ())]
    assert session.cue == 1


def test_before_a_class_a_lesson_is_come_back_to_with_its_step_open_and_its_questions_asked(
    trip: Trip, session: LessonSession
) -> None:
    session.is_presenting = True
    first, following = session.lesson, session.course.after(session.lesson)
    assert following is not None
    for question in session.runner.step.predictions:
        session.tell(question)
    session.runner._reached |= {goal.id for goal in session.runner.step.goals}
    session._keep()
    trip.navigator.open(following)
    trip.navigator.open(first)
    assert (session.cue, session.runner.is_step_done) == (0, False)
    assert session.page.question == session.runner.step.predictions[0]


def test_f5_asks_a_class_again(trip: Trip, session: LessonSession) -> None:
    session.is_presenting = True
    asked = session.page.question
    assert asked is not None
    session.tell(asked)
    assert session.page.question is None
    trip.navigator.begin_step_again()
    assert session.page.question is asked


@pytest.mark.parametrize("key", ["begin_step_again", "free_play", "back"])
def test_others_are_cut_off_only_when_a_key_asks_for_it_twice(
    trip: Trip, session: LessonSession, script: Script, key: str
) -> None:
    session.is_presenting = script.has_others = True
    session.turn(1)
    if key == "free_play":
        session.mode = Mode.FREE
    act = getattr(trip.navigator, key, lambda: trip.navigator.turn(-1))
    act()
    assert trip.begun == []
    act()
    assert len(trip.begun) == 1


def test_what_is_asked_twice_anyway_says_that_others_are_cut_off(
    trip: Trip, session: LessonSession, script: Script
) -> None:
    session.is_presenting = script.has_others = True
    trip.navigator.begin_lesson_again()
    assert trip.warnings[-1].endswith(CUT_OFF)
    session.begin_at(len(session.lesson.steps) - 1)
    trip.navigator.go_on("Page Down")
    assert trip.warnings[-1].endswith(f"The lesson ends here. Page Down again: the next one. {CUT_OFF}")
    trip.navigator.go_on("F8")
    assert "The lesson ends here. F8 again" in trip.warnings[-1]
    assert trip.begun == []
