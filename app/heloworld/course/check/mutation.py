"""Solutions with a mistake in them: a goal that is reached all the same asks for too little.

Each line of each solution is left out, and replaced by nonsense. At least one goal of its step must then stay open,
unless the line says that it is not needed, or may say anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from heloworld.course.check.fences import with_lines
from heloworld.course.check.play import Rehearsal
from heloworld.course.check.source import Source
from heloworld.course.model.act import Act
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Solution
from heloworld.errors import HeloError

_ALTERED = ("send", "outside", "dig")
"""Keys of an act whose value can be replaced."""

NONSENSE = "XYZZY"
"""What stands in place of a line: no command, no header field, no address."""

LONGEST = 60
"""Characters of a line that are quoted."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A solution with one mistake in it.

    Attributes:
        step: The step, from 0.
        acts: What is played.
        line: The line of the file that was changed.
        what: What stands there, for a sentence: several may stand on one line.
        done: What was done to it, for a sentence.
        is_harmless: Whether the lesson says that nothing depends on it.
        is_free: Whether the lesson says that the line may say anything.
    """

    step: int
    acts: tuple[Act, ...]
    line: int
    what: str
    done: str
    is_harmless: bool
    is_free: bool = False


def mutants(source: Source) -> Iterator[Mutant]:
    """All solutions of a lesson, each with one mistake."""
    for number, step in enumerate(source.lesson.steps):
        solution = next((each for each in step.fences if isinstance(each, Solution)), None)
        for at, (act, line) in enumerate(with_lines(source, solution, step.solution)):
            before, after = step.solution[:at], step.solution[at + 1 :]
            what = _quoted(act)
            yield Mutant(number, (*before, *after), line, what, "left out", not act.needed, act.free)
            key = next((each for each in _ALTERED if getattr(act, each) not in {None, NONSENSE}), None)
            if act.needed and key is not None:
                other = msgspec.structs.replace(act, **{key: NONSENSE})
                yield Mutant(number, (*before, other, *after), line, what, f"replaced by {NONSENSE}", act.free)


async def weak_goals(source: Source, rehearsal: Rehearsal) -> list[Fault]:
    """Goals that are reached in spite of a mistake, and lines that are needed although they say they are not."""
    return [
        source.fault(mutant.line, *(_wrong_mark(mutant) if mutant.is_harmless else _weak(source, mutant)))
        for mutant in mutants(source)
        if await _is_reached(rehearsal, mutant) is not mutant.is_harmless
    ]


def _quoted(act: Act) -> str:
    words = act.in_words
    return f"`{words if len(words) <= LONGEST else f'{words[:LONGEST]}…'}`" if words else "the empty line"


def _wrong_mark(mutant: Mutant) -> tuple[str, str]:
    what = mutant.what[0].upper() + mutant.what[1:]
    return "wrong-mark", f"{what} is marked as a line on which nothing depends, but the goals need it."


def _weak(source: Source, mutant: Mutant) -> tuple[str, str]:
    goals = ", ".join(f"`{goal.id}`" for goal in source.lesson.steps[mutant.step].goals)
    mark = "needed = false" if mutant.is_free else "needed = false, or free = true where it may say anything"
    says = (
        f"With {mutant.what} {mutant.done}, {goals} would be reached all the same. Let a goal ask for it, or mark it:"
    )
    return "weak-goal", f"{says} {mark}."


async def _is_reached(rehearsal: Rehearsal, mutant: Mutant) -> bool:
    """Whether all goals of the step are reached at any time."""
    await rehearsal.begin(mutant.step)
    for act in mutant.acts:
        try:
            await rehearsal.play(act)
        except HeloError:
            return False
        if rehearsal.runner.is_step_done:
            return True
    return rehearsal.runner.is_step_done
