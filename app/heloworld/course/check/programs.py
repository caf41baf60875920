"""Steps about the learner's own program, tried with programs that the author keeps: right ones, and wrong ones.

A lesson cannot bring a program. Whoever checks it names a file of them on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from heloworld.course.check.source import Source
from heloworld.course.conditions.evidence import Evidence, Mailboxes, Witness
from heloworld.course.conditions.stages import STAGES
from heloworld.course.model.faults import Fault
from heloworld.course.model.fences import Refused, record_of
from heloworld.course.model.lesson import Lesson, Misstep, Step
from heloworld.course.play.runner import Runner
from heloworld.errors import HeloError, UsageError
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event, Tried

Judge: TypeAlias = Callable[[str, tuple[str, ...], str, Path], Sequence[Event]]
"""Tries a program: the kind, the stages, the command line and the folder in which it was written → what happened."""


class KeptProgram(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A program, and what must come of it.

    Attributes:
        lesson: The id of the lesson.
        step: Which of its steps, from 1.
        command: How it is started, from the folder of the file in which this stands.
        misstep: The misstep that it sets off; None where it sets off none.
        fails: The stage at which it fails; None where it fails at none.
    """

    lesson: str
    step: Annotated[int, Meta(ge=1)]
    command: str
    misstep: str | None = None
    fails: str | None = None

    @property
    def is_right(self) -> bool:
        """Whether it reaches all goals of the step."""
        return self.misstep is None and self.fails is None


class ProgramTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of programs."""

    program: tuple[KeptProgram, ...]


def read_programs(file: Path) -> ProgramTable:
    """Read a file of programs: TOML, a table ``[[program]]`` for each.

    Raises:
        UsageError: It cannot be read, or says what no such file can say.
    """
    try:
        return record_of(file.read_text(encoding="utf-8"), ProgramTable)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read.", "Name a file of programs behind --programs.") from error
    except Refused as refused:
        raise UsageError(f"{file}, line {refused.line}: {refused}", "Mend it, or leave out --programs.") from refused


def program_faults(source: Source, table: ProgramTable, folder: Path, judge: Judge) -> Iterator[Fault]:
    """What is wrong with the steps of a lesson that are about the learner's own program.

    Args:
        source: The lesson.
        table: The programs.
        folder: Where they lie.
        judge: Tries them.
    """
    judged = {number: step for number, step in enumerate(source.lesson.steps, 1) if step.judge is not None}
    own = [each for each in table.program if each.lesson == source.lesson.id and each.step in judged]
    tried: dict[str, Evidence] = {}
    for program in own:
        if program.is_right and program.command not in tried:  # once for all steps that it is for
            steps = [judged[each.step] for each in own if each.is_right and each.command == program.command]
            try:
                tried[program.command] = _try(steps, program, folder, judge)
            except HeloError as error:
                yield source.fault(steps[0].line, "unplayable", f"`{program.command}` cannot be tried: {error}")
                return
    for number, step in judged.items():
        programs = [each for each in own if each.step == number]
        yield from _untried(source, step, programs)
        for program in programs:
            if program.is_right:
                yield from _not_reached(source, number - 1, program, tried[program.command])
            else:
                yield from _wrong(source, number - 1, program, _try([step], program, folder, judge))


def _try(steps: Sequence[Step], program: KeptProgram, folder: Path, judge: Judge) -> Evidence:
    """What the judge finds of a program at the stages of some steps.

    Raises:
        HeloError: It cannot be started.
    """
    kind = next(each.judge for each in steps if each.judge is not None)
    wanted = {stage for step in steps for stage in step.stages}
    stages = tuple(stage for stage in STAGES[kind] if stage in wanted)
    return _evidence(judge(kind, stages, program.command, folder))


def _untried(source: Source, step: Step, programs: Sequence[KeptProgram]) -> Iterator[Fault]:
    """What no program tries."""
    if not any(each.is_right for each in programs):
        yield source.fault(step.line, "no-program", f"No program reaches the goals of the step “{step.title}”.")
    for misstep in step.missteps:
        if misstep.id not in {each.misstep for each in programs}:
            yield source.fault(misstep.line, "no-program", f"No program sets off the misstep `{misstep.id}`.")


def _not_reached(source: Source, at: int, program: KeptProgram, evidence: Evidence) -> Iterator[Fault]:
    """The goals of a step that a right program does not reach, with the stage at which it fell."""
    runner, _ = _looked(source.lesson, at, evidence)
    fell = _fell(evidence)
    why = "" if fell is None else f" It failed at `{fell.stage}`: {fell.said} {fell.cause}"
    for goal in source.lesson.steps[at].goals:
        if not runner.is_reached(goal):
            says = f"`{program.command}` does not reach the goal `{goal.id}`.{why}"
            yield source.fault(goal.line, "solution-fails", says)


def _wrong(source: Source, at: int, program: KeptProgram, evidence: Evidence) -> Iterator[Fault]:
    """What is wrong with a program that is to fail."""
    step = source.lesson.steps[at]
    runner, told = _looked(source.lesson, at, evidence)
    fell = _fell(evidence)
    if all(map(runner.is_reached, step.goals)):
        says = f"`{program.command}` reaches every goal of the step “{step.title}”."
        yield source.fault(step.line, "wrong-reaches", says)
    elif program.fails is not None and (fell is None or fell.stage != program.fails):
        where = "at no stage" if fell is None else f"at `{fell.stage}`"
        says = f"`{program.command}` fails {where}, and not at `{program.fails}`."
        yield source.fault(step.line, "other-stage", says)
    elif program.misstep is not None and (told is None or told.id != program.misstep):
        why = "" if fell is None else f" It failed at `{fell.stage}`, with the cause `{fell.symptom}`."
        says = f"`{program.command}` does not set off the misstep `{program.misstep}`.{why}"
        yield source.fault(_line_of(source.lesson, program.misstep) or step.line, "misstep-silent", says)


def _looked(lesson: Lesson, at: int, evidence: Evidence) -> tuple[Runner, Misstep | None]:
    """A runner that has seen it, and the misstep that it tells."""
    runner = Runner(lesson)
    runner.go(at)
    return runner, runner.look(evidence).misstep


def _fell(evidence: Evidence) -> Tried | None:
    """The first stage that failed."""
    return next((each.event for each in evidence.trials if each.event.passed is False), None)


def _line_of(lesson: Lesson, misstep: str) -> int:
    return next((each.line for step in lesson.steps for each in step.missteps if each.id == misstep), 0)


def _evidence(events: Sequence[Event]) -> Evidence:
    """What the judge found, as goals see it."""
    dissector = Dissector(protocol_of)
    dissector.feed(events)
    return Witness(dissector, lambda _: False, Mailboxes(Path(), ())).look()
