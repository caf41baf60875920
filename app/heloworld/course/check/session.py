"""What crossed while scripts were played, by the lines of the lesson's file that brought it about."""

from __future__ import annotations

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.play.scribe import Scribe

MOST_LINES = 60
"""Lines of a session that are shown, the last ones."""


class Session:
    """Follows a rehearsal; what crossed before the first line that is taken stays untold.

    Args:
        evidence: All that has happened until now.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._scribe = Scribe()
        self._ends: list[tuple[int, int]] = []
        self._told: list[str] = []
        list(self._scribe.tell(evidence))
        self._begin = evidence.now

    def take(self, line: int, evidence: Evidence) -> None:
        """What has crossed since the last time was brought about by this line of the file."""
        self._ends.append((evidence.now, line))
        texts = list(self._scribe.tell(evidence))
        first = next((at for at, text in enumerate(texts) if text.startswith("C: ")), 0)  # a greeting may come before
        for at, text in enumerate(texts):
            self._told.append(f"{line if at == first else '':>6}  {text}".rstrip())

    def turn_page(self) -> None:
        """A step ends: what is told from here on is told by itself."""
        self._told.clear()

    def place(self, row: int) -> str:
        """Where the line stands that brought a row about."""
        line = next((line for end, line in self._ends if row < end), None) if row >= self._begin else None
        return f"at line {line}" if line is not None else "on the way here"

    @property
    def told(self) -> tuple[str, ...]:
        """What crossed since the page was turned, each line with the line of the file that began it."""
        left_out = len(self._told) - MOST_LINES
        return (*(["     …"] if left_out > 0 else []), *self._told[-MOST_LINES:])
