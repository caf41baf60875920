"""Faults between the fences of a lesson that take a goal, a misstep or a question from it, or let everybody pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from heloworld.course.model.lesson import Fence, Goal, Hint, Misstep, Question, Step, Wrong


class Breach(NamedTuple):
    """One such fault.

    Attributes:
        fence: The fence that it is in.
        key: The key that it is about; empty for the fence itself.
        rule: The rule's name.
        says: What is wrong, and what helps.
    """

    fence: Fence
    key: str
    rule: str
    says: str


def breaches(steps: tuple[Step, ...]) -> Iterator[Breach]:
    """What is wrong between the fences of a lesson's steps, so that the lesson cannot be taken as it is."""
    for kind in (Goal, Question, Misstep):
        yield from _taken(kind, [fence for step in steps for fence in step.fences])
    for step in steps:
        yield from _about(step)
        for fence in step.fences:
            if isinstance(fence, Goal) and not (fence.need or fence.any or fence.seq):
                says = f"The goal `{fence.id}` asks for nothing to happen: it needs `need`, `any` or `seq`."
                yield Breach(fence, "", "no-condition", says)
            if isinstance(fence, Question):
                yield from _answers(fence)


def _taken(kind: type[Goal | Question | Misstep], fences: list[Fence]) -> Iterator[Breach]:
    """Ids that are used twice: of two goals with one id, whoever reaches the first is said to have reached both."""
    seen: dict[str, Fence] = {}
    for fence in fences:
        if not isinstance(fence, kind) or fence.id is None:
            continue
        if fence.id in seen:
            says = f"The id `{fence.id}` is taken, by the fence at line {seen[fence.id].line}."
            yield Breach(fence, "id", "same-id", says)
        seen.setdefault(fence.id, fence)


def _about(step: Step) -> Iterator[Breach]:
    """What is about a goal names one of its step: a misstep that names none is never noticed."""
    ids = {goal.id for goal in step.goals}
    for fence in step.fences:
        if isinstance(fence, Misstep | Hint | Wrong) and fence.on not in ids:
            there = ", ".join(f"`{each}`" for each in sorted(ids)) or "none"
            yield Breach(fence, "on", "unknown-goal", f"There is no goal `{fence.on}` in this step; there is {there}.")


def _answers(question: Question) -> Iterator[Breach]:
    """The answer is one of the options, and each has its reason."""
    count = len(question.options)
    if question.answer >= count:
        says = f"There is no option {question.answer}: they are counted from 0, and the last is {count - 1}."
        yield Breach(question, "answer", "no-such-option", says)
    if not isinstance(question.why, str) and len(question.why) != count:
        says = f"There are {count} options and {len(question.why)} reasons. One for each, or one for all."
        yield Breach(question, "why", "why-each", says)
