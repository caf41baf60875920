"""Which mistake a learner is told of: the last one that was made, until it is mended."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from heloworld.course.conditions.evidence import Evidence, Spoken
from heloworld.course.conditions.names import ZoneNow
from heloworld.course.model.lesson import Misstep, Step
from heloworld.course.play import goals
from heloworld.course.play.advice.mistyped import mistyped
from heloworld.course.play.advice.wrong_door import wrong_door
from heloworld.lab.protocols import protocol_of


class Mistakes:
    """The mistakes of one learner in one step; what was heard once is not told again."""

    def __init__(self) -> None:
        self._heard = self._told_at = -1
        self._told: Misstep | None = None

    def told(self, reached: AbstractSet[str]) -> Misstep | None:
        """The mistake that was made last, while its goal is open and it is not mended.

        Args:
            reached: The ids of the goals that are reached.
        """
        return self._told if self._told is not None and self._told.on not in reached else None

    def made(
        self, step: Step, reached: AbstractSet[str], evidence: Evidence, *, is_before_class: bool
    ) -> Misstep | None:
        """The first misstep that was made since the last look, while its goal is open; else a slip of another kind.

        Args:
            step: The step.
            reached: The ids of the goals that are reached.
            evidence: All that happened since the lesson began.
            is_before_class: Whether others may be connected, of whose mistakes nobody is told.
        """
        if evidence.now == self._heard:
            return None
        heard = _of_prompt(evidence, step) if is_before_class else evidence
        wanted = (each for each in step.missteps if each.on not in reached)
        made = next((each for each in wanted if goals.is_made(each, heard, self._heard)), None)
        goal = next((each for each in step.goals if each.id not in reached), None)
        if made is not None or goal is None:
            return made
        return mistyped(step, goal, heard, self._heard) or wrong_door(goal, heard, self._heard)

    def tell(self, misstep: Misstep | None, evidence: Evidence, *, is_on: bool) -> None:
        """Speak of a mistake from now on; or of one no longer, after a line that was taken or has reached a goal.

        Args:
            misstep: The mistake that was made just now, if any.
            evidence: All that happened since the lesson began.
            is_on: Whether a goal was reached just now.
        """
        if misstep is not None:
            self._told, self._told_at = misstep, evidence.now
        elif self._told is not None and _names_a_zone(self._told) and not goals.is_made(self._told, evidence, since=-1):
            self._told = None
        elif self._told is not None and not self._told.lasting and not _is_of_a_zone(self._told):
            later = (each for each in evidence.spoken[::-1] if each.number >= self._told_at)
            is_tried_again = any(each.number >= self._told_at for each in evidence.trials)
            if is_on or is_tried_again or any(map(_leads_on, later)):
                self._told = None
        self._heard = evidence.now

    def drop(self) -> None:
        """Speak of it no longer."""
        self._told = None

    def forget(self) -> None:
        """Begin anew: what happened may be told of once more."""
        self._told, self._heard = None, -1


def _names_a_zone(misstep: Misstep) -> bool:
    """Whether it is about a line in a zone, too, and so is true no longer than that line stands there."""
    return any(isinstance(each, ZoneNow) for each in misstep.match)


def _is_of_a_zone(misstep: Misstep) -> bool:
    """Whether it is about a line in a zone alone, and so is true for as long as that line stands there."""
    return bool(misstep.match) and all(isinstance(each, ZoneNow) for each in misstep.match)


_FAREWELLS: Final = frozenset({"QUIT", "LOGOUT"})
"""What a program says by itself when its letter is sent: whoever made it is not told less of the letter by that."""


def _leads_on(spoken: Spoken) -> bool:
    """Whether a line was taken; or it asks for a name, which is another question than the one before, whatever came."""
    if spoken.outside and spoken.exchange.verb in _FAREWELLS:
        return False
    asks_name = protocol_of(spoken.protocol).encode is not None and spoken.who != "relay"
    return spoken.exchange.asked >= 0 and (asks_name or not spoken.exchange.is_refused)


def _of_prompt(evidence: Evidence, step: Step) -> Evidence:
    """What happened but for the lines of other programs, in a step that is not done with one.

    Before a class, these are the lines of anybody in the room.
    """
    if any(act.outside is not None for act in step.solution):
        return evidence
    return replace(
        evidence,
        spoken=[each for each in evidence.spoken if not each.outside],
        sent=[each for each in evidence.sent if not each.spoken.outside],
        happened=[each for each in evidence.happened if not each.outside],
    )
