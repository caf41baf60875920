"""Lessons taken in a terminal, with keys alone: wrong turns, hints, a look at the solution, leaving and coming back.

What is typed is what the lessons say themselves: their solutions, and the wrong turns that they have an answer to.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pytest

from heloworld.course.progress.progress import Progress
from heloworld.ui.themes import THEMES
from shipped import COURSE
from ui.learner import SIZES, lesson_of, seat
from ui.terminal.terminal import Terminal, helo

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_first_lesson_from_the_very_beginning(size: tuple[int, int]) -> None:
    lesson = next(COURSE.lessons)
    with seat(lesson, size) as learner:
        terminal = learner.terminal
        terminal.wait_for("S: 220")
        terminal.press("f9")
        terminal.wait_for(f"Lessons · 0 of {len(list(COURSE.lessons))} done")
        terminal.press("enter")
        learner.arrive(0)
        learner.go_wrong()
        terminal.press("f2")
        terminal.wait_for("Hint 1")
        learner.do()
        learner.go_on()
        learner.go_wrong()
        terminal.resize(*SIZES[1 - SIZES.index(size)])
        terminal.wait_for("F1 Help")
        terminal.press("f3")
        terminal.wait_for("now you")
        assert "· done" not in terminal.text
        terminal.press("enter")
        terminal.wait_gone("now you|C: NOOP")
        learner.settle()
        learner.until_ready()
        assert "S: 500" not in terminal.text, "the Enter was for the lesson, not for the server"
        terminal.press("f3")
        terminal.wait_for(f"▸ {learner.step.solution[0].send}")
        terminal.press("f5")
        terminal.wait_gone(f"▸ {learner.step.solution[0].send}")
        learner.settle()
        learner.until_ready()
        terminal.resize(*size)
        learner.quit()
    with seat(lesson, size) as learner:
        learner.arrive(1, is_new=False)
        learner.do()
        learner.go_on()
        learner.go_wrong()
        learner.do()
        learner.terminal.wait_until(lambda: Progress.load().is_finished(lesson.id), "that it is finished")
        learner.terminal.press("f9")
        learner.terminal.wait_for("Lessons · 1 of")
        learner.terminal.press("down", "enter")
        learner.terminal.wait_for(f"{lesson.number[:-1]}2 ")
        learner.terminal.wait_for("Step 1 of")
        learner.quit()
    assert Progress.load().last == list(COURSE.lessons)[1].id


@pytest.mark.parametrize(("name", "size"), [("1.4", (80, 24)), ("2.1", (120, 36))], ids=str)
def test_a_lesson_with_wrong_turns_left_and_taken_up_again(name: str, size: tuple[int, int]) -> None:
    lesson = lesson_of(name)
    with seat(lesson, size, "lessons", "run", name) as learner:
        learner.arrive(0)
        learner.go_wrong()
        learner.do()
        learner.go_on()
        learner.type(learner.step.solution[:2])
        learner.terminal.wait_for(re.escape(learner.step.solution[1].send or "DATA ▸"))
        learner.quit()
    with seat(lesson, size) as learner:
        learner.arrive(1, is_new=False)
        learner.go_wrong()
        learner.do()
        for _ in lesson.steps[2:]:
            learner.go_on()
            learner.go_wrong()
            learner.do()
        learner.quit()
    assert Progress.load().is_finished(lesson.id)


def test_the_world_is_as_the_step_needs_it() -> None:
    lesson = lesson_of("1.4")
    standing_in_data, with_a_letter = 1, 2
    with seat(lesson, (120, 36), "lessons", "run", "1.4") as learner:
        learner.arrive(0)
        learner.do()
        learner.go_on()
        learner.quit()
    with seat(lesson, (120, 36)) as learner:
        learner.arrive(standing_in_data, is_new=False)
        learner.terminal.wait_for("DATA ▸")
        learner.do()
        learner.go_on()
        learner.quit()
    with seat(lesson, (120, 36)) as learner:
        learner.arrive(with_a_letter, is_new=False)
        learner.terminal.wait_for("Mailbox: ana · 1 message")
        learner.quit()


def test_turning_back_in_the_middle_of_what_is_shown_and_on_again() -> None:
    with seat(lesson_of("1.4"), (120, 36), "lessons", "run", "1.4") as learner:
        learner.arrive(0)
        learner.do()
        learner.go_on()
        learner.terminal.press("f3")
        learner.terminal.wait_for(f"▸ {learner.step.solution[0].send}")
        learner.terminal.press("f7")
        learner.terminal.wait_for("Step 1 of 3 · done")
        learner.forward(lambda: "Step 2 of 3" in learner.terminal.text)
        learner.arrive(1, is_new=False)
        learner.terminal.wait_for("DATA ▸")
        assert "now you" not in learner.terminal.text
        learner.do()
        learner.quit()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_tls_and_a_program_of_ones_own() -> None:
    lesson = lesson_of("tls")
    with seat(lesson, (80, 24), "lessons", "run", "tls") as learner, ExitStack() as programs:
        learner.arrive(0)
        for _ in lesson.steps[1:]:
            learner.go_wrong()
            learner.do()
            learner.go_on()
        learner.go_wrong()
        learner.until_ready()
        learner.read()
        program = programs.enter_context(openssl(command_line(learner.terminal)))
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stdout.readline().startswith(b"220 ")
        program.stdin.write(b"EHLO localhost\nQUIT\n")
        program.stdin.flush()
        learner.to_prompt()
        learner.finish()
        learner.quit()
    assert Progress.load().is_finished(lesson.id)


def command_line(terminal: Terminal) -> Sequence[str]:
    """The line that the lesson says is to be pasted into another terminal, put together where it was wrapped."""

    def found() -> re.Match[str] | None:
        lines = terminal.text.splitlines()
        width = next(line.index("╮") for line in lines if line.startswith("╭"))
        return re.search(r"openssl s_client .*?127\.0\.0\.1:\d+", " ".join(line[1:width].strip() for line in lines))

    terminal.wait_until(found, "the command line")
    match = found()
    assert match is not None
    return shlex.split(match.group().replace("\\ ", ""))


@contextmanager
def openssl(arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as program:
        yield program
        program.kill()


# Colours


def next_theme(terminal: Terminal) -> str:
    """Press the key for the next theme; returns its name, once that is said."""
    start = len(terminal.raw)
    terminal.press("f10")
    said = re.compile(rb"Theme: ([a-z -]*[a-z])")
    terminal.wait_until(lambda: said.search(terminal.raw, start), "the next theme")
    terminal.wait_quiet()
    name: bytes = said.findall(terminal.raw, start)[-1]
    return name.decode()


def test_themes_change_in_the_middle_of_a_lesson() -> None:
    with seat(lesson_of("1.4"), (120, 36), "lessons", "run", "1.4") as learner:
        terminal = learner.terminal
        learner.arrive(0)
        terminal.enter("DATA")
        terminal.wait_for(r"Not yet\.")
        terminal.wait_quiet()
        before = pane_of(terminal)
        assert len({next_theme(terminal) for _ in THEMES}) == len(THEMES)
        terminal.wait_gone("Theme: ")
        assert pane_of(terminal) == before
        terminal.enter("RSET")
        terminal.wait_for("C: RSET")
        learner.quit()


def pane_of(terminal: Terminal) -> list[str]:
    """The lesson's pane, on a screen where it stands on the left."""
    return [line[:42] for line in terminal.text.splitlines()]


def test_a_lesson_without_colours() -> None:
    with helo("lessons", "run", "1.1", env={"NO_COLOR": "1", "TERM": "xterm", "COLORTERM": None}) as terminal:
        terminal.wait_for("Before you type")
        terminal.wait_quiet()  # without colours nothing says where the focus is
        terminal.press("2")
        terminal.wait_for("You predicted")
        terminal.enter("NOPE")
        terminal.wait_for(r"Not yet\.")
        assert {(run.ink, run.paper) for run in terminal.runs()} == {("default", "default")}
        terminal.press("f9")
        terminal.wait_for("Lessons · 0 of")
        assert {(run.ink, run.paper) for run in terminal.runs()} == {("default", "default")}
        terminal.press("escape")
        terminal.wait_gone("Lessons · 0 of")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []
