"""Numbers of answers that are typed beside a question: to one in sight, to one out of sight, or meant as text."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget

from heloworld.course.play.asking import Asking
from heloworld.ui.widgets.wire.prompt import CommandLine


class TypedNumber:
    """Watches a line that is typed into.

    The number of an answer to a question that is in sight answers it, without Enter, where it is the first thing in
    the line, or stands behind a number that was typed when nothing was asked. Before a class, that of one out of sight
    leads there, and answers nothing blindly; a learner who sees the prompt alone types a line. A space right after a
    number that was an answer makes it the beginning of a line; before a class, another number right after one corrects
    it.

    Args:
        asking: Knows the question, and what was answered.
        hides: Whether a question is open, nothing of it is in sight, and its number leads there.
        lead: Leads to that question.
        show: Shows a question again that is open again.
        answer: Answers a question by a number that is typed in the empty line, if that is to be; returns whether it
            was.
        take: The same for a character that is typed elsewhere.
    """

    def __init__(
        self,
        asking: Asking,
        hides: Callable[[], bool],
        lead: Callable[[], object],
        show: Callable[[], object],
        answer: Callable[[str], bool],
        take: Callable[[str], bool],
    ) -> None:
        self._asking = asking
        self._hides = hides
        self._lead = lead
        self._show = show
        self._answer = answer
        self._take = take
        self._line: CommandLine | None = None
        self._before = ""

    def watch(self, watcher: Widget, line: CommandLine) -> None:
        """Watch a line from now on, as long as another widget is there; once is enough."""
        if self._line is None:
            self._line, self._before = line, line.value
            line.gives_away = lambda character: self._corrects(character) or self._take(character)
            watcher.watch(line, "value", self._look, init=False)

    def _look(self, typed: str) -> None:
        before, self._before = self._before, typed
        new = typed.removeprefix(before) if before.isdecimal() else typed
        is_first = not before or new != typed
        if self._hides() and self._asking.is_number(new) and not new.endswith(" "):
            self._lead()
        elif self._line is not None and is_first and (self._corrects(new) or self._answer(new)):
            self._line.call_later(self._line.clear)  # the key is not done with the line yet
        elif self._line is not None and (number := self._asking.take_back(typed)):
            self._line.call_later(self._put_before, self._line, number)  # the key is not done with the line yet
            self._show()

    def _corrects(self, typed: str) -> bool:
        is_so = self._asking.correct(typed)
        if is_so:
            self._show()
        return is_so

    def _put_before(self, line: CommandLine, number: str) -> None:
        at = line.cursor_position
        line.value = number + line.value
        line.cursor_position = at + len(number)
