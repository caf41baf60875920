"""Lessons taken in a terminal, with keys alone: wrong turns, hints, a look at the solution, leaving and coming back.

What is typed is what the lessons say themselves: their solutions, and the wrong turns that they have an answer to.
"""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Self

import pytest

from heloworld import paths
from heloworld.course.loader import load_course
from heloworld.course.model import Lesson, Step
from heloworld.course.play import Act
from heloworld.course.progress import Progress
from heloworld.ui.themes import DARK, THEMES

from .terminal import Terminal, helo

COURSE = load_course(paths.lessons())[0]
SIZES = [(80, 24), (120, 36)]
FOCUS = next(theme for theme in THEMES if theme.name == DARK).variables["pane-border-focus"].lstrip("#").lower()


def lesson_of(name: str) -> Lesson:
    lesson = COURSE.find(name)
    assert lesson is not None
    return lesson


class Outside:
    """Another program, on the port that the title says."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._connection: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def send(self, line: str) -> None:
        """Send a line, over a connection that is opened when it is needed, and see the reply on the screen, too."""
        if self._connection is None:
            port = int(self._terminal.wait_for(r"smtp 127.0.0.1:\d+").text.rpartition(":")[2])
            self._connection = socket.create_connection(("127.0.0.1", port), 15)
            self._connection.recv(4096)
        self._connection.sendall(line.encode() + b"\r\n")
        reply = self._connection.recv(4096).decode().splitlines()
        self._terminal.wait_for(r"\d S: " + re.escape(reply[-1]))

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Learner:
    """Somebody at the keyboard, in a lesson."""

    def __init__(self, terminal: Terminal, lesson: Lesson) -> None:
        self.terminal = terminal
        self.lesson = lesson
        self.at = 0

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.at]

    @property
    def focus(self) -> str:
        """The title of the pane that has the focus, as far as its frame shows."""
        runs = list(self.terminal.runs())
        for here, run in enumerate(runs):
            if run.ink == FOCUS and "╭" in run.text:
                return (run.text.rpartition("╭")[2] + "".join(each.text for each in runs[here + 1 : here + 4]))[:20]
        return ""

    def until_in(self, pane: str) -> None:
        """Wait until a pane has the focus."""
        self.terminal.wait_until(lambda: pane in self.focus, f"the focus in {pane}")

    def read(self) -> None:
        """Have the step's text before one's eyes, with the key that goes round all panes."""
        for tab in ("Mailbox", "Wire", "Lesson") if "[ Wire ]" in self.terminal.text else ():
            self.terminal.press("f6")
            self.terminal.wait_for(rf"\[ {tab} \]")

    def arrive(self, at: int, *, is_new: bool = True) -> None:
        """Be at a step, answer what it asks first, and sit before the prompt."""
        self.at = at
        self.terminal.wait_for(rf"Step {at + 1} of {len(self.lesson.steps)} ")
        questions = self.step.predictions if is_new else ()
        for question in questions:
            self.until_in("Step")
            self.terminal.press(str(question.answer + 1))
            self.until_in("Wire")
        if not questions:
            self.settle()

    def settle(self) -> None:
        """A step begins: on a small screen it is read first."""
        if "F6 changes" in self.terminal.text:
            self.until_in("Step")
            self.terminal.press("escape")
        self.until_in("Wire")

    def type(self, acts: Iterable[Act], outside: Outside | None = None) -> None:
        """Do what a lesson says is done."""
        for act in acts:
            if act.connect == "prompt":
                self.terminal.wait_for("closed, Enter connects ▸")
                self.terminal.enter("")
            elif act.hang_up == "prompt":
                self.terminal.press("f12")
                self.terminal.wait_for("closed, Enter connects ▸")
            elif act.send is not None:
                self.terminal.enter(act.send)
            else:
                assert outside is not None
                outside.send(act.outside) if act.outside is not None else outside.hang_up()

    def go_wrong(self) -> None:
        """Take every wrong turn that the step has an answer to; begin it again before each of them and at the end."""
        sayings = {misstep.id: misstep.say for misstep in self.step.missteps}
        for wrong in self.step.wrongs:
            self.begin_again()
            with Outside(self.terminal) as outside:
                if any(act.outside is not None for act in wrong.acts):
                    self.until_ready()
                self.type(wrong.acts, outside)
                self.terminal.wait_for(r"Not yet\.\s+" + beginning(sayings[wrong.misstep]))
        self.begin_again()

    def begin_again(self) -> None:
        """Begin the step again; nothing waits until the world is ready for what is typed then."""
        self.terminal.press("f5")
        self.terminal.wait_gone(r"Not yet\.|\[x\]|C: NOOP")
        self.settle()

    def until_ready(self) -> None:
        """Wait until the world is where the step begins: what is typed earlier is sent then, and not before."""
        self.terminal.enter("NOOP")
        self.terminal.wait_for("C: NOOP")

    def do(self) -> None:
        """Reach the step's goals."""
        self.type(self.step.solution)
        self.finish()

    def finish(self) -> None:
        """See that the step is done, and answer what it asks then."""
        self.terminal.wait_for(f"Step {self.at + 1} of {len(self.lesson.steps)} · done")
        for question in self.step.checks:
            self.terminal.press("f8")
            self.until_in("Step")
            self.terminal.press(str(question.answer + 1))
            self.terminal.wait_until(lambda id_=question.id: id_ in Progress.load().standing(self.lesson.id).answers, "the answer")  # type: ignore[misc]
        if "Wire" not in self.focus:
            self.terminal.press("escape")
            self.until_in("Wire")
        reached = Progress.load().standing(self.lesson.id).reached
        assert {goal.id for goal in self.step.goals} <= reached

    def go_on(self) -> None:
        """Go to the next step."""
        self.terminal.press("f8")
        self.arrive(self.at + 1)

    def quit(self) -> None:
        """Leave; the terminal is as it was."""
        self.terminal.press("ctrl+q")
        assert self.terminal.wait_exit() == 0
        assert self.terminal.left_behind() == []
        assert self.terminal.strange() == []
        assert self.terminal.text.strip() == ""


