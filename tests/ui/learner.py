"""Somebody who takes a lesson in a terminal, with keys alone; what is typed is what the lesson itself says."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Self

import pytest

from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson, Question, Step
from heloworld.course.progress.progress import Progress
from heloworld.ui.themes import DARK, THEMES
from shipped import COURSE

from .terminal.terminal import Terminal, helo

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
        for tab in ("Mailbox", "Lesson") if "[ Wire ]" in self.terminal.text else ():
            self.terminal.press("f6")
            self.terminal.wait_for(rf"\[ {tab} \]")

    def arrive(self, at: int, *, is_new: bool = True) -> None:
        """Be at a step, answer what it asks first, and sit before the prompt."""
        self.at = at
        self.terminal.wait_for(rf"Step {at + 1} of {len(self.lesson.steps)} ")
        questions = self.step.predictions if is_new else ()
        for question in questions:
            self.answer(question)
            self.until_in("Wire")
        if not questions:
            self.settle()

    def answer(self, question: Question) -> None:
        """Answer a question rightly, by its number."""
        self.until_in("Step")
        self.terminal.wait_quiet(0.1)  # the focus goes to the pane, and in it to the options at once
        self.terminal.press(str(question.answer + 1))
        self.terminal.wait_until(lambda: question.id in Progress.load().standing(self.lesson.id).answers, "the answer")

    def settle(self) -> None:
        """A step begins: on a small screen it is read first."""
        if "F6: " in self.terminal.text:
            self.until_in("Step")
            self.terminal.press("escape")
        self.until_in("Wire")

    def to_prompt(self) -> None:
        """Go to the prompt; a bare Escape with nothing to wait for would run into the key after it."""
        if "Wire" not in self.focus:
            self.terminal.press("escape")
            self.until_in("Wire")

    def type(self, acts: Iterable[Act], outside: Outside | None = None) -> None:
        """Do what a lesson says is done."""
        for act in acts:
            if act.connect == "prompt":
                self.terminal.wait_for("closed, Enter connects ▸")
                self.terminal.enter("")
            elif act.hang_up == "prompt":
                self.terminal.enter("QUIT")  # no key hangs up in a lesson
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
            self.forward(lambda: "Step" in self.focus)
            self.answer(question)
        self.to_prompt()
        reached = Progress.load().standing(self.lesson.id).reached
        assert {goal.id for goal in self.step.goals} <= reached

    def go_on(self) -> None:
        """Go to the next step."""
        following = f"Step {self.at + 2} of"
        self.forward(lambda: following in self.terminal.text)
        self.arrive(self.at + 1)

    def forward(self, is_there: Callable[[], bool]) -> None:
        """Press F8 until it has led somewhere: it shows all of the page first."""
        for _ in range(9):
            self.terminal.press("f8")
            self.terminal.wait_quiet(0.3)
            if is_there():
                return
        pytest.fail(f"F8 does not lead there:\n{self.terminal.text}")

    def quit(self) -> None:
        """Leave; the terminal is as it was."""
        self.terminal.press("ctrl+q")
        assert self.terminal.wait_exit() == 0
        assert self.terminal.left_behind() == []
        assert self.terminal.strange() == []
        assert self.terminal.text.strip() == "", self.terminal.text


def beginning(markdown: str) -> str:
    """A pattern for the first two words of a text."""
    return r"\s+".join(map(re.escape, markdown.replace("`", "").split()[:2]))


@contextmanager
def seat(lesson: Lesson, size: tuple[int, int], *arguments: str) -> Iterator[Learner]:
    with helo(*arguments, size=size) as terminal:
        yield Learner(terminal, lesson)
