"""Rules about how the fences of a lesson fit together, beside those of model/integrity: hints, solutions, acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from heloworld.course.check.source import Source
from heloworld.course.conditions.letter import Letter
from heloworld.course.conditions.mailbox import Mailbox, Readers
from heloworld.course.conditions.names import ZoneNow
from heloworld.course.conditions.queue import Queue
from heloworld.course.conditions.report import Report
from heloworld.course.conditions.trial import Trial
from heloworld.course.model.act import Act
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Fence, Goal, Hint, Misstep, Question, Solution, Step, Wrong


def fence_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with a lesson's fences, as far as it shows without playing."""
    yield from _recap(source)
    for step in source.lesson.steps:
        yield from _goals(source, step)
        yield from _solutions(source, step)
        yield from _missteps(source, step)
        yield from _orders(source, step)
        for fence in step.fences:
            if isinstance(fence, Question):
                yield from _question(source, fence)
            if isinstance(fence, Solution | Wrong):
                yield from _acts(source, fence)
            if isinstance(fence, Solution):
                yield from _known(source, fence)
    is_played = any(step.judge is None for step in source.lesson.steps if step.goals)
    if is_played and not any(step.wrongs for step in source.lesson.steps):
        says = (
            "There is no `wrong` in this lesson. Write at least one: lines that look right and must not reach a goal."
        )
        yield source.fault(source.lesson.head.line, "no-wrong", says)


def _recap(source: Source) -> Iterator[Fault]:
    """Each term that is taught has its recap, and no other."""
    head = source.lesson.head
    for term in head.teaches:
        if term not in head.recap:
            says = f"`{term}` is taught here, and has no recap: what does it mean, in a sentence?"
            yield source.fault(source.key(head, "teaches"), "no-recap", says)
    for term in head.recap:
        if term not in head.teaches:
            says = f"The recap has `{term}`, which is not among `teaches`."
            yield source.fault(source.key(head, term), "unknown-term", says)
    for term, count in Counter(head.teaches).items():
        if count > 1:
            yield source.fault(source.key(head, "teaches"), "same-term", f"`{term}` is taught twice here.")


def _goals(source: Source, step: Step) -> Iterator[Fault]:
    """Each goal has one ladder of hints."""
    for goal in step.goals:
        hints = [each for each in step.fences if isinstance(each, Hint) and each.on == goal.id]
        if not hints:
            yield source.fault(goal.line, "no-hint", f"The goal `{goal.id}` has no hint.")
        for second in hints[1:]:
            yield source.fault(
                second.line, "second-hint", f"The goal `{goal.id}` has a hint already; make it a ladder."
            )


def _solutions(source: Source, step: Step) -> Iterator[Fault]:
    """A step with goals has one solution; one about a program of the learner's own has none."""
    solutions = [each for each in step.fences if isinstance(each, Solution)]
    if step.judge is not None:
        yield from _judged(source, step)
        return
    if step.goals and not solutions:
        says = f"The step “{step.title}” has goals and no solution."
        yield source.fault(step.line, "no-solution", says)
    if solutions and not step.goals:
        yield source.fault(
            solutions[0].line, "no-goal", "There is a solution, and no goal in this step that it reaches."
        )
    for second in solutions[1:]:
        yield source.fault(second.line, "second-solution", f"There is a solution already, at line {solutions[0].line}.")


def _judged(source: Source, step: Step) -> Iterator[Fault]:
    """All goals of a step ask about one kind of program, and nothing in it is played."""
    for fence in step.fences:
        if isinstance(fence, Solution | Wrong):
            says = "This step is about the learner's own program: no line of ours can reach its goals, nor miss them."
            yield source.fault(fence.line, "judged", says)
        elif isinstance(fence, Goal | Misstep):
            asked = (*fence.need, *fence.any, *fence.none, *fence.seq) if isinstance(fence, Goal) else fence.match
            if any(not isinstance(each, Trial) or each.judge != step.judge for each in asked):
                says = f'In this step everything is asked of the judge, and of one program: `judge = "{step.judge}"`.'
                yield source.fault(fence.line, "judged", says)


