"""What crossed, told as lines of words, each row once: for a lesson that is read out, and for one on paper."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from heloworld.course.conditions.evidence import Evidence
from heloworld.wire.rows import Row


class Narrator(ABC):
    """Goes through the rows of a world, from where it stopped the last time. A subclass has the words."""

    def __init__(self) -> None:
        self.begin_again()

    def begin_again(self) -> None:
        """A fresh transcript follows."""
        self._next = self._events = 0
        self._outside: set[int] = set()

    def is_behind(self, evidence: Evidence) -> bool:
        """Whether something has crossed that was not told yet."""
        return self._next < len(evidence.rows)

    def tell(self, evidence: Evidence) -> Iterator[str]:
        """What has happened since the last time."""
        fresh = evidence.happened[self._events :]
        self._outside |= {each.event.conn for each in fresh if each.who != "prompt"}
        self._events = len(evidence.happened)
        first, self._next = max(self._next, evidence.rows.first), len(evidence.rows)
        for number in range(first, self._next):
            row = evidence.rows[number]
            yield from self.words(row, evidence, is_outside=row.conn in self._outside)

    @abstractmethod
    def words(self, row: Row, evidence: Evidence, *, is_outside: bool) -> Iterator[str]:
        """The lines that a row is told in; none where it is passed over.

        Args:
            row: The row.
            evidence: All that is known by now.
            is_outside: Whether another program than the prompt has made its connection.
        """
