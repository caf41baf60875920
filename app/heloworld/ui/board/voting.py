"""What the class votes on: what is asked aloud, then each question of the lesson in turn."""

from __future__ import annotations

from dataclasses import replace

from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.register import Register


class Voting:
    """The vote that is going on.

    Args:
        register: The class, whose lesson has the questions.

    Attributes:
        asked: What is voted on; before the first vote, all votes by mail count.
    """

    def __init__(self, register: Register) -> None:
        self._lesson = register.lesson or ""
        known = register.course.get(self._lesson)
        self._questions = [None, *known.questions.values()] if known is not None else [None]
        self._at = -1
        self.asked = Asked()

    def next(self, now: float) -> None:
        """Begin a vote on the next question.

        Args:
            now: Seconds since the epoch; votes by mail count from then on.
        """
        self._at = (self._at + 1) % len(self._questions)
        self.asked = Asked(now, self._lesson, self._questions[self._at])

    def toggle_answer(self) -> None:
        """Show the right answer, or hide it."""
        self.asked = replace(self.asked, is_told=not self.asked.is_told)
