"""What the class votes on: what is asked aloud, then each question of the lesson in turn."""

from __future__ import annotations

from dataclasses import replace

from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.book import ClassBook
from heloworld.course.model.lesson import Question


class Voting:
    """The vote that is going on.

    Args:
        book: The class, whose lesson has the questions; it keeps what is asked.
    """

    def __init__(self, book: ClassBook) -> None:
        self._book = book
        self._lesson = book.register.lesson or ""
        known = book.register.course.get(self._lesson)
        self._questions: list[Question | None] = [None]
        if known is not None:
            self._questions += known.questions.values()

    @property
    def asked(self) -> Asked:
        """What is voted on."""
        return self._book.asked

    def next(self, now: float) -> None:
        """Begin a vote on the next question.

        Args:
            now: Seconds since the epoch; votes by mail count from then on.
        """
        before = self.asked
        is_one = before.lesson == self._lesson and before.question in self._questions
        at = self._questions.index(before.question) + 1 if is_one and before.lesson else 0
        self._book.asked = Asked(now, self._lesson, self._questions[at % len(self._questions)])

    def toggle_answer(self) -> None:
        """Show the right answer, or hide it."""
        self._book.asked = replace(self.asked, is_told=not self.asked.is_told)
