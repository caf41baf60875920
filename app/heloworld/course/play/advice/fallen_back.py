"""What is said where the judge stopped at a stage that the step is not about: a pure function of the evidence."""

from __future__ import annotations

from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.trial import Trial
from heloworld.course.model.lesson import Goal, Step

FALLEN_BACK: Final = (
    "The judge got no further than *{stage}*, which comes before this goal. {cause} The wire shows where it stopped."
)


def fallen_back(step: Step, goal: Goal | None, evidence: Evidence) -> str:
    """What has to be mended first, as Markdown; empty where the judge came as far as the goal that is open.

    Args:
        step: The step where the learner is.
        goal: Its first goal that is open; None where it is done.
        evidence: All that happened since the lesson began.
    """
    if goal is None or not evidence.trials:
        return ""
    last = evidence.trials[-1].event
    wanted = {each.stage for each in (*goal.need, *goal.any, *goal.seq) if isinstance(each, Trial)}
    if last.passed is not False or last.judge != step.judge or last.stage in wanted:
        return ""
    return FALLEN_BACK.format(stage=last.stage, cause=last.cause)
