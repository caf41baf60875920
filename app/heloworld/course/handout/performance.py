"""A lesson's solution, played on a world of its own: what crossed in each step, and what lay in the mailboxes then."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from email.utils import formatdate
from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.handout.editions import Performance
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.play.runner import Runner
from heloworld.course.play.scribe import Scribe, shown
from heloworld.wire.events import Delivered, Queued, Turned

THEN: Final = 1795476361
"""When everything happens on paper, in seconds since the epoch: 2026-11-23 23:26:01 UTC."""

STEP: Final = 10
"""Seconds to which a turn of the clock is rounded: how long the tries took is no part of the lesson."""

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
        all(runner.is_reached(goal) for step in lesson.steps if step.judge is None for goal in step.goals),
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
        self._others = {each: f"4C0FFEE{number:03X}" for number, each in enumerate(dict.fromkeys(_ids(evidence)), 1)}
        for offset in _offsets(evidence):
            then, late = THEN + round(offset / STEP) * STEP, math.ceil(offset)
            for written in _WRITTEN:
                moments = range(seconds.start + int(offset), seconds.stop + late)
                self._others |= {written(second): written(then) for second in moments}
        self._any = re.compile("|".join(map(re.escape, self._others)))

    def __call__(self, lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._any.sub(lambda found: self._others[found[0]], line) for line in lines)


def _ids(evidence: Evidence) -> Iterator[str]:
    """The names of letters, as servers have told them to clients, and those that they have given to their own."""
    for spoken in evidence.spoken:
        for line in spoken.exchange.reply:
            if (found := _QUEUED.search(line)) is not None:
                yield found[1].decode()
    for number in range(evidence.rows.first, len(evidence.rows)):
        event = evidence.rows[number].event
        if isinstance(event, Delivered | Queued) and event.queue_id:
            yield event.queue_id


def _offsets(evidence: Evidence) -> Iterator[float]:
    """By how many seconds the world's clock was ahead, from the beginning on."""
    offset = 0.0
    yield offset
    for number in range(evidence.rows.first, len(evidence.rows)):
        event = evidence.rows[number].event
        if isinstance(event, Turned):
            offset += event.seconds
            yield offset


def _date(at: int) -> str:
    """A date as in header fields, without its zone (RFC 5322 §3.3)."""
    return formatdate(at, usegmt=True).removesuffix(" GMT")


_WRITTEN: Final[tuple[Callable[[int], str], ...]] = (
    lambda at: time.asctime(time.gmtime(at)),
    _date,
    lambda at: time.strftime("%Y%m%d%H%M%S", time.gmtime(at)),
    str,
)
"""How servers write moments: in a ``From_`` line, in a header field, in a Message-Id, in a boundary."""
