"""Which typed lines may go out: what was meant for a connection that is over must never become commands of another.

A paste and a letter go out line by line. Where the connection ends in the middle of them, the lines that are left are
dropped. They may still be on their way from the keyboard then, so lines that come in quick succession share their fate.
"""

from __future__ import annotations

import math
from enum import Enum, auto

from heloworld.errors import ConnectError

BURST = 0.5
"""Seconds within which a line follows another that nobody types by hand: both belong to one paste."""


class Fate(Enum):
    """What becomes of a typed line."""

    SEND = auto()
    """It goes out."""
    DROP = auto()
    """It is dropped, and that has been said."""
    SAY = auto()
    """It is dropped, and that is to be said."""
    GO_ON = auto()
    """It is an empty line with which the learner says: go on."""


class TypedLines:
    """Holds back what is typed, once there is a reason, until it is certain that the learner has seen it.

    Attributes:
        reason: Why lines are dropped, as an error fit for the learner; None where there has been no reason yet.
    """

    def __init__(self) -> None:
        self.reason: ConnectError | None = None
        self._is_held = False
        self._is_dropping = False
        self._is_said = False
        self._last = -math.inf

    @property
    def is_held(self) -> bool:
        """Whether nothing goes out until an empty line is entered by itself."""
        return self._is_held

    def again(self) -> ConnectError:
        """The reason, which there has to be, for a learner who has been told and types on."""
        assert self.reason is not None
        return type(self.reason)(f"That was not sent. {self.reason.sentence}", self.reason.remedy)

    def drop(self, reason: ConnectError, *, at: float, until_told: bool, is_said: bool) -> None:
        """Drop what was typed so far and what comes right after it.

        Args:
            reason: Why.
            at: When the last line that is dropped was typed, in seconds of a clock that only grows.
            until_told: Drop whatever else is typed, too, until an empty line is entered by itself.
            is_said: Whether the learner has been told.
        """
        self.reason = reason
        self._is_held = until_told
        self._is_dropping, self._is_said = True, is_said
        self._last = max(self._last, at)

    def release(self) -> None:
        """Nothing is held any more."""
        self._is_held = self._is_dropping = False

    def fate(self, line: bytes, at: float) -> Fate:
        """What becomes of a line.

        Args:
            line: The line, without its end.
            at: When it was typed, in seconds of the same clock.
        """
        belongs_to_last, self._last = at - self._last < BURST, max(self._last, at)
        if belongs_to_last and self._is_dropping:
            return self._drop()
        if not self._is_held:
            self._is_dropping = False
            return Fate.SEND
        self._is_dropping, self._is_said = True, False
        if line:
            return self._drop()
        self._is_held = False
        return Fate.GO_ON

    def _drop(self) -> Fate:
        was_said, self._is_said = self._is_said, True
        return Fate.DROP if was_said else Fate.SAY
