"""A lesson's solution, played on a world of its own: what crossed in each step, and what lay in the mailboxes then."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from email.utils import formatdate
from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.handout.editions import Performance
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.play.runner import Runner
from heloworld.course.play.scribe import Scribe, shown

THEN: Final = 1795476361
"""When everything happens on paper, in seconds since the epoch: 2026-11-23 23:26:01 UTC."""

_QUEUED: Final = re.compile(rb"queued as ([0-9A-F]{10})\Z")


async def perform(lesson: Lesson) -> Performance:
    """Play a lesson's solution from the first step to the last; times and queue IDs are the same at each call.

    Args:
        lesson: The lesson.

    Raises:
        HeloError: The lesson asks for a world that cannot be, or its solution cannot be played.
    """
    begin = int(time.time())
    async with Playground(lesson) as ground:
        runner = Runner(lesson)
        scribe = Scribe()
        steps = []
        for step in lesson.steps:
            for act in step.solution:
                await ground.play(act)
                runner.look(ground.evidence)
            steps.append(list(scribe.tell(ground.evidence)))
        evidence = ground.evidence
        mailboxes = evidence.mailboxes
        filled = [(name, list(_lines(boxes.content(user)))) for boxes, user, name in mailboxes.owners]
    same = _Same(evidence, range(begin - 1, int(time.time()) + 2))
    return Performance(
        tuple(same(lines) for lines in steps),
        tuple((user, same(lines)) for user, lines in filled if lines),
        runner.is_done,
    )


def _lines(content: bytes) -> Iterator[str]:
    yield from map(shown, content.removesuffix(b"\n").split(b"\n") if content else ())


class _Same:
    """Puts other words in the place of what differs each time: the queue IDs, and the seconds in which all happened.

    Args:
        evidence: What happened.
        seconds: When, in seconds since the epoch.
    """

    def __init__(self, evidence: Evidence, seconds: range) -> None:
        replies = [line for each in evidence.spoken for line in each.exchange.reply]
        ids = [found[1].decode() for line in replies if (found := _QUEUED.search(line))]
        self._others = {each: f"4C0FFEE{number:03X}" for number, each in enumerate(dict.fromkeys(ids), 1)}
        for written in (lambda at: time.asctime(time.gmtime(at)), _date):
            self._others |= {written(second): written(THEN) for second in seconds}
        self._any = re.compile("|".join(map(re.escape, self._others)))

    def __call__(self, lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._any.sub(lambda found: self._others[found[0]], line) for line in lines)


def _date(at: int) -> str:
    """A date as in header fields, without its zone (RFC 5322 §3.3)."""
    return formatdate(at, usegmt=True).removesuffix(" GMT")
