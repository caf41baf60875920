"""Rules that only playing can tell: what solutions and wrong scripts do on a fresh world, through a real socket."""

from __future__ import annotations

from heloworld.course.check.fences import with_lines
from heloworld.course.check.session import Session
from heloworld.course.check.source import Source
from heloworld.course.check.unmet import unmet
from heloworld.course.conditions.exchange import Connection, Greeting
from heloworld.course.model.act import Act
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Goal, Misstep, Solution, Step, Wrong
from heloworld.course.play.playground import Playground
from heloworld.course.play.runner import News, Runner
from heloworld.errors import HeloError


class Rehearsal:
    """One performance after another: a playground, and a runner that looks at it.

    Args:
        ground: Where it is played.
    """

    def __init__(self, ground: Playground) -> None:
        self.ground = ground
        self.runner = Runner(ground.lesson)
        self.session = Session(ground.evidence)

    async def begin(self, step: int) -> None:
        """A fresh world, brought to where a step begins; what happened on the way there counts as learned."""
        await self.ground.begin_again()
        self.runner = Runner(self.ground.lesson)
        self.runner.go(step)
        for act in self.runner.way_here:
            await self.ground.play(act)
        self.look(heeds_missteps=False)
        self.session = Session(self.ground.evidence)

    async def play(self, act: Act, line: int = 0) -> News:
        """Do one thing, and see what it changed; it is told of where the line of the file is given."""
        await self.ground.play(act)
        if line:
            self.session.take(line, self.ground.evidence)
        return self.look()

    def look(self, *, heeds_missteps: bool = True) -> News:
        """See what has changed."""
        return self.runner.look(self.ground.evidence, heeds_missteps=heeds_missteps)


async def played_solutions(source: Source, rehearsal: Rehearsal) -> list[Fault]:
    """What is wrong with doing nothing, with connecting, and with all solutions in a row."""
    faults = await _played_nothing(source, rehearsal)
    if faults:
        return faults
    await rehearsal.begin(0)
    for number, step in enumerate(source.lesson.steps):
        rehearsal.runner.go(number)
        rehearsal.session.turn_page()
        found = await _played_solution(source, rehearsal, step)
        faults += found
        if any(fault.rule in {"solution-fails", "unplayable"} for fault in found):
            break
    return faults


async def _played_nothing(source: Source, rehearsal: Rehearsal) -> list[Fault]:
    faults = [
        source.fault(
            goal.line, "reached-at-start", f"The goal `{goal.id}` is reached before anything has happened: what must?"
        )
        for goal in rehearsal.look().reached
    ]
    news = await rehearsal.play(Act(connect="prompt"))
    return faults + [
        source.fault(
            goal.line,
            "reached-by-connecting",
            f"The goal `{goal.id}` is reached by connecting, and is not about that. Ask for what is to be done.",
        )
        for goal in news.reached
        if not _is_about_connecting(goal)
    ]


def _is_about_connecting(goal: Goal) -> bool:
    return all(isinstance(each, Greeting | Connection) for each in (*goal.need, *goal.any, *goal.seq))


async def _played_solution(source: Source, rehearsal: Rehearsal, step: Step) -> list[Fault]:
    """What is wrong with one step's solution; nothing where it is about a program of the learner's own."""
    if step.judge is not None:
        return []
    faults = []
    solution = next((each for each in step.fences if isinstance(each, Solution)), None)
    for number, (act, line) in enumerate(with_lines(source, solution, step.solution)):
        try:
            news = await rehearsal.play(act, line)
        except HeloError as error:
            faults.append(source.fault(line, "unplayable", f"This cannot be done here: {error}"))
            break
        faults += [
            source.fault(goal.line, "reached-early", f"The goal `{goal.id}` is reached a step early, at line {line}.")
            for goal in news.reached
            if goal not in step.goals
        ]
        faults += [
            source.fault(line, "known-reaches", f"This line is known, and already reaches the goal `{goal.id}`.")
            for goal in news.reached
            if goal in step.goals and number < len(step.known)
        ]
        if news.misstep is not None:
            says = f"This misstep is set off by line {line} of the right solution."
            faults.append(source.fault(news.misstep.line, "misstep-on-solution", says))
        if news.off_track:
            says = f"After this line of the right solution, a learner is told to undo something: {news.off_track}"
            faults.append(source.fault(line, "off-track-on-solution", says))
    failures = _failures(source, rehearsal, step, solution.line if solution is not None else step.line)
    if failures:  # somebody whose goal cannot be reached is told to begin again, and rightly so
        faults = [fault for fault in faults if fault.rule != "off-track-on-solution"]
    return faults + failures


def _failures(source: Source, rehearsal: Rehearsal, step: Step, line: int) -> list[Fault]:
    """The goals that a solution does not reach; the session is shown with the first of them."""
    faults: list[Fault] = []
    for goal in step.goals:
        if not rehearsal.runner.is_reached(goal):
            says = f"This solution does not reach the goal `{goal.id}`.{_first_unmet(source, rehearsal, goal)}"
            told = () if faults else rehearsal.session.told
            faults.append(source.fault(line, "solution-fails", says, told))
    return faults


def _first_unmet(source: Source, rehearsal: Rehearsal, fence: Goal | Misstep) -> str:
    """The first condition that is not met, as a sentence or two behind another; empty where none is."""
    found = unmet(fence, rehearsal.ground.evidence, rehearsal.session.place)
    if found is None:
        return ""
    lines = source.elements(fence, found.key)
    line = lines[found.number] if found.number < len(lines) else fence.line
    return f" The condition at line {line} is not met: {found.says[:1].lower()}{found.says[1:]}"


async def played_wrongs(source: Source, rehearsal: Rehearsal) -> list[Fault]:
    """What is wrong with the scripts that are to fail."""
    return [
        fault
        for number, step in enumerate(source.lesson.steps)
        for wrong in step.wrongs
        for fault in await _played_wrong(source, rehearsal, number, wrong)
    ]


async def _played_wrong(source: Source, rehearsal: Rehearsal, step: int, wrong: Wrong) -> list[Fault]:
    await rehearsal.begin(step)
    told: set[str | None] = set()
    for act, line in with_lines(source, wrong, wrong.acts):
        try:
            news = await rehearsal.play(act, line)
        except HeloError as error:
            return [source.fault(line, "unplayable", f"This cannot be done here: {error}")]
        if any(goal.id == wrong.on for goal in news.reached):
            says = f"The wrong way reaches the goal `{wrong.on}`, at line {line}."
            return [source.fault(wrong.line, "wrong-reaches", says)]
        if news.misstep is not None:
            told.add(news.misstep.id)
    if wrong.misstep in told:
        return []
    others = ", ".join(f"`{each}`" for each in sorted(filter(None, told)))
    instead = f" It sets off {others}." if others else " It sets off a misstep without an id." if told else ""
    misstep = next(each for each in source.lesson.steps[step].missteps if each.id == wrong.misstep)
    why = instead or _first_unmet(source, rehearsal, misstep)
    says = f"The wrong way does not set off the misstep `{wrong.misstep}`.{why}"
    return [source.fault(wrong.line, "misstep-silent", says, rehearsal.session.told)]
