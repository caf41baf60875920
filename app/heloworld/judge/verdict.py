"""What comes of a stage: passed, failed with what arrived and what was expected, or skipped with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from heloworld.wire.events import Event, Side

if TYPE_CHECKING:
    from heloworld.judge.stage import Stage


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one stage.

    Attributes:
        stage: The stage.
        passed: Whether all of it held; None where it was skipped.
        seconds: How long it took.
        failure: Why it fell; None where it did not.
        skipped: Why it was skipped, as a sentence; empty where it was not.
        is_untried: Whether it was skipped because a stage before it failed.
        transcript: What crossed, in order; of a stage that failed, up to there.
        printed: The end of what the program printed to stderr, or to stdout where that is empty.
    """

    stage: Stage
    passed: bool | None
    seconds: float
    failure: Failure | None = None
    skipped: str = ""
    is_untried: bool = False
    transcript: tuple[Event, ...] = field(default=(), repr=False)
    printed: bytes = b""