def beginning(markdown: str) -> str:
    """A pattern for the first two words of a text."""
    return r"\s+".join(map(re.escape, markdown.replace("`", "").split()[:2]))


@contextmanager
def seat(lesson: Lesson, size: tuple[int, int], *arguments: str) -> Iterator[Learner]:
    with helo(*arguments, size=size) as terminal:
        yield Learner(terminal, lesson)


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


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["1.4", "2.1"])
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
        learner.terminal.press("f8")
        learner.arrive(1, is_new=False)
        learner.terminal.wait_for("DATA ▸")
        assert "now you" not in learner.terminal.text
        learner.do()
        learner.quit()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_tls_and_a_program_of_ones_own(size: tuple[int, int]) -> None:
    lesson = lesson_of("tls")
    with seat(lesson, size, "lessons", "run", "tls") as learner, ExitStack() as programs:
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
        learner.terminal.press("escape")
        learner.until_in("Wire")
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
    return shlex.split(match.group())


@contextmanager
def openssl(arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as program:
        yield program
        program.kill()


# Colours


def themes_seen(terminal: Terminal) -> Iterator[str]:
    """Press the key for the next theme until the first comes again; each by its name, once it is drawn."""
    first = ""
    while True:
        start = len(terminal.raw)
        terminal.press("f10")
        terminal.wait_bytes("Theme: ", start)
        name = terminal.wait_for(r"Theme: \w[\w-]*").text
        if name == first:
            return
        first = first or name
        yield name
        terminal.wait_gone("Theme: ")


def test_themes_change_in_the_middle_of_a_lesson() -> None:
    with seat(lesson_of("1.4"), (120, 36), "lessons", "run", "1.4") as learner:
        terminal = learner.terminal
        learner.arrive(0)
        terminal.enter("DATA")
        terminal.wait_for(r"Not yet\.")
        before = pane_of(terminal)
        names = set(themes_seen(terminal))
        assert len(names) == len(THEMES)
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
