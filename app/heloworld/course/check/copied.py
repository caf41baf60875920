"""A lesson with ``{who}`` in it is another one for each learner: what one of them did must not do for another."""

from __future__ import annotations

from heloworld.course.check.play import Rehearsal
from heloworld.course.check.source import Source
from heloworld.course.model.faults import Fault
from heloworld.course.model.loader import load
from heloworld.course.model.who import WHO, who_of
from heloworld.course.play.runner import Runner

_SAYS = (
    "`{who}` stands in this lesson, and no goal asks for it: with somebody else's transcript every goal would be "
    'reached. Let a goal ask for it, as header = { Subject = "*{who}*" } does.'
)


async def copied(source: Source, rehearsal: Rehearsal) -> list[Fault]:
    """Play the solutions, and look at them as if somebody else had handed them in.

    Args:
        source: The lesson.
        rehearsal: Where it is played.
    """
    other = load(source.path, who_of("somebody-else", "")).lesson
    if not source.lesson.is_varied or other is None:
        return []
    await rehearsal.begin(0)
    theirs = Runner(other)
    for number, step in enumerate(source.lesson.steps):
        theirs.go(number)
        for act in step.solution:
            await rehearsal.play(act)
            theirs.look(rehearsal.ground.evidence)
    if not theirs.is_done:
        return []
    line = next((number for number, line in enumerate(source.lines, 1) if WHO in line), 1)
    return [source.fault(line, "copied", _SAYS)]
