"""A judgement as plain lines: one a stage, a report where one failed, and what came of it all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Final

from heloworld.judge.report.failure import WHOLE, Fewer, failure_lines
from heloworld.judge.report.paint import Painted, Style
from heloworld.judge.stage import Stage
from heloworld.judge.verdict import Verdict

COLUMNS: Final = 100
"""How wide a line is where there is no terminal."""

_NARROWEST: Final = 40
_INDENT: Final = "  "
_MARKS: Final = {True: ("ok", Style.GOOD), False: ("FAILED", Style.BAD), None: ("skipped", Style.DIM)}
_MARK, _NAME = 8, 14
"""Columns of the mark, and at least of a stage's name, with the space behind them."""


def columns() -> int:
    """How wide a line may be on stdout."""
    return max(get_terminal_size().columns - 1, _NARROWEST) if sys.stdout.isatty() else COLUMNS


def verdict_lines(verdict: Verdict, width: int, stages: Sequence[Stage] = ()) -> Iterator[Painted]:
    """What is said of one stage as soon as it was judged; nothing of one that was not tried.

    Args:
        verdict: What came of it.
        width: How wide a line may be.
        stages: Those that are judged, whose names stand in one column.
    """
    if verdict.is_untried:
        return
    mark, style = _MARKS[verdict.passed]
    rest = verdict.skipped if verdict.passed is None else f"{verdict.seconds:.1f} s"
    column = max(_NAME, *(len(stage.name) + len(_INDENT) for stage in (verdict.stage, *stages)))
    yield Painted(f"{mark:<{_MARK}}{verdict.stage.name:<{column}}{rest}", style)
    if verdict.failure is not None:
        yield from report(verdict, width)


def report(verdict: Verdict, width: int, fewer: Fewer = WHOLE) -> Iterator[Painted]:
    """The report of a stage that failed, apart from what stands around it; with fewer lines where that is asked for."""
    yield Painted("")
    for line in failure_lines(verdict, width - len(_INDENT), fewer):
        yield Painted(f"{_INDENT}{line.text}".rstrip(), line.style)
    yield Painted("")


def summary(verdicts: Sequence[Verdict], seed: int, width: int) -> Iterator[Painted]:
    """What came of it all, in a sentence or two."""
    passed = sum(verdict.passed is True for verdict in verdicts)
    failed = [verdict.stage.name for verdict in verdicts if verdict.passed is False]
    untried = sum(verdict.is_untried for verdict in verdicts)
    skipped = sum(verdict.passed is None for verdict in verdicts) - untried
    parts = [f"{passed} of {_stages(len(verdicts))} passed"]
    parts += [f"{skipped} skipped"] if skipped else []
    parts += [f"failed: {', '.join(failed)}"] if failed else []
    seconds = sum(verdict.seconds for verdict in verdicts)
    style = Style.BAD if failed else Style.GOOD
    told = f"{'; '.join(parts)}. It took {seconds:.1f} s; --seed {seed} repeats it."
    yield from (Painted(line, style) for line in _wrapped(told, width))
    if untried:
        last = next(verdict for verdict in reversed(verdicts) if verdict.passed is False)
        is_start = last.failure is not None and last.failure.ends_all
        hope = "; without it nothing else can be tried" if is_start else " first, or add --keep-going"
        were = "was" if untried == 1 else "were"
        told = f"{_stages(untried)} after {failed[-1]} {were} not tried: fix {failed[-1]}{hope}."
        yield from (Painted(line) for line in _wrapped(told, width))


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, break_on_hyphens=False)


def _stages(count: int) -> str:
    return "1 stage" if count == 1 else f"{count} stages"
