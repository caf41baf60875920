"""A grade, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Trust: TypeAlias = Literal["told", "varied", "seen"]
"""How far a grade can be trusted.

- ``told``: somebody has handed it in; whoever can write JSON can forge it.
- ``varied``: the same, of a lesson that is another one for each name: a copy of somebody else's does not pass.
- ``seen``: the class server has seen it itself.
"""


@dataclass(frozen=True, slots=True)
class GoalGrade:
    """What somebody gets for a goal.

    Attributes:
        id: The goal's id.
        title: Its title.
        is_reached: Whether it is reached.
        points: What they get.
        of: What it is worth.
        hints: Hints that they say they had.
        missteps: How often they made a mistake that the lesson expects there.
    """

    id: str
    title: str
    is_reached: bool
    points: int
    of: int
    hints: int = 0
    missteps: int = 0


@dataclass(frozen=True, slots=True)
class Grade:
    """What somebody gets for a lesson.

    Attributes:
        source: Where that comes from: a file, perhaps with the number of a message.
        name: Whose it is; empty where that is not known.
        lesson: The lesson's id.
        number: Its number, such as ``1.4``.
        title: Its title.
        trust: How far this can be trusted.
        goals: The goals.
        answers: Questions, and whether they were answered rightly the first time, as they say.
        worlds: How often they began.
        at: When the last of it happened, in seconds since the epoch; 0 where that is not known.
        seconds: How long it took, the pauses between worlds left out.
        remarks: What is to be known of it, as sentences.
    """

    source: str
    name: str
    lesson: str
    number: str
    title: str
    trust: Trust
    goals: tuple[GoalGrade, ...]
    answers: Mapping[str, bool] = field(default_factory=dict)
    worlds: int = 1
    at: float = 0.0
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """All that they get."""
        return sum(goal.points for goal in self.goals)

    @property
    def of(self) -> int:
        """All that there is to get."""
        return sum(goal.of for goal in self.goals)

    @property
    def is_whole(self) -> bool:
        """Whether every goal is reached."""
        return all(goal.is_reached for goal in self.goals)

    @property
    def hints(self) -> int:
        """All hints that they say they had."""
        return sum(goal.hints for goal in self.goals)

    @property
    def missteps(self) -> int:
        """All mistakes that the lesson expects."""
        return sum(goal.missteps for goal in self.goals)
