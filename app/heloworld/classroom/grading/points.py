"""The points of a lesson's goals."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from heloworld.classroom.grading.grade import GoalGrade
from heloworld.course.model.lesson import Lesson


def goal_grades(
    lesson: Lesson, reached: AbstractSet[str], hints: Mapping[str, int], missteps: Mapping[str, int]
) -> tuple[GoalGrade, ...]:
    """What somebody gets for each goal.

    Args:
        lesson: The lesson.
        reached: The ids of the goals that are reached.
        hints: How many hints there were to a goal, by its id.
        missteps: How many mistakes at a goal, by its id.
    """
    return tuple(
        GoalGrade(
            goal.id,
            goal.title,
            goal.id in reached,
            goal.points if goal.id in reached else 0,
            goal.points,
            hints.get(goal.id, 0),
            missteps.get(goal.id, 0),
        )
        for goal in lesson.goals
    )
