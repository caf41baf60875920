"""A session knows what is going on, and keeps what the learner has done."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld import paths
from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.model.loader import load_course
from heloworld.course.play.session import LessonSession, Mode
from heloworld.course.play.world_plan import plans_in
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import LEFT_OPEN, Standing
from heloworld.errors import HeloError
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Opened, Side
from heloworld.wire.transcript import Transcript
from shipped import COURSE

FIRST = next(COURSE.lessons)
LINES = sum(len(step.solution) for step in FIRST.steps)


class Wire:
    """What crosses, as a test writes it."""

    def __init__(self, session: LessonSession) -> None:
        self._dissector = Dissector(protocol_of)
        self._conn = 0
        session.follow(self._dissector, lambda _: True, Transcript())

    def open(self) -> None:
        self._conn += 1
        self._dissector.feed([Opened(self._conn, 1.0, "smtp", ("127.0.0.1", 40000 + self._conn), ("127.0.0.1", 2525))])
        self._say("server", "220 mail.harbour.test ESMTP")

    def exchange(self, command: str, reply: str) -> None:
        self._say("client", command)
        self._say("server", reply)

    def _say(self, source: Side, text: str) -> None:
        self._dissector.feed([Bytes(self._conn, 1.0, source, text.encode() + b"\r\n", False)])


def kept(tmp_path: Path) -> Progress:
    """What is found the next day."""
    return Progress.load(file=tmp_path / "progress.json")


def test_what_happens_counts_only_while_the_learner_is_at_work(session: LessonSession) -> None:
    for mode in Mode:
        session.begin_lesson_again()
        wire = Wire(session)
        session.mode = mode
        wire.open()
        wire.exchange("QUIT", "221 2.0.0 Bye")
        assert bool(session.look().reached) == (mode is Mode.DOING) == session.is_counting


def test_before_there_is_a_transcript_nothing_has_happened(session: LessonSession) -> None:
    session.resume()
    assert session.look().reached == ()


def test_mistakes_of_a_past_that_was_replayed_are_not_spoken_of(session: LessonSession) -> None:
    wire = Wire(session)
    wire.open()
    wire.exchange("BYE", "500 5.5.2 Error: command not recognized")
    session.resume()
    assert session.look().misstep is None
    wire.exchange("BYE", "500 5.5.2 Error: command not recognized")
    assert session.look().misstep is not None


def test_what_is_reached_answered_and_looked_up_is_kept_at_once(session: LessonSession, tmp_path: Path) -> None:
    assert kept(tmp_path).last == FIRST.id, "where one is, as soon as one is there"
    question = FIRST.steps[0].predictions[0]
    session.answer(question, 2)
    assert kept(tmp_path).standing(FIRST.id).answers == {question.id: 2}
    session.hint()
    goal = FIRST.steps[0].goals[0]
    assert kept(tmp_path).standing(FIRST.id).hints == {goal.id: 1}
    wire = Wire(session)
    session.resume()
    wire.open()
    wire.exchange("QUIT", "221 2.0.0 Bye")
    session.look()
    assert kept(tmp_path).standing(FIRST.id).reached == {goal.id}
    session.turn(1)
    assert kept(tmp_path).standing(FIRST.id).step == 1
    session.begin_step_again()
    assert kept(tmp_path).standing(FIRST.id).reached == {goal.id}, "the other step's goals stay"
    session.begin_lesson_again()
    assert kept(tmp_path).standing(FIRST.id).reached == set()
    assert kept(tmp_path).standing(FIRST.id).answers == {}


def test_a_lesson_of_which_all_goals_were_reached_is_finished(session: LessonSession, tmp_path: Path) -> None:
    wire = Wire(session)
    session.resume()
    for command in ("QUIT", "X", "NOOP", "HELP"):
        reply = {"QUIT": "221 2.0.0 Bye", "X": "500 5.5.2 Error", "HELP": "214 2.0.0 Help"}.get(command, "250 2.0.0 Ok")
        if command in {"QUIT", "X"}:
            wire.open()
        wire.exchange(command, reply)
    assert not session.look().is_lesson_done
    wire.exchange("X", "500 5.5.2 Error")
    wire.exchange("QUIT", "221 2.0.0 Bye")
    assert session.look().is_lesson_done
    assert kept(tmp_path).is_finished(FIRST.id)
    session.begin_lesson_again()
    assert kept(tmp_path).is_finished(FIRST.id), "once is enough"


def test_turning_past_a_step_that_is_not_done_needs_the_world_brought_there(session: LessonSession) -> None:
    assert session.turn(1) == session.runner.way_here == FIRST.steps[0].solution
    assert session.turn(-1) == (), "it is open, and what has happened since is none of its business"
    assert session.turn(1) is not None
    assert session.turn(-5) == ()
    assert session.runner.at == 0


def test_a_step_that_is_turned_back_to_asks_again_what_was_left_open(session: LessonSession) -> None:
    (asked,) = FIRST.steps[0].predictions
    session.answer(asked, LEFT_OPEN)
    session.turn(1)
    session.turn(-1)
    assert session.page.question == asked
    session.answer(asked, asked.answer)
    session.turn(1)
    session.turn(-1)
    assert session.page.question is None, "what was predicted stays sealed"


@pytest.mark.parametrize("credits_way", [False, True])
def test_what_was_played_to_get_there_is_nobodys_merit_unless_it_is_said_to_be(
    session: LessonSession, credits_way: bool
) -> None:
    session.turn(1)
    wire = Wire(session)
    wire.open()
    wire.exchange("QUIT", "221 2.0.0 Bye")
    session.resume(credits_way=credits_way)
    session.look()
    assert session.runner.is_reached(FIRST.steps[0].goals[0]) == credits_way


@pytest.mark.parametrize("mode", [Mode.SHOWING, Mode.SHOWN])
def test_turning_the_page_after_a_showing_needs_a_fresh_world_and_takes_nothing_away(
    session: LessonSession, progress: Progress, mode: Mode
) -> None:
    goals = frozenset(goal.id for goal in FIRST.steps[0].goals)
    progress.keep(FIRST.id, Standing(0, goals))
    session.open(FIRST)
    session.mode = mode
    assert session.turn(-1) == FIRST.steps[0].solution
    assert session.runner.standing.reached == goals, "what was done stays done"


# A presenter's place


def test_the_cue_goes_through_a_step_line_by_line_and_no_further(session: LessonSession) -> None:
    solution = FIRST.steps[0].solution
    assert tuple(session.next_act() for _ in solution) == solution
    assert session.next_act() is None
    assert session.cue == len(solution)
    session.turn(1)
    assert session.cue == 0


def test_the_cue_goes_back_over_all_steps_to_the_very_beginning(session: LessonSession) -> None:
    everything = [act for step in FIRST.steps for act in step.solution]
    for _ in FIRST.steps[1:]:
        session.turn(1)
    while session.next_act() is not None:
        continue
    for step in range(len(FIRST.steps) - 1, -1, -1):
        before = sum(len(each.solution) for each in FIRST.steps[:step])
        for cue in range(session.cue - 1, -1, -1):
            assert session.act_back() == tuple(everything[: before + cue])
            assert (session.runner.at, session.cue) == (step, cue)
        if step:
            assert session.act_back() == tuple(everything[:before]), "the step before stands there as it was played"
            assert (session.runner.at, session.cue) == (step - 1, len(FIRST.steps[step - 1].solution))
    assert session.act_back() is None
    assert (session.runner.at, session.cue) == (0, 0)


def test_the_cue_goes_back_into_the_lesson_before(session: LessonSession) -> None:
    second = COURSE.after(FIRST)
    assert second is not None
    session.open(second)
    way = session.act_back()
    assert way == tuple(act for step in FIRST.steps for act in step.solution)
    assert (session.lesson, session.runner.at) == (FIRST, len(FIRST.steps) - 1)


def test_what_a_detour_has_changed_is_played_again(session: LessonSession) -> None:
    session.turn(1)
    session.next_act()
    assert session.played_again() == (*session.runner.way_here, session.runner.step.solution[0])
    assert session.cue == 1


# Another lesson


def test_another_lesson_is_opened_where_it_was_left(session: LessonSession, tmp_path: Path) -> None:
    second = COURSE.after(FIRST)
    assert second is not None
    session.turn(1)
    session.next_act()
    session.resume()
    session.open(second)
    assert (session.lesson, session.mode, session.cue, session.runner.at) == (second, Mode.SETTING, 0, 0)
    assert session.plan.mail == tmp_path / second.id
    assert kept(tmp_path).last == second.id
    session.open(FIRST)
    assert session.runner.at == 1


def test_a_lesson_whose_world_cannot_be_leaves_everything_as_it_was(session: LessonSession, tmp_path: Path) -> None:
    session.turn(1)
    before = (session.lesson, session.plan, session.runner.standing)
    with pytest.raises(HeloError, match=r"missing\.mbox"):
        session.open(impossible(tmp_path))
    assert (session.lesson, session.plan, session.runner.standing) == before
    assert kept(tmp_path).last == FIRST.id


def test_nothing_is_kept_where_nothing_is_to_be_kept(tmp_path: Path) -> None:
    session = LessonSession(COURSE, FIRST, Progress.load(is_kept=False), plans_in(tmp_path))
    session.turn(1)
    assert not (paths.learner() / "progress.json").exists()


def impossible(folder: Path) -> Lesson:
    """A lesson that begins with a mailbox that is not there."""
    part = folder / "course" / "1-part"
    part.mkdir(parents=True)
    text = FIRST.path.read_text(encoding="utf-8").replace(f'id = "{FIRST.id}"', 'id = "impossible"')
    (part / "01-impossible.md").write_text(
        text.replace("\n```\n", '\n\n[world]\nseed = { ana = "missing.mbox" }\n```\n', 1), encoding="utf-8"
    )
    course: Course = load_course(folder / "course")[0]
    return next(course.lessons)
