"""Judges letters one after the other, for a mailbox that is looked at: by zone files, or by the zones of a world.

What it needs is loaded with the first letter: most mailboxes are looked at without.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from heloworld.lab.plan import Plan

if TYPE_CHECKING:
    from heloworld.lab.judging.letter_file import LetterFile
    from heloworld.lab.judging.report import Line
    from heloworld.lab.judging.whom_to_ask import Asked


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges letters by what stands in them.

    Attributes:
        whom: Says whom to ask, for each letter anew.
        now: The moment, in seconds since the epoch.
    """

    whom: Callable[[], Asked]
    now: Callable[[], float] = time.time

    def report(self, letter: LetterFile) -> list[Line]:
        """What a receiver would think, as lines; it is worked out in this thread.

        Raises:
            UsageError: Nobody can be asked.
        """
        from heloworld.lab.judging.judgement import judge
        from heloworld.lab.judging.report import report
        from heloworld.lab.judging.trace_fields import Trace

        asked = self.whom()
        judgement = asyncio.run(judge(asked.ask, letter.data, Trace(), letter.envelope_from, now=self.now()))
        return list(report(judgement, asked))


def judge_by_files(files: tuple[Path, ...]) -> Judge:
    """A judge who asks zone files, which are read for each letter anew.

    Raises:
        UsageError: A file cannot be read, or a line of it is wrong.
    """
    from heloworld.lab.judging import whom_to_ask

    whom_to_ask.zones(files)
    return Judge(lambda: whom_to_ask.zones(files))


def judge_of_world(plan: Plan | None, now: Callable[[], float]) -> Judge | None:
    """A judge who knows the zones of a world as they are now; None where names are no part of it.

    Args:
        plan: The world.
        now: Its clock.
    """
    if plan is None or not (plan.address or plan.zones or "dns" in plan.doors):
        return None
    return Judge(lambda: _of_world(plan), now)


def _of_world(plan: Plan) -> Asked:
    from heloworld.lab.judging.whom_to_ask import of_texts

    return of_texts(_texts(plan), "the zones of this world")


def _texts(plan: Plan) -> Mapping[str, str]:
    """The zones as they stand in their files; one with a fault is not in use, and the one before it is."""
    from heloworld.dns.zones.parsing import parse_all
    from heloworld.lab.names.dns_server import zone_texts
    from heloworld.lab.names.zone_folder import zone_files

    saved = {each.origin: text for each in zone_files(plan) if (text := each.read()) is not None}
    sound = {origin: saved[origin] for origin, zone in parse_all(saved).items() if zone.is_sound}
    return {**zone_texts(plan), **sound}
