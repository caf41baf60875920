"""Numbers of answers that are typed beside a question: one that is out of sight, and one that was meant as text."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget
from textual.widgets import Input


class TypedNumber:
    """Watches a line that is typed into.

    The number of an answer to a question that is out of sight leads there, and answers nothing blindly. A space right
    after a number that was an answer makes it the beginning of a line.

    Args:
        is_hidden: Whether what is typed is the number of an answer to a question that is out of sight.
        lead: Leads to that question.
        take_back: Takes back an answer that was meant as text, and returns its number; empty where none was.
        show: Shows the question again.
    """

    def __init__(
        self,
        is_hidden: Callable[[str], bool],
        lead: Callable[[], object],
        take_back: Callable[[str], str],
        show: Callable[[], object],
    ) -> None:
        self._is_hidden = is_hidden
        self._lead = lead
        self._take_back = take_back
        self._show = show
        self._line: Input | None = None

    def watch(self, watcher: Widget, line: Input) -> None:
        """Watch a line from now on, as long as another widget is there; once is enough."""
        if self._line is None:
            self._line = line
            watcher.watch(line, "value", self._look, init=False)

    def _look(self, typed: str) -> None:
        if self._is_hidden(typed):
            self._lead()
        elif self._line is not None and (number := self._take_back(typed)):
            self._line.call_later(self._put_before, self._line, number)  # the key is not done with the line yet
            self._show()

    def _put_before(self, line: Input, number: str) -> None:
        at = line.cursor_position
        line.value = number + line.value
        line.cursor_position = at + len(number)
