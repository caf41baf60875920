"""The condition on a program of the learner's own: what the judge found at one stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from heloworld.course.conditions.base import Condition, Count, Moment
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.patterns import matches
from heloworld.course.conditions.stages import STAGES, JudgeName
from heloworld.wire.events import Tried


class Trial(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came of one stage of the judge."""

    about = "the judge has tried the learner's own program at a stage; it belongs to every connection"
    example = '{ judge = "smtp", stage = "transparency" }'

    judge: Annotated[JudgeName, Meta(description="The kind of program, as `helo judge` calls it: `smtp` is a server.")]
    stage: Annotated[str, Meta(description="The stage, by the name that `helo judge` prints.")]
    passed: Annotated[bool, Meta(description="Whether the program has passed it; `false` is for missteps.")] = True
    said: Annotated[str | None, Meta(description="With `passed = false`: a pattern for what arrived.")] = None
    cause: Annotated[
        str | None,
        Meta(description="With `passed = false`: the judge's name for what usually is behind it, such as `no-reply`."),
    ] = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        if self.stage not in STAGES[self.judge]:
            known = ", ".join(STAGES[self.judge])
            raise ValueError(f"there is no stage {self.stage!r}: write one of {known}")
        if self.passed and (self.said is not None or self.cause is not None):
            raise ValueError("`said` and `cause` belong to `passed = false`")

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When the stage was over."""
        return (Moment(number, None) for number, event in evidence.trials if self._fits(event))

    def _fits(self, event: Tried) -> bool:
        return (
            (event.judge, event.stage, event.passed) == (self.judge, self.stage, self.passed)
            and (self.said is None or matches(self.said, event.said))
            and self.cause in {None, event.symptom}
        )
