"""A question beside a prompt: what of that which is typed there is an answer, and what leaves a prediction open."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from heloworld.course.model.lesson import Question
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.records import LEFT_OPEN

AT_ONCE: Final = 1.5
"""Seconds within which a key belongs to what came before: Enter to the number of an answer or to a key that has sent
lines, a space to a number.
"""

BEFORE_CLASS: Final = 6.0
"""The same for Enter before a class, where one looks up between two keys, and nobody sends an empty line in a hurry."""


class Asking:
    """Answers the question that is open in a lesson.

    Args:
        session: The lesson.
        clock: Seconds that only grow.
        is_in_text: Whether a line that is typed now is text of a letter or the like, and never an answer.
    """

    def __init__(
        self,
        session: LessonSession,
        clock: Callable[[], float] = time.monotonic,
        *,
        is_in_text: Callable[[], bool] = lambda: False,
    ) -> None:
        self._session = session
        self._clock = clock
        self._is_in_text = is_in_text
        self._habit_since = -BEFORE_CLASS
        self._numbered: tuple[Question, int] | None = None
        self._was_typed = False

    @property
    def _question(self) -> Question | None:
        return self._session.page.question

    def choose(self, question: Question, option: int, *, by_number: bool) -> None:
        """An option was chosen, or none of them.

        Args:
            question: The question.
            option: Which, from 0; `LEFT_OPEN` for none.
            by_number: Whether its number was pressed, after which one presses Enter out of habit.
        """
        self._session.answer(question, option)
        is_vote = self._session.is_presenting and option != LEFT_OPEN  # a click, too, may be corrected by a number
        self._numbered = (question, option) if by_number or is_vote else None
        self._was_typed = by_number
        if self._numbered is not None:
            self._habit_since = self._clock()

    def take_back(self, typed: str) -> str:
        """A line begins with a space right after a number that was an answer: both were meant as text.

        Args:
            typed: What stands in the line.

        Returns:
            What belongs in front of it, and the question is open again; empty where it is any other line.
        """
        if (
            typed != " "
            or self._numbered is None
            or not self._was_typed
            or self._clock() - self._habit_since >= AT_ONCE
        ):
            return ""
        (question, option), self._numbered = self._numbered, None
        self._habit_since = -BEFORE_CLASS
        self._session.ask_again([question])
        return str(option + 1)

    def correct(self, typed: str) -> bool:
        """Before a class, a number soon after an answer: that is the answer; whether it was so.

        Hands are counted again, and nobody has seen yet which answer is right.

        Args:
            typed: What stands in the line, which was empty.
        """
        if not self._session.is_presenting or self._numbered is None:
            return False
        (question, _), is_soon = self._numbered, self._clock() - self._habit_since < BEFORE_CLASS
        if not is_soon or typed not in _numbers(question):
            return False
        self._session.ask_again([question])
        self.choose(question, int(typed) - 1, by_number=True)
        return True

    def expect_enter(self) -> None:
        """Lines were sent at one key, after which one presses Enter out of habit."""
        self._habit_since = self._clock()

    @property
    def expects_enter(self) -> bool:
        """Whether Enter would belong to what came right before it, and to nothing else."""
        limit = BEFORE_CLASS if self._session.is_presenting else AT_ONCE
        return self._clock() - self._habit_since < limit

    def leave_open(self) -> bool:
        """Go on without a prediction; returns whether one was wanted."""
        asked = self._question
        if asked is None or asked.when != "before":
            return False
        self.choose(asked, LEFT_OPEN, by_number=False)
        return True

    def is_number(self, line: str) -> bool:
        """Whether a line is the number of an answer to the question that is open; in a text, it is text."""
        asked = self._question
        return asked is not None and line.strip() in _numbers(asked) and not self._is_in_text()

    def takes(self, lines: tuple[str, ...]) -> bool:
        """Lines were entered at the prompt: whether they belong to a question, and not to the server.

        The number of an answer alone does, while a question is open, and Enter right after it. Any other line leaves
        a prediction open; not so before a class, where it is somebody's idea and the question is still everybody's.
        """
        is_expected, self._habit_since = self.expects_enter, -BEFORE_CLASS
        if lines == ("",) and is_expected:
            return True
        asked = self._question
        if asked is not None and len(lines) == 1 and self.is_number(lines[0]):
            self.choose(asked, int(lines[0]) - 1, by_number=False)
            return True
        if not self._session.is_presenting:
            self.leave_open()
        return False


def _numbers(question: Question) -> frozenset[str]:
    return frozenset(str(number) for number in range(1, len(question.options) + 1))
