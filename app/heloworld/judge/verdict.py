"""What comes of a stage: passed, failed with what arrived and what was expected, or skipped with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from heloworld.judge.failure import Failure
from heloworld.judge.stage import Stage
from heloworld.wire.events import Event


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
