"""What a view of lines shows: how many lines there are, and how one of them looks. It knows no widget and no screen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple


class LineSpan(NamedTuple):
    """A run of text and the name of its style: a component class of the view, or empty."""

    text: str
    style: str = ""


class LineSource(ABC):
    """Lines, numbered for ever: when the oldest are let go, `first_line` rises and the others keep their numbers."""

    @property
    def first_line(self) -> int:
        """The number of the oldest line that is held."""
        return 0

    @property
    @abstractmethod
    def end_line(self) -> int:
        """The number after the newest line."""

    @abstractmethod
    def spans(self, number: int) -> list[LineSpan]:
        """How one line looks. All text that is not ours must have come through `wire.visible`."""

    @property
    def empty_text(self) -> str:
        """What is said while there are no lines."""
        return ""

    def fit(self, width: int) -> bool:  # noqa: ARG002 - most lines are as long as they are
        """Take in how many columns there are now.

        Returns:
            Whether lines look different because of it.
        """
        return False

    def text(self, number: int) -> str:
        """The text of one line as it is shown, without blanks around it."""
        return "".join(span.text for span in self.spans(number)).strip()

    def to_copy(self, number: int) -> str:
        """What is copied of one line: what is shown, but for what nobody else is to read."""
        return "".join(span.text for span in self.spans(number))

    def nearest(self, number: int | None) -> int | None:
        """The line that is held and nearest to a number, the newest for None; None where no line is held."""
        newest = self.end_line - 1
        if newest < self.first_line:
            return None
        return newest if number is None else min(max(number, self.first_line), newest)
