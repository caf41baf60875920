"""A judgement as plain lines: one a stage, a report where one failed, and what came of it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.judge.report.failure import failure_lines
from heloworld.judge.report.paint import Painted, Style
from heloworld.judge.verdict import Verdict

_MARKS: Final = {True: ("ok", Style.GOOD), False: ("FAILED", Style.BAD), None: ("skipped", Style.DIM)}
_NAME: Final = 14


def verdict_lines(verdict: Verdict) -> Iterator[Painted]:
    """What is said of one stage as soon as it was judged."""
    mark, style = _MARKS[verdict.passed]
    time = "" if verdict.passed is None else f"{verdict.seconds:.1f} s"
    yield Painted(f"{mark:<8}{verdict.stage.name:<{_NAME}}{time}{verdict.skipped}".rstrip(), style)
    if verdict.failure is not None:
        yield Painted("")
        for line in failure_lines(verdict):
            yield Painted(f"  {line.text}".rstrip(), line.style)
        yield Painted("")


def summary(verdicts: Sequence[Verdict], seed: int) -> Painted:
    """What came of it all, in a sentence."""
    passed = sum(verdict.passed is True for verdict in verdicts)
    failed = [verdict.stage.name for verdict in verdicts if verdict.passed is False]
    skipped = sum(verdict.passed is None for verdict in verdicts)
    left = f", {skipped} skipped" if skipped else ""
    seconds = sum(verdict.seconds for verdict in verdicts)
    told = f"{passed} of {len(verdicts)} stages passed{left}, in {seconds:.1f} s"
    fell = f"; failed: {', '.join(failed)}" if failed else ""
    return Painted(f"{told}{fell}. Seed {seed}.", Style.BAD if failed else Style.GOOD)
