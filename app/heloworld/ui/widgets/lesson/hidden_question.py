"""A question that is open and out of sight: the number of an answer leads to it, and answers nothing blindly."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget
from textual.widgets import Input


class HiddenQuestion:
    """Watches a line that is typed into.

    Args:
        is_answer: Whether what is typed is the number of an answer to a question that is out of sight.
        lead: Leads to that question.
    """

    def __init__(self, is_answer: Callable[[str], bool], lead: Callable[[], object]) -> None:
        self._is_answer = is_answer
        self._lead = lead
        self._is_watching = False

    def watch(self, watcher: Widget, line: Input) -> None:
        """Watch a line from now on, as long as another widget is there; once is enough."""
        if not self._is_watching:
            self._is_watching = True
            watcher.watch(line, "value", self._look, init=False)

    def _look(self, typed: str) -> None:
        if self._is_answer(typed):
            self._lead()
