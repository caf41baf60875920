"""A verdict as a fact of the transcript: what the wire, the verdicts below it, ``helo verify`` and the viewer show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from heloworld.lab.judging.details import details
from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.dmarc.results import DmarcVerdict
from heloworld.trust.message import Message
from heloworld.trust.spf.results import SpfVerdict
from heloworld.trust.verdict import Verdict
from heloworld.wire.events import Judged


def record_of(
    verdict: Verdict, message: Message | None = None, *, conn: int = 0, queue_id: str = "", asked: tuple[int, ...] = ()
) -> Judged:
    """The record of a verdict.

    Args:
        verdict: The verdict.
        message: The letter that it is about; None where its text has not come yet.
        conn: The connection over which it came; 0 for a letter that lies in a file.
        queue_id: Its name; empty for the same.
        asked: The connections of the questions.
    """
    judged = Judged(
        conn,
        time.time(),
        "",
        queue_id,
        verdict.method,
        verdict.result,
        verdict.domain,
        verdict.reason,
        tuple(verdict.lines),
        asked,
        verdict.selector,
        verdict.policy,
        verdict.identity if isinstance(verdict, SpfVerdict) else "",
        tuple(details(verdict)),
    )
    if isinstance(verdict, DmarcVerdict) and verdict.policy:
        return replace(judged, disposition=verdict.disposition, fault=verdict.fault)
    if message is None or not isinstance(verdict, DkimVerdict):
        return judged
    differs = tuple((each.start, each.end) for each in verdict.differs if each.start >= 0)
    return replace(judged, signed=tuple(_signed(verdict, message)), differs=differs)


def _signed(verdict: DkimVerdict, message: Message) -> Iterator[tuple[int, int]]:
    """The fields, and the body where all of it is signed."""
    yield from ((each.start, each.end) for each in verdict.signed if each.start >= 0)
    if verdict.body_hash and not verdict.unsigned_bytes and message.body_start < len(message.given):
        yield message.body_start, len(message.given)
