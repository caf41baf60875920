"""The teacher's notes on a step, which one key shows and hides before a class."""

from __future__ import annotations

from heloworld.course.play.session import LessonSession
from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.workbench import Workbench


class TeacherNotes:
    """Whether the notes are shown; where something else has taken their place, the key shows them again.

    Args:
        session: The lesson.
        workbench: Where its tabs are.
        pane: Where the notes stand.
    """

    def __init__(self, session: LessonSession, workbench: Workbench, pane: LessonPane) -> None:
        self._session, self._workbench, self._pane = session, workbench, pane
        self._is_on = False

    @property
    def shown(self) -> str:
        """The notes of the step, as Markdown; empty where they are not shown."""
        return self._session.runner.step.notes if self._is_on else ""

    def turn(self) -> None:
        """Show the notes, or hide them."""
        is_shown = not self._workbench.has_tabs or self._workbench.shows_tab("guide")
        in_sight = self._pane.shows_notes and is_shown
        if not self._is_on or in_sight or not self._session.runner.step.notes:
            self._is_on = not self._is_on
        if self._is_on:
            self._workbench.show_tab("guide")
            self._workbench.call_after_refresh(self._pane.reveal_notes)
