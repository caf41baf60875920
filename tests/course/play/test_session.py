"""A tutor knows what is going on, and keeps what the learner has done."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld import paths
from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.model.loader import load_course
from heloworld.course.play.session import Mode, Tutor
from heloworld.course.progress.progress import Progress
from heloworld.errors import HeloError
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Opened, Side

COURSE = load_course(paths.lessons())[0]
FIRST = next(COURSE.lessons)
LINES = sum(len(step.solution) for step in FIRST.steps)


class Wire:
    """What crosses, as a test writes it."""

    def __init__(self, tutor: Tutor) -> None:
        self._dissector = Dissector(protocol_of)
        self._conn = 0
        tutor.follow(self._dissector, lambda _: True)

    def open(self) -> None:
        self._conn += 1
        self._dissector.feed([Opened(self._conn, 1.0, "smtp", ("127.0.0.1", 40000 + self._conn), ("127.0.0.1", 2525))])
        self._say("server", "220 mail.harbour.test ESMTP")

    def exchange(self, command: str, reply: str) -> None:
        self._say("client", command)
        self._say("server", reply)

    def _say(self, source: Side, text: str) -> None:
        self._dissector.feed([Bytes(self._conn, 1.0, source, text.encode() + b"\r\n", False)])


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress.load(file=tmp_path / "progress.json")


@pytest.fixture
def tutor(progress: Progress, tmp_path: Path) -> Tutor:
    return Tutor(COURSE, FIRST, progress, tmp_path)


def kept(tmp_path: Path) -> Progress:
    """What is found the next day."""
    return Progress.load(file=tmp_path / "progress.json")


def test_what_happens_counts_only_while_the_learner_is_at_work(tutor: Tutor) -> None:
    for mode in Mode:
        tutor.begin_lesson_again()
        wire = Wire(tutor)
        tutor.mode = mode
        wire.open()
        wire.exchange("QUIT", "221 2.0.0 Bye")
        assert bool(tutor.look().reached) == (mode is Mode.DOING) == tutor.is_counting


def test_before_there_is_a_transcript_nothing_has_happened(tutor: Tutor) -> None:
    tutor.resume()
    assert tutor.look().reached == ()


def test_mistakes_of_a_past_that_was_replayed_are_not_spoken_of(tutor: Tutor) -> None:
    wire = Wire(tutor)
    wire.open()
    wire.exchange("BYE", "500 5.5.2 Error: command not recognized")
    tutor.resume()
    assert tutor.look().misstep is None
    wire.exchange("BYE", "500 5.5.2 Error: command not recognized")
    assert tutor.look().misstep is not None


def test_what_is_reached_answered_and_looked_up_is_kept_at_once(tutor: Tutor, tmp_path: Path) -> None:
    assert kept(tmp_path).last == FIRST.id, "where one is, as soon as one is there"
    question = FIRST.steps[0].predictions[0]
    tutor.answer(question, 2)
    assert kept(tmp_path).standing(FIRST.id).answers == {question.id: 2}
    tutor.hint()
    goal = FIRST.steps[0].goals[0]
    assert kept(tmp_path).standing(FIRST.id).hints == {goal.id: 1}
    wire = Wire(tutor)
    tutor.resume()
    wire.open()
    wire.exchange("QUIT", "221 2.0.0 Bye")
    tutor.look()
    assert kept(tmp_path).standing(FIRST.id).reached == {goal.id}
    tutor.turn(1)
    assert kept(tmp_path).standing(FIRST.id).step == 1
    tutor.begin_step_again()
    assert kept(tmp_path).standing(FIRST.id).reached == {goal.id}, "the other step's goals stay"
    tutor.begin_lesson_again()
    assert kept(tmp_path).standing(FIRST.id).reached == set()
    assert kept(tmp_path).standing(FIRST.id).answers == {}


def test_a_lesson_of_which_all_goals_were_reached_is_finished(tutor: Tutor, tmp_path: Path) -> None:
    wire = Wire(tutor)
    tutor.resume()
    for command in ("QUIT", "X", "NOOP", "HELP"):
        reply = {"QUIT": "221 2.0.0 Bye", "X": "500 5.5.2 Error", "HELP": "214 2.0.0 Help"}.get(command, "250 2.0.0 Ok")
        if command in {"QUIT", "X"}:
            wire.open()
        wire.exchange(command, reply)
    assert not tutor.look().is_lesson_done
    wire.exchange("X", "500 5.5.2 Error")
    wire.exchange("QUIT", "221 2.0.0 Bye")
    assert tutor.look().is_lesson_done
    assert kept(tmp_path).is_finished(FIRST.id)
    tutor.begin_lesson_again()
    assert kept(tmp_path).is_finished(FIRST.id), "once is enough"


def test_turning_past_a_step_that_is_not_done_needs_the_world_brought_there(tutor: Tutor) -> None:
    assert tutor.turn(1)
    assert tutor.runner.way_here == FIRST.steps[0].solution
    assert not tutor.turn(-1)
    assert tutor.turn(1)
    assert not tutor.turn(-5)
    assert tutor.runner.at == 0


# A presenter's place


def test_the_cue_goes_through_a_step_line_by_line_and_no_further(tutor: Tutor) -> None:
    solution = FIRST.steps[0].solution
    assert tuple(tutor.next_act() for _ in solution) == solution
    assert tutor.next_act() is None
    assert tutor.cue == len(solution)
    tutor.turn(1)
    assert tutor.cue == 0


def test_the_cue_goes_back_over_all_steps_to_the_very_beginning(tutor: Tutor) -> None:
    everything = [act for step in FIRST.steps for act in step.solution]
    for _ in FIRST.steps[1:]:
        tutor.turn(1)
    while tutor.next_act() is not None:
        continue
    for left in range(LINES - 1, -1, -1):
        way = tutor.act_back()
        assert way is not None
        assert list(way) == everything[:left], "the world has seen all that was played before"
        before = sum(len(step.solution) for step in FIRST.steps[: tutor.runner.at])
        assert before + tutor.cue == left
        assert tutor.next_act() == everything[left]
        assert tutor.act_back() == way
    assert tutor.act_back() is None
    assert (tutor.runner.at, tutor.cue) == (0, 0)


# Another lesson


def test_another_lesson_is_opened_where_it_was_left(tutor: Tutor, tmp_path: Path) -> None:
    second = COURSE.after(FIRST)
    assert second is not None
    tutor.turn(1)
    tutor.next_act()
    tutor.resume()
    tutor.open(second)
    assert (tutor.lesson, tutor.mode, tutor.cue, tutor.runner.at) == (second, Mode.SETTING, 0, 0)
    assert tutor.plan.mail == tutor.mail == tmp_path / second.id
    assert kept(tmp_path).last == second.id
    tutor.open(FIRST)
    assert tutor.runner.at == 1


def test_a_lesson_whose_world_cannot_be_leaves_everything_as_it_was(tutor: Tutor, tmp_path: Path) -> None:
    tutor.turn(1)
    before = (tutor.lesson, tutor.plan, tutor.mail, tutor.runner.standing)
    with pytest.raises(HeloError, match=r"missing\.mbox"):
        tutor.open(impossible(tmp_path))
    assert (tutor.lesson, tutor.plan, tutor.mail, tutor.runner.standing) == before
    assert kept(tmp_path).last == FIRST.id


def test_nothing_is_kept_where_nothing_is_to_be_kept(tmp_path: Path) -> None:
    tutor = Tutor(COURSE, FIRST, Progress.load(is_kept=False), tmp_path)
    tutor.turn(1)
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
