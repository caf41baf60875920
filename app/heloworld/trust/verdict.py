"""What a check of a letter comes to: a result, the reason in one sentence, and each step that led there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypedDict

from heloworld.trust.look_up import Question

ASKED: Final = "asked: "
"""How the line of a question begins."""

REMEMBERED: Final = "remembered: "
"""How it begins where nobody was asked, because the answer was known from an earlier time."""


def shown(text: str | bytes, most: int = 120) -> str:
    """Somebody else's text inside a sentence of ours: on one line, with marks for what is no ASCII, and cut if long."""
    words = text if isinstance(text, str) else text.decode("ascii", "backslashreplace")
    return one_line(words if len(words) <= most else f"{words[: most - 1]}…")


def one_line(text: str) -> str:
    """A text with marks for what cannot be printed."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


@dataclass(frozen=True, slots=True)
class Extract:
    """Bytes that a step looked at.

    Attributes:
        what: What they are: ``record``, ``field Subject``, ``body``, ``hashed header``, …
        data: The bytes as they were looked at, which need not be as they stand in the message. A repr leaves them out:
            asyncio makes one of all that a task returns, and they may be a whole body.
        start: Where they begin in the message as it was given, in bytes; -1 for what does not stand there.
        end: Where they end there, the end not included; -1 for the same.
    """

    what: str
    data: bytes = field(repr=False)
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a verdict.

    Attributes:
        sentence: What was done and what came of it, in plain words.
        source: Where that is written, as ``RFC 7208 §5.4``.
        part: The term of a record or the tag of a list that the step is about; may be empty.
        asked: What was asked for it, and what came back.
        looked_at: The bytes that it looked at.
        depth: How deep it is in records that lead to others; 0 for the domain's own.
    """

    sentence: str
    source: str = ""
    part: str = ""
    asked: tuple[Question, ...] = ()
    looked_at: tuple[Extract, ...] = ()
    depth: int = 0

    @property
    def lines(self) -> list[str]:
        """The step as lines: what was asked first, then what came of it; indented by its depth."""
        indent = "  " * self.depth
        part = f"{shown(self.part)}: " if self.part else ""
        source = f" ({self.source})" if self.source else ""
        return [
            *(f"{indent}{REMEMBERED if each.is_remembered else ASKED}{one_line(each.words)}" for each in self.asked),
            f"{indent}{part}{self.sentence}{source}",
        ]


class VerdictRecord(TypedDict):
    """A verdict as ``helo verify --json`` prints it."""

    method: str
    result: str
    domain: str
    selector: str
    policy: str
    identity: str
    disposition: str
    reason: str
    trace: list[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check comes to; each method has a record of its own with more.

    Attributes:
        method: ``spf``, ``dkim``, ``dmarc``.
        result: The method's own word for it, as RFC 8601 §2.7 lists them.
        domain: Whom it is about; empty where that cannot be told.
        selector: Of DKIM: the selector; else empty.
        policy: Of DMARC: what the owner asks for, ``none``, ``quarantine`` or ``reject``; else empty.
        reason: Why, in one sentence.
        trace: The steps that led there.
    """

    method: str
    result: str
    domain: str
    selector: str = ""
    policy: str = ""
    reason: str = ""
    trace: tuple[Step, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The trace as lines."""
        return [line for step in self.trace for line in step.lines]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that was asked, in order."""
        return tuple(question for step in self.trace for question in step.asked)

    def as_record(self) -> VerdictRecord:
        """The verdict for ``--json``."""
        return {
            "method": self.method,
            "result": self.result,
            "domain": self.domain,
            "selector": self.selector,
            "policy": self.policy,
            "identity": "",
            "disposition": "",
            "reason": self.reason,
            "trace": self.lines,
        }
