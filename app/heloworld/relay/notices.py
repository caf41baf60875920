"""What a letter's sender is told: it failed, or it waits. The null sender is told nothing (RFC 5321 §4.5.5)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from heloworld.relay.queued_letter import Envelope, QueuedLetter, Recipient
from heloworld.relay.report import Occasion, Report, Reporter, delayed, failed
from heloworld.relay.schedule import Schedule

log = logging.getLogger(__name__)

Post: TypeAlias = Callable[[Envelope, bytes, str], Awaitable[str | None]]
"""Sends a report of our own, under its queue ID; returns None once it is safe, or the reply that refuses it."""


class Notices:
    """Writes and sends reports.

    Args:
        reporter: In whose name.
        schedule: From when on a letter is late.
        post: Sends them.
        new_id: Makes names for them.
    """

    def __init__(self, reporter: Reporter, schedule: Schedule, post: Post, new_id: Callable[[], str]) -> None:
        self._reporter, self._schedule, self._post, self._new_id = reporter, schedule, post, new_id

    async def about(self, letter: QueuedLetter, content: bytes, now: float) -> QueuedLetter:
        """Tell the sender of a letter what there is to tell.

        Args:
            letter: The letter after a try.
            content: Its text.
            now: The moment, on the world's clock.

        Returns:
            The letter without those recipients of whose failure the sender knows now, or can never know.
        """
        lost = tuple(each for each in letter.recipients if not each.waits)
        waiting = tuple(each for each in letter.recipients if each.waits)
        if lost and await self._is_told(letter, failed(self._reporter, self._occasion(letter, lost, content, now))):
            letter = letter.without(frozenset(each.address for each in lost))
        if waiting and letter.sender and not letter.is_late and self._schedule.is_late(letter.arrived, now):
            text = delayed(self._reporter, self._occasion(letter, waiting, content, now), self._schedule)
            letter = replace(letter, is_late=await self._is_told(letter, text))
        return letter

    def _occasion(
        self, letter: QueuedLetter, recipients: tuple[Recipient, ...], content: bytes, now: float
    ) -> Occasion:
        return Occasion(letter, recipients, content, now, self._new_id())

    async def _is_told(self, letter: QueuedLetter, report: Report) -> bool:
        """Whether the sender knows, or can never know; else it is to be tried again."""
        if not letter.sender:
            return True
        envelope = Envelope("", (letter.sender,), letter.smtputf8)
        refusal = await self._post(envelope, report.content, report.queue_id)
        if refusal is None:
            return True
        log.info("%s: the report to %s was refused: %s", letter.queue_id, letter.sender, refusal)
        return refusal.startswith("5")
