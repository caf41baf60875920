"""What comes on the screen only when lessons have introduced it; before that, it would only be in the way."""

from __future__ import annotations

from typing import Final

from heloworld.course.model.lesson import Lesson
from heloworld.course.play.session import LessonSession
from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.ui.widgets.workbench import Workbench

NOTHING_YET: Final = frozenset({"digits", "rfc", "strip"})
"""What somebody does not see who has met no lesson yet."""


def hide(workbench: Workbench, parts: frozenset[str]) -> None:
    """Leave out of a workbench what no lesson has introduced yet.

    Args:
        workbench: What is worked at.
        parts: What is left out; empty for nothing.
    """
    workbench.wire.hide(parts)
    for bar in workbench.query(Explanation):
        bar.hides = parts


class FirstThings:
    """Shows of a workbench what the lesson there and those before it have introduced.

    Args:
        session: The lesson.
        workbench: Where it is seen.
    """

    def __init__(self, session: LessonSession, workbench: Workbench) -> None:
        self._session, self._workbench = session, workbench
        self._lesson: Lesson | None = None

    def attend(self) -> None:
        """Another lesson may have been opened."""
        lesson = self._session.lesson
        if lesson is not self._lesson:
            self._lesson = lesson
            hide(self._workbench, self._session.course.hidden_in(lesson))
