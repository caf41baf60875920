"""Goals of the course's own lessons, in ways that only people find."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from course.recording import END, ENVELOPE, HELO, evidence
from heloworld import paths
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import load_course
from heloworld.course.play.goals import is_reached
from heloworld.course.play.runner import Runner
from heloworld.ui.actions import ACTIONS

COURSE: Final = load_course(paths.lessons())[0]
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
    assert any(f"{key} opens ana's mailbox. Then press `r`" in told for key in opens)
