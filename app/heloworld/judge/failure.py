"""Why a stage falls or is skipped: what arrived, what was expected, and where the first wrong byte is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from heloworld.wire.events import Side


@dataclass(frozen=True, slots=True)
class Spot:
    """A byte of a conversation: the first that is wrong.

    Attributes:
        conn: The connection, as its events number it.
        source: Who sent the byte.
        offset: Where it stands in all that this side sent on the connection, from 0; behind the last byte where more
            should have come.
    """

    conn: int
    source: Side
    offset: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Bytes that crossed no connection, a file's or those that a program printed, beside what they should have been.

    Attributes:
        title: Whose bytes these are: ``the mailbox``.
        arrived: Them, as much as is worth showing.
        expected: What should stand there instead.
        at: Where the first wrong byte stands in `arrived`; its length where more should follow.
    """

    title: str
    arrived: bytes
    expected: bytes
    at: int


Place: TypeAlias = Spot | Excerpt | None
"""Where the first wrong byte is; None where the failure is about no byte."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a stage fell. Its words are safe to show: bytes of a program have gone through `wire.visible`.

    Attributes:
        said: What arrived, or what happened.
        expected: What should have.
        cause: What usually is behind it, and helps.
        where: The first wrong byte.
        source: Where it is written down; empty where the stage's own section says it.
        ends_all: Whether no other stage can do better, because the program does not even start.
    """

    said: str
    expected: str
    cause: str
    where: Place = None
    source: str = ""
    ends_all: bool = False


class Failed(Exception):  # noqa: N818 - a verdict, not an error
    """Raised by a stage's script where something does not hold."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.said)
        self.failure = failure


class Skipped(Exception):  # noqa: N818 - a verdict, not an error
    """Raised by a stage's script that has nothing to ask; its text is the reason, a sentence."""
