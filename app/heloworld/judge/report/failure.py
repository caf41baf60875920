"""The report of a stage that failed, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Final, NamedTuple

from heloworld.judge.failure import Excerpt, Failure
from heloworld.judge.report.caret import caret, cut, folded, window
from heloworld.judge.report.conversation import conversation
from heloworld.judge.report.paint import Painted, Style
from heloworld.judge.verdict import Verdict
from heloworld.wire.visible import visible

_INDENT: Final = "    "
_NAME: Final = 10
"""Columns of the words on the left."""

PRINTED_LINES: Final = 12
"""Lines that are shown of what the program has printed, the last ones."""

_LEAST_PRINTED: Final = 2
"""The same where there is little room."""

_BEFORE: Final = 3
"""Lines of an excerpt that are shown before the one with the wrong byte."""


class Fewer(NamedTuple):
    """How many lines a report should have fewer than it would have: of what there is less need of, first.

    Attributes:
        conversation: Of the conversation.
        printed: Of what the program printed.
    """

    conversation: int = 0
    printed: int = 0


WHOLE: Final = Fewer()
"""A report as it is where there is room."""


def failure_lines(verdict: Verdict, columns: int, fewer: Fewer = WHOLE) -> Iterator[Painted]:
    """What the stage is about, the conversation, what arrived, what was expected, why, and where it is written.

    Args:
        verdict: A verdict with a failure.
        columns: How wide a line may be.
        fewer: How many lines should be left out.
    """
    failure = verdict.failure
    assert failure is not None
    yield from (Painted(line) for line in wrap(verdict.stage.about, columns))
    inner = columns - len(_INDENT)
    lines = conversation(verdict, inner, fewer.conversation) if verdict.transcript else []
    if lines:
        yield Painted("")
        yield from (Painted(_INDENT + line.text, line.style) for line in lines)
    if isinstance(failure.where, Excerpt):
        yield Painted("")
        yield from (Painted(_INDENT + line.text, line.style) for line in excerpt_lines(failure.where, inner))
    yield Painted("")
    yield from _words(failure, verdict.stage.source, columns)
    if verdict.printed.strip():
        yield Painted("")
        yield Painted("The program printed:", Style.DIM)
        said = printed_lines(verdict.printed, inner)
        said = printed_lines(verdict.printed, inner, max(len(said) - fewer.printed, _LEAST_PRINTED))
        yield from (Painted(_INDENT + line) for line in said)


def _words(failure: Failure, source: str, columns: int) -> Iterator[Painted]:
    """What there is to say, each beginning with a word for what it is."""
    told = {
        "Arrived": failure.said,
        "Expected": failure.expected,
        "Perhaps": failure.cause,
        "Read": failure.source or source,
    }
    for name, text in told.items():
        style = Style.STRONG if name == "Perhaps" else Style.PLAIN
        lines = wrap(text, columns - _NAME, break_on_hyphens=False) or [""]
        yield Painted(f"{name:<{_NAME}}{lines[0]}", style)
        yield from (Painted(" " * _NAME + line, style) for line in lines[1:])


def excerpt_lines(excerpt: Excerpt, columns: int) -> Iterator[Painted]:
    """Some lines of bytes, with a caret; below them, what should stand there."""
    yield Painted(f"In {excerpt.title}:", Style.DIM)
    start = excerpt.arrived.rfind(b"\n", 0, excerpt.at) + 1
    end = excerpt.arrived.find(b"\n", excerpt.at) + 1 or len(excerpt.arrived)
    for line in excerpt.arrived[:start].split(b"\n")[:-1][-_BEFORE:]:
        yield Painted("| " + cut(line, columns - 2), Style.DIM)
    part = window(excerpt.arrived[start:end], excerpt.at - start, columns - 3)
    lead = "| …" if part.is_cut else "| "
    yield Painted(lead + visible(part.data), Style.STRONG)
    yield Painted(caret(lead, part.data, part.at), Style.BAD)
    yield Painted("There should be:", Style.DIM)
    yield Painted("| " + cut(excerpt.expected, columns - 2) if excerpt.expected else "  nothing")


def printed_lines(printed: bytes, columns: int, most: int = PRINTED_LINES) -> list[str]:
    """The end of what the program has printed: its last lines whole, as many as there is room for.

    Args:
        printed: What it printed.
        columns: How wide a line may be.
        most: How many lines there may be.
    """
    shown: list[str] = []
    for line in reversed(printed.rstrip().split(b"\n")[-most:]):
        text = line.removesuffix(b"\r").replace(b"\t", b"    ")
        rows = list(folded(text, columns)) or [""]
        if len(shown) + len(rows) > most:
            rows = [cut(text, columns)]
        shown[:0] = rows
        if len(shown) >= most:
            break
    return shown[-most:]
