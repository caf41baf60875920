"""How far somebody is in a lesson: what is worth keeping until tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is in a lesson.

    Attributes:
        step: The step where they are, from 0.
        reached: The ids of the goals they reached.
        answers: Ids of questions, and the options that were chosen, from 0.
        hints: Ids of goals, and how many hints were given.
    """

    step: int = 0
    reached: frozenset[str] = frozenset()
    answers: Mapping[str, int] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
