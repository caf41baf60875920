"""Commands that wait for their replies: a client may send many at once, and replies come in their order (RFC 2920)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that has no reply yet.

    Attributes:
        verb: The command.
        argument: What followed it.
        row: The row in which it stands.
    """

    verb: str
    argument: bytes
    row: int


class Pipeline:
    """The commands of one connection that have no reply yet; what is asked of it takes the same time however many."""

    def __init__(self) -> None:
        self._asked: deque[Asked] = deque()
        self._chunks = 0

    def __bool__(self) -> bool:
        return bool(self._asked)

    @property
    def newest(self) -> Asked | None:
        """The command that was sent last; None where no reply is missing."""
        return self._asked[-1] if self._asked else None

    @property
    def has_chunk(self) -> bool:
        """Whether a chunk of a message is among them (RFC 3030)."""
        return self._chunks > 0

    def ask(self, asked: Asked) -> None:
        """A command has been sent."""
        self._asked.append(asked)
        self._chunks += asked.verb == "BDAT"

    def answer(self) -> Asked | None:
        """A reply has come; returns what it answers, which is the oldest; None where nothing was asked."""
        if not self._asked:
            return None
        asked = self._asked.popleft()
        self._chunks -= asked.verb == "BDAT"
        return asked
