"""Which of the questions is asked in the line, and what becomes of what is typed there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Question
from heloworld.ui.mailbox.search import Search
from heloworld.ui.widgets.common.ask_line import Ask


class EntryLine(Protocol):
    """What a question is asked in."""

    @property
    def ask(self) -> Ask | None:
        """What is being asked."""

    @property
    def text(self) -> str:
        """What stands there."""

    def open(self, ask: Ask, text: str = "", *, keeps: bool = False) -> None:
        """Ask something, with a text that stands there already; what is typed takes its place, or comes behind it."""


class Asking:
    """Asks one question at a time.

    Args:
        line: What it is asked in.
        questions: All that may be asked.
    """

    def __init__(self, line: EntryLine, questions: Iterable[Question]) -> None:
        self._line = line
        self._questions = {ask: question for question in questions for ask in question.asks}

    @property
    def asked(self) -> Question | None:
        """What is being asked."""
        return None if self._line.ask is None else self._questions[self._line.ask]

    def open(self, question: Question) -> None:
        """Ask something."""
        self._line.open(question.ask, question.initial)
        question.opened()

    def typed(self, ask: Ask, text: str) -> None:
        """What stands in the line is another text; of no interest if that was so before Enter."""
        if self.asked is not None and self._line.ask is ask:
            self.asked.typed(text)

    def entered(self, text: str) -> Pane | None:
        """Enter was pressed. Returns the side of the screen to go to; None where it is asked on."""
        return None if self.asked is None else self.asked.entered(text)

    def turn(self, search: Search) -> None:
        """Ask for a pattern, or for plain text again; what stands in the line is looked for at once."""
        search.toggle_pattern()
        if self.asked is search:
            self._line.open(search.ask, self._line.text, keeps=True)
        else:
            self.open(search)
        search.typed(self._line.text)
