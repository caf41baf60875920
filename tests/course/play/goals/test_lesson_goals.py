"""Goals of the course's own lessons, in ways that only people find."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from course.recording import END, ENVELOPE, HELO, evidence
from heloworld import paths
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.goals import is_reached
from heloworld.course.play.runner import Runner
from heloworld.ui.actions import ACTIONS
from shipped import COURSE

CLEO: Final = ("C RCPT TO:<cleo@harbour.test>", "S 450 4.2.0 Busy", "C RCPT TO:<cleo@harbour.test>", "S 250 2.1.5 Ok")
DORA: Final = ("C MAIL FROM:<dora@island.test>", "S 250 2.1.0 Ok")
EMIL: Final = ("C MAIL FROM:<emil@island.test>", "S 503 5.5.1 Error: nested MAIL command")
RSET: Final = ("C RSET", "S 250 2.0.0 Ok")


def lesson_of(number: str) -> Lesson:
    lesson = COURSE.find(number)
    assert lesson is not None
    return lesson


def test_a_dot_in_the_file_counts_without_an_empty_line_above_it(tmp_path: Path) -> None:
    goal = lesson_of("1.8").steps[1].goals[0]
    (tmp_path / "ana.mbox").write_bytes(b"From dora@island.test Mon Nov 23 23:26:01 2026\nhello\n.\n..\n\n")
    letter = (*HELO, *ENVELOPE, "C hello", "C ..", "C ...", *END)
    assert is_reached(goal, evidence(letter, mailboxes=Mailboxes(tmp_path, ("ana",))))


def test_an_envelope_dropped_too_early_does_not_make_room_for_emil() -> None:
    runner = Runner(lesson_of("1.7"))
    runner.go(1)
    way: tuple[str, ...] = (*HELO, *DORA, *RSET, *DORA, *CLEO)
    runner.look(evidence(way))
    assert runner.is_step_done
    runner.go(2)
    for more, reached in ((), 0), (EMIL, 1), (RSET, 1), (DORA, 2):
        way += more
        runner.look(evidence(way))
        assert sum(map(runner.is_reached, runner.step.goals)) == reached


def test_the_key_that_a_lesson_names_for_the_readers_opens_the_mailbox() -> None:
    opens = {
        key.upper() for each in ACTIONS if each.id == "open_mailbox" and "lesson" in each.scope for key in each.keys
    }
    told = next(line for line in lesson_of("2.2").steps[0].after.splitlines() if "reader lens" in line)
    assert any(f"{key} opens ana's mailbox, and `r` there leads to the lens" in told for key in opens)


LOGIN: Final = (
    "S +OK ready",
    "C USER ana",
    "S +OK",
    "C PASS sesame",
    "S +OK Logged in.",
)
MARKED: Final = (*LOGIN, "C DELE 1", "S +OK Marked to be deleted.", "C LIST", "S +OK 2 messages:", "S .")
ALL_THREE: Final = ("C STAT", "S +OK 3 1182")
ONE_LESS: Final = ("C STAT", "S +OK 2 900")
TAKEN_BACK: Final = ("C RSET", "S +OK")
GONE: Final = ("X",)


@pytest.mark.parametrize(
    ("sessions", "is_done"),
    [
        (((*TAKEN_BACK, *ALL_THREE),), True),
        ((GONE, (*LOGIN, *ALL_THREE)), True),
        ((GONE, LOGIN), False),
        (((*TAKEN_BACK,),), False),
        (((*ONE_LESS,),), False),
    ],
    ids=["RSET", "the cable", "not asked", "not asked after RSET", "still marked"],
)
def test_both_ways_to_take_a_mark_back_count(
    tmp_path: Path, sessions: tuple[tuple[str, ...], ...], is_done: bool
) -> None:
    lesson = lesson_of("5.2")
    seed = (lesson.path.parent / "three-waiting.mbox").read_bytes()
    (tmp_path / "ana.mbox").write_bytes(seed)
    boxes = Mailboxes(tmp_path, ("ana",), {"ana": seed})
    runner = Runner(lesson)
    runner.look(evidence(MARKED, mailboxes=boxes, protocol="pop3"))
    runner.go(1)
    first, *more = sessions
    runner.look(evidence((*MARKED, *first), *more, mailboxes=boxes, protocol="pop3"))
    assert runner.is_step_done is is_done
    assert "began" not in runner.off_track, "who vanishes as the text says is not scolded"


def test_a_refusal_of_the_step_before_is_not_the_one_that_a_conversation_of_ones_own_needs() -> None:
    runner = Runner(lesson_of("1.1"))
    runner.go(1)
    helped, no = ("C HELP", "S 214 2.0.0 Commands"), ("C Good morning", "S 500 5.5.2 Error: command not recognized")
    talk: tuple[str, ...] = (HELO[0], *helped, *no, "C NOOP", "S 250 2.0.0 Ok")
    runner.look(evidence(talk))
    runner.go(2)
    bye = ("C QUIT", "S 221 2.0.0 Bye", "X")
    runner.look(evidence((*talk, *helped, *bye)))
    assert not runner.is_step_done
    assert runner.misstep is not None
    assert runner.misstep.id == "left-early"
    runner.look(evidence((*talk, *helped, *bye), (HELO[0], *helped, *no, *bye)))
    assert runner.is_step_done


@pytest.mark.parametrize(
    ("lines", "misstep"),
    [
        (("C DELE 1", "S -ERR Unknown command."), "before-login"),
        ((*LOGIN[1:], "C DELE 1", "S +OK Marked.", "C DELE 1", "S -ERR Message is deleted."), "marked-already"),
        ((*LOGIN[1:], "C DELE 4", "S -ERR There is no message 4."), "no-such-number"),
    ],
)
def test_what_is_said_of_a_refused_mark_is_true(lines: tuple[str, ...], misstep: str, tmp_path: Path) -> None:
    shutil.copy(paths.lessons() / "5-pulling-it-back" / "three-waiting.mbox", tmp_path / "ana.mbox")
    runner = Runner(lesson_of("5.2"))
    runner.look(evidence((LOGIN[0], *lines), mailboxes=Mailboxes(tmp_path, ("ana",)), protocol="pop3"))
    assert runner.misstep is not None
    assert runner.misstep.id == misstep
