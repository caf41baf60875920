"""The report of a stage that failed, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heloworld.judge.report.caret import caret
from heloworld.judge.report.conversation import conversation
from heloworld.judge.report.paint import Painted, Style
from heloworld.judge.verdict import Excerpt, Failure, Verdict
from heloworld.wire.visible import visible

_INDENT: Final = "    "
_PRINTED_LINES: Final = 12
_BEFORE: Final = 3
"""Lines of an excerpt that are shown before the one with the wrong byte."""
_LONGEST: Final = 160


def failure_lines(verdict: Verdict) -> Iterator[Painted]:
    """What the stage is about, the conversation, what arrived, what was expected, why, and where it is written."""
    failure = verdict.failure
    assert failure is not None
    yield Painted(verdict.stage.about)
    yield Painted("")
    for line in conversation(verdict) if verdict.transcript else ():
        yield Painted(_INDENT + line.text, line.style)
    if isinstance(failure.where, Excerpt):
        yield Painted("")
        yield from _excerpt(failure.where)
    yield Painted("")
    yield from _words(failure, verdict.stage.source)
    yield from _printed(verdict.printed)


def _words(failure: Failure, source: str) -> Iterator[Painted]:
    told = {
        "What came": failure.said,
        "Expected": failure.expected,
        "Perhaps": failure.cause,
        "Read": failure.source or source,
    }
    for name, text in told.items():
        yield Painted(f"{name:<11}{text}", Style.STRONG if name == "Perhaps" else Style.PLAIN)


def _excerpt(excerpt: Excerpt) -> Iterator[Painted]:
    """Some lines of bytes, with a caret; below them, what should stand there."""
    yield Painted(f"{_INDENT}in {excerpt.title}:", Style.DIM)
    start = excerpt.arrived.rfind(b"\n", 0, excerpt.at) + 1
    end = excerpt.arrived.find(b"\n", excerpt.at) + 1 or len(excerpt.arrived)
    before = excerpt.arrived[:start].splitlines()[-_BEFORE:]
    for line in before:
        yield Painted(_INDENT + visible(line[:_LONGEST]), Style.DIM)
    at = excerpt.at - start
    cut = max(at - _LONGEST // 2, 0)
    lead = _INDENT + ("…" if cut else "")
    raw = excerpt.arrived[start:end][cut : cut + _LONGEST]
    yield Painted(lead + visible(raw), Style.STRONG)
    yield Painted(caret(lead, raw, at - cut), Style.BAD)
    yield Painted(f"{_INDENT}and there should be:", Style.DIM)
    yield Painted(_INDENT + (visible(excerpt.expected[:_LONGEST]) or "nothing more"))


def _printed(printed: bytes) -> Iterator[Painted]:
    """The end of what the program has printed."""
    lines = printed.splitlines()[-_PRINTED_LINES:]
    if lines:
        yield Painted("")
        yield Painted("The program printed:", Style.DIM)
        yield from (Painted(_INDENT + visible(line.replace(b"\t", b"    "))) for line in lines)
