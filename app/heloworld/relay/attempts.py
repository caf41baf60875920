"""One try to get a letter to all its recipients: what becomes of each, and what is never forgotten of it."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from heloworld.errors import QueueError
from heloworld.relay.hop import Mail
from heloworld.relay.next_server import Errand, hand_on
from heloworld.relay.notices import Notices
from heloworld.relay.outcome import Outcome
from heloworld.relay.queued_letter import QueuedLetter
from heloworld.relay.spool import Spool
from heloworld.relay.world import World
from heloworld.wire.events import Action, Handled

log = logging.getLogger(__name__)


class Attempts:
    """Tries letters.

    Args:
        world: What is around the queue.
        spool: Its files.
        letters: The letters by queue ID; what becomes of them is put there, too.
        is_more_to_come: Whether other letters are due, so that a connection is worth keeping.
    """

    def __init__(
        self, world: World, spool: Spool, letters: dict[str, QueuedLetter], is_more_to_come: Callable[[], bool]
    ) -> None:
        self._world, self._spool, self._letters = world, spool, letters
        self._is_more_to_come = is_more_to_come
        self._notices = Notices(world.reporter, world.schedule, world.post, world.new_id)

    async def make(self, queue_id: str) -> None:
        """Try all recipients of a letter; whatever goes wrong, it stays in the queue.

        Args:
            queue_id: Which letter. When this returns, it is gone from the letters, or it says when it is tried next.
        """
        try:
            content = await self._spool.content(queue_id)
            letter = self._letters[queue_id]
            left: dict[str, Outcome] = {}
            for domain, recipients in _by_domain(letter).items():
                mail = Mail(letter.sender, content, letter.smtputf8)
                errand = Errand(domain, mail, functools.partial(self._settle, letter), self._is_more_to_come)
                left |= await hand_on(self._world.ways, errand, recipients)
            if queue_id in self._letters:
                await self._conclude(self._letters[queue_id].with_outcomes(left), left, content)
        except QueueError as error:
            log.warning("%s: %s", queue_id, error)
        except Exception:
            log.exception("%s: the letter could not be tried", queue_id)
        else:
            return
        letter, now = self._letters[queue_id], self._world.clock.now()
        self._letters[queue_id] = replace(letter, next_try=self._world.schedule.next_try(letter.arrived, now))

    async def _settle(self, letter: QueuedLetter, outcomes: Mapping[str, Outcome]) -> None:
        """Never forget what became of some recipients, whoever is cancelled meanwhile."""
        known = self._letters[letter.queue_id]
        await asyncio.shield(self._keep(known.with_outcomes(outcomes)))
        failed: Action = "failed" if letter.sender else "dropped"
        for recipient, outcome in outcomes.items():
            self._tell(letter.queue_id, recipient, "relayed" if outcome.is_delivered else failed, outcome)

    async def _conclude(self, letter: QueuedLetter, left: Mapping[str, Outcome], content: bytes) -> None:
        """A try is over: report what failed, give up what is too old, and say when the rest is tried again."""
        schedule, now = self._world.schedule, self._world.clock.now()
        letter = replace(letter, tries=letter.tries + 1, next_try=schedule.next_try(letter.arrived, now))
        expired = schedule.is_expired(letter.arrived, now)
        if expired:
            letter = letter.given_up()
        await self._keep(letter)
        for recipient, outcome in left.items():
            action: Action = "deferred" if not expired else "expired" if letter.sender else "dropped"
            self._tell(letter.queue_id, recipient, action, outcome, 0.0 if expired else letter.next_try)
        after = await self._notices.about(letter, content, now)
        if after != letter:
            await self._keep(after)

    async def _keep(self, letter: QueuedLetter) -> None:
        """A letter's new state, here and on the disk; a letter that waits for nobody any more is gone."""
        try:
            if letter.recipients:
                self._letters[letter.queue_id] = letter
                await self._spool.update(letter)
            else:
                self._letters.pop(letter.queue_id, None)
                await self._spool.remove(letter.queue_id)
        except QueueError as error:
            log.warning(
                "%s: %s What was done about this letter may be done again after a restart.", letter.queue_id, error
            )

    def _tell(self, queue_id: str, recipient: str, action: Action, outcome: Outcome, next_at: float = 0.0) -> None:
        names = (self._world.ways.caller.hostname, queue_id, recipient)
        said = (outcome.relay, outcome.text, next_at)
        self._world.record(Handled(outcome.conn, time.time(), *names, action, *said))


def _by_domain(letter: QueuedLetter) -> dict[str, list[str]]:
    """The recipients that are to be tried, each domain's together."""
    domains: dict[str, list[str]] = {}
    for each in letter.recipients:
        if each.waits:
            domains.setdefault(each.domain, []).append(each.address)
    return domains
