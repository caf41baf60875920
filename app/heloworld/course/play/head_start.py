"""Goals that were reached before their step began, or in another world: which of them count, once it begins."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.lesson import Goal, Step
from heloworld.course.play.goals import Reach, reach
from heloworld.lab.protocols import is_open


class HeadStart:
    """Remembers when goals were reached, and from when on some of them have to be reached anew.

    A step that was reached as a whole counts, whenever that was. Of one that was reached in part, nothing counts that
    happened before it began, or on a connection that is closed: its text, its explanation and the steps after it go by
    a session in which all of it was done together, and a detour of an earlier step may look like half of it.

    What was reached ahead is true of this world alone, until the learner comes to that step in it.
    """

    def __init__(self) -> None:
        self._reached: dict[str, tuple[Reach, bool]] = {}
        self._floors: dict[str, int] = {}

    def reach(self, goal: Goal, evidence: Evidence) -> Reach | None:
        """How a goal was reached, in a way that counts; None where it is not."""
        return reach(goal, evidence, self._floors.get(goal.id, 0))

    def note(self, goal: Goal, how: Reach, *, is_ahead: bool) -> None:
        """A goal was reached; `is_ahead`: while the learner was at another step."""
        self._reached[goal.id] = how, is_ahead

    def has(self, goal: Goal) -> bool:
        """Whether a goal was reached in this world."""
        return goal.id in self._reached

    def ahead(self, steps: Sequence[Step]) -> set[str]:
        """The ids of goals of some steps that were reached ahead in this world, and not come to since."""
        goals = (goal.id for step in steps for goal in step.goals)
        return {id_ for id_ in goals if id_ in self._reached and self._reached[id_][1]}

    def gone(self, steps: Sequence[Step], reached: AbstractSet[str], *, all_of_world: bool) -> set[str]:
        """The ids of goals that go with this world: those reached ahead, and all of later steps reached in part.

        Args:
            steps: The step at which a fresh world begins, and those to come.
            reached: The ids of all goals that are reached.
            all_of_world: Whether later steps go, too, that were done in this world in their own time.
        """
        gone = self.ahead(steps)
        for step in steps[1:]:
            ids = {goal.id for goal in step.goals}
            if (all_of_world and any(map(self.has, step.goals))) or not ids <= reached - gone:
                gone |= ids
        return gone

    def come_to(self, step: Step, evidence: Evidence, *, is_done: bool) -> set[str]:
        """The learner comes to a step: the ids of its goals that are to be reached anew from now on.

        In a step that is done there are none, and what was reached of it ahead is from now on as good as any.
        """
        void = set()
        for goal in step.goals:
            how, is_ahead = self._reached.get(goal.id, (None, False))
            if how is None:
                continue
            if is_done:
                self._reached[goal.id] = how, False
            elif is_ahead or _is_over(how, evidence):
                void.add(goal.id)
                self._floors[goal.id] = evidence.now
                del self._reached[goal.id]
        return void

    def forget(self) -> None:
        """The world is a new one."""
        self._reached.clear()
        self._floors.clear()


def of_whole_steps(steps: Sequence[Step], reached: AbstractSet[str]) -> frozenset[str]:
    """What counts on another day: the goals of steps that were done. One that was done in part begins anew.

    Its world is gone, and is brought again to where the step begins: a zone without the new line, a mailbox with the
    letter that was deleted, a conversation without the hello.

    Args:
        steps: The steps of the lesson.
        reached: The ids of the goals that were reached.
    """
    ids = [{goal.id for goal in step.goals} for step in steps]
    return frozenset[str]().union(*(each for each in ids if each <= reached))


def _is_over(how: Reach, evidence: Evidence) -> bool:
    """Whether the conversation in which a goal was reached is over."""
    dialogue = evidence.dialogues.get(how.conn) if how.conn is not None else None
    return how.conn is not None and (dialogue is None or not is_open(dialogue))