def _known(source: Source, solution: Solution) -> Iterator[Fault]:
    """The beginning that is known is typed at the prompt, and leaves something to be done."""
    acts = solution.acts
    if solution.known >= len(acts):
        says = f"The solution has {len(acts)} lines, and all of them are known: leave at least one to the learner."
        yield source.fault(source.key(solution, "known"), "known", says)
    elif any(act.send is None and act.telnet is None for act in acts[: solution.known]):
        says = "What is known is typed at the prompt: count only lines that go out from there, and `telnet`."
        yield source.fault(source.key(solution, "known"), "known", says)


def _missteps(source: Source, step: Step) -> Iterator[Fault]:
    """What a `wrong` is to set off is there, and is about the same goal."""
    missteps = {each.id: each for each in step.missteps if each.id is not None}
    for wrong in step.wrongs:
        misstep = missteps.get(wrong.misstep)
        line = source.key(wrong, "misstep")
        if misstep is None:
            says = f"There is no misstep with the id `{wrong.misstep}` in this step."
            yield source.fault(line, "unknown-misstep", says)
        elif misstep.on != wrong.on:
            says = f"The misstep `{wrong.misstep}` is about `{misstep.on}`, and this is about `{wrong.on}`."
            yield source.fault(line, "other-goal", says)


def _orders(source: Source, step: Step) -> Iterator[Fault]:
    """What is true of a file or a queue now is true after all that was said: nothing can come behind it."""
    for fence in step.fences:
        if isinstance(fence, Goal | Misstep):
            key = "seq" if isinstance(fence, Goal) else "match"
            lines = source.elements(fence, key)
            for at, condition in enumerate(getattr(fence, key)[:-1]):
                if isinstance(condition, _NOW):
                    says = f"This is about what there is now: in `{key}` it comes last, and there is only one such."
                    yield source.fault(lines[at] if at < len(lines) else fence.line, "not-last", says)


_NOW = Mailbox | Readers | Letter | ZoneNow | Queue | Report
"""Conditions on what there is now."""


def _question(source: Source, question: Question) -> Iterator[Fault]:
    """No option stands twice among the answers."""
    if len(set(question.options)) < len(question.options):
        yield source.fault(source.key(question, "options"), "same-option", "Two options are the same.")


def _acts(source: Source, fence: Solution | Wrong) -> Iterator[Fault]:
    """Each act is one thing that can be done."""
    for act, line in with_lines(source, fence, fence.acts):
        says = _nonsense(act)
        if says:
            yield source.fault(line, "act", says)


def _nonsense(act: Act) -> str:
    """What is wrong with an act; empty where nothing is."""
    if not act.is_whole:
        kinds = "`send`, `outside`, `connect`, `hang_up`, `telnet`, `dig`, `zone` or `later`"
        return f"An act does exactly one thing: {kinds}."
    if any(char in line for line in (act.line, act.add, act.dig) if line is not None for char in "\r\n"):
        return "A line has no line end in it: write each line as one act."
    if isinstance(act.later, int) and act.later < 1:
        return "`later` is a number of seconds, or `next`: a clock is not turned back."
    if act.ending == "LF" and act.line is None:
        return "`ending` belongs to `send` or `outside`: how a line ends."
    if act.door is not None and act.connect is None:
        return "`door` belongs to `connect`."
    if act.seat is not None and act.connect is None and act.telnet is None:
        return "`seat` belongs to `connect` or `telnet`."
    if (act.zone is None) is not (act.add is None and act.drop is None):
        return "`zone` wants `add` or `drop`, and these belong to `zone`."
    if act.free and act.line is None:
        return "`free` belongs to a line: it may say anything. For other acts there is `needed = false`."
    if act.free and not act.needed:
        return "`free` means that something must be sent, `needed = false` that nothing must. Choose one."
    return ""


def with_lines(source: Source, fence: Fence | None, acts: tuple[Act, ...]) -> list[tuple[Act, int]]:
    """Acts of a fence, each with its line; the fence's own line where it cannot be told."""
    if fence is None:
        return []
    lines = source.elements(fence, "play")
    return list(zip(acts, lines if len(lines) == len(acts) else [fence.line] * len(acts), strict=True))
