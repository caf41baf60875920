"""What a lesson shows at one moment: a pure function of a runner, for whatever shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from heloworld.course.model.lesson import Lesson, Question
from heloworld.course.model.markdown import commands_of
from heloworld.course.play.runner import Runner
from heloworld.course.progress.records import LEFT_OPEN

SKIPPED: Final = "So ends the step before, which you skipped:"
"""What stands before the text of a step that was skipped."""


@dataclass(frozen=True, slots=True)
class Task:
    """A goal, as it stands.

    Attributes:
        title: What is to be done.
        is_done: Whether it is reached.
        is_next: Whether it is the first that is not.
    """

    title: str
    is_done: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered, and what is to be said of it now.

    Attributes:
        question: The question.
        chosen: The option that was chosen; empty where a prediction was left open.
        is_right: Whether that is the answer; None while a prediction is sealed.
        why: Why; empty while it is sealed.
        is_told: Whether a class has been told the right answer, whatever was chosen.
    """

    question: Question
    chosen: str
    is_right: bool | None
    why: str
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a lesson, as it stands.

    Attributes:
        lesson: Number and title of the lesson.
        step: The step's title.
        at: Which step it is, from 1.
        of: How many there are.
        before: What is read first, as Markdown.
        skipped: How the step before ends, as Markdown, where that was skipped; not before a class; else empty.
        tasks: The goals; none as long as a prediction is asked for, whose answer they could hold.
        predicted: The predictions, sealed or, once the step is done, held against what happened.
        misstep: What is said of the last mistake, and of what has to be undone, as Markdown; empty where there is none.
        idle: What is to be done next where that is nobody's mistake, as Markdown: the server has ended a conversation
            in which nobody spoke, or another conversation has begun, as it may; else empty.
        hints: The hints that were given for the open goal.
        has_more_hints: Whether there are more of them.
        after: What is read once the goals are reached, as Markdown; empty before.
        answered: The checks that were answered.
        question: What is asked now, if anything.
        was_left_open: Whether a prediction was passed over, and its answer is not told yet.
        known: How many lines of the step are known from earlier lessons, and can be typed with one key.
        judge: What kind of program of the learner's own the step is about; None where it is about none.
        is_done: Whether the step's goals are reached.
        is_last: Whether it is the lesson's last step.
        recap: Each term of the lesson, what it means and where that is written; only at the lesson's end.
    """

    lesson: str
    step: str
    at: int
    of: int
    before: str
    skipped: str
    tasks: tuple[Task, ...]
    predicted: tuple[Answered, ...]
    misstep: str
    idle: str
    hints: tuple[str, ...]
    has_more_hints: bool
    after: str
    answered: tuple[Answered, ...]
    question: Question | None
    was_left_open: bool
    known: int
    judge: str | None
    is_done: bool
    is_last: bool
    recap: tuple[tuple[str, str, str], ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing of the step is left to do."""
        return self.is_done and self.question is None

    @property
    def commands(self) -> tuple[str, ...]:
        """The command lines that it shows, with placeholders."""
        return (*commands_of(self.before), *commands_of(self.after))


def page(runner: Runner, *, told: Collection[str] = (), asks_first: bool = False) -> Page:
    """The page on which a learner is.

    Args:
        runner: How far they are.
        told: The ids of checks whose answers a class has been told.
        asks_first: Whether a step is not over before its prediction is made or passed over, whoever reaches its goals.
    """
    lesson, step = runner.lesson, runner.step
    done = runner.is_step_done and not (asks_first and runner.prediction is not None)
    question = _check(runner, told) if done else runner.prediction
    is_asked_first = question is not None and question.when == "before"
    heard = [each for each in step.checks if done and (_has(runner, each) or each.id in told)]
    is_over = done and runner.is_last_step and len(heard) == len(step.checks)
    return Page(
        lesson=f"{lesson.number} {lesson.title}".strip(),
        step=step.title,
        at=runner.at + 1,
        of=len(lesson.steps),
        before=step.before,
        skipped="" if done or asks_first else _skipped(runner),
        tasks=()
        if is_asked_first
        else tuple(Task(goal.title, runner.is_reached(goal), goal is runner.goal) for goal in step.goals),
        predicted=tuple(_answered(runner, each, is_open=done) for each in step.predictions if _is_told(runner, each)),
        misstep=_misstep(runner),
        idle=runner.off_track if runner.is_no_mistake else "",
        hints=runner.hints,
        has_more_hints=runner.has_more_hints,
        after=step.after if done else "",
        answered=tuple(_answered(runner, each, is_open=True, is_told=each.id in told) for each in heard),
        question=question,
        was_left_open=not done and any(runner.answered(each) == LEFT_OPEN for each in step.predictions),
        known=len(step.known),
        judge=step.judge,
        is_done=done,
        is_last=runner.is_last_step,
        recap=_recap(lesson) if is_over else (),
    )


def _recap(lesson: Lesson) -> tuple[tuple[str, str, str], ...]:
    terms = lesson.head.recap
    return tuple((term, terms[term].means, terms[term].rfc) for term in lesson.head.teaches if term in terms)


def _check(runner: Runner, told: Collection[str]) -> Question | None:
    """The question that is to be answered, or answered better, now that the step's goals are reached."""
    open_ = (each for each in runner.step.checks if runner.answered(each) != each.answer and each.id not in told)
    return next(open_, None)


def _misstep(runner: Runner) -> str:
    """What is said of the last mistake, and of what has to be undone."""
    mistake = runner.misstep.say if runner.misstep is not None else ""
    undo = "" if runner.is_no_mistake else runner.off_track
    return "\n\n".join(filter(None, (mistake, undo)))


def _skipped(runner: Runner) -> str:
    """How the step before ends, whose text the learner has not come to."""
    before = runner.lesson.steps[max(runner.at - 1, 0)]
    return before.after if runner.at and not all(map(runner.is_reached, before.goals)) else ""


def _has(runner: Runner, question: Question) -> bool:
    return runner.answered(question) is not None


def _is_told(runner: Runner, question: Question) -> bool:
    """Whether there is anything to say about a prediction: one that was left open is spoken of in the end."""
    return _has(runner, question) and (runner.is_step_done or runner.answered(question) != LEFT_OPEN)


def _answered(runner: Runner, question: Question, *, is_open: bool, is_told: bool = False) -> Answered:
    option = runner.answered(question)
    if option is None or option == LEFT_OPEN:
        return Answered(question, chosen="", is_right=False, why=question.because(question.answer), is_told=is_told)
    chosen = question.options[option]
    if not is_open:
        return Answered(question, chosen, None, "")
    return Answered(question, chosen, option == question.answer, question.because(option), is_told)
