"""The queue at work: letters are tried, tried again, and given up, as Postfix's qmgr does it."""

from __future__ import annotations

import asyncio
import functools
import heapq
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from heloworld.errors import QueueError
from heloworld.relay.hop import Mail
from heloworld.relay.mailq import mailq
from heloworld.relay.next_server import Errand, Ways, hand_on
from heloworld.relay.notices import Notices, Post
from heloworld.relay.outcome import Outcome
from heloworld.relay.queue_folder import open_spool
from heloworld.relay.queued_letter import Envelope, QueuedLetter, Recipient
from heloworld.relay.report import Reporter
from heloworld.relay.schedule import Schedule
from heloworld.wire.events import Action, Event, Handled, Queued

log = logging.getLogger(__name__)

AT_ONCE = 10
"""Letters that are tried at one time; their texts are in memory then."""

GRACE = 0.3
"""Seconds that letters under way get to come to an end when the queue is closed."""


class Clock(Protocol):
    """The world's clock."""

    def now(self) -> float:
        """The moment, in seconds since the epoch."""

    async def wait_until(self, at: float) -> None:
        """Wait until a moment has come, or the clock was turned past it."""


@dataclass(frozen=True, slots=True)
class World:
    """What a queue needs of the world around it.

    Attributes:
        ways: How to get to other servers.
        reporter: In whose name reports are written.
        clock: What tells the time of retries.
        post: Sends reports.
        new_id: Makes names for letters.
        record: Takes what happens to letters.
        schedule: How long a letter waits.
    """

    ways: Ways
    reporter: Reporter
    clock: Clock
    post: Post
    new_id: Callable[[], str]
    record: Callable[[Event], None]
    schedule: Schedule = field(default_factory=Schedule)


class QueueManager:
    """The letters of one server that other servers are to take.

    Args:
        folder: Where they are kept; beside it, where another program keeps its own there.
        world: What is around it.

    Raises:
        QueueError: The folder cannot be used.
    """

    def __init__(self, folder: Path, world: World) -> None:
        self._world = world
        self._spool = open_spool(folder)
        self._letters: dict[str, QueuedLetter] = {}
        self._held: dict[str, QueuedLetter] = {}
        self._due: list[tuple[float, str]] = []
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._notices = Notices(world.reporter, world.schedule, world.post, world.new_id)

    async def start(self) -> None:
        """Take up what is in the folder, and go to work.

        Raises:
            QueueError: The folder cannot be read.
        """
        now, longest = self._world.clock.now(), self._world.schedule.maximal_backoff
        for letter in await asyncio.to_thread(self._spool.letters):
            # The clock of the world before may have been turned far beyond this one's.
            known = letter.earlier(max(letter.arrived - now, 0))
            is_complete = all(each.waits for each in letter.recipients)  # else somebody is still to be told
            self._schedule(replace(known, next_try=min(known.next_try, now + longest) if is_complete else now))
        self._runner = asyncio.create_task(self._run())

    async def hold(self, queue_id: str, envelope: Envelope, content: bytes) -> None:
        """Have a letter safe on the disk; it is not tried before `release`.

        Args:
            queue_id: Its name.
            envelope: From whom, and to whom elsewhere.
            content: Its text, with this server's Received field on top.

        Raises:
            QueueError: It cannot be kept; `QueueFull` where there is no room. Nothing of it is left.
        """
        now = self._world.clock.now()
        recipients = tuple(Recipient(each) for each in envelope.recipients)
        letter = QueuedLetter(
            queue_id,
            envelope.sender,
            recipients,
            arrived=now,
            length=len(content),
            next_try=now,
            smtputf8=envelope.smtputf8,
            conn=envelope.conn,
        )
        await self._spool.put(letter, content)
        self._held[queue_id] = letter

    def release(self, queue_id: str) -> None:
        """Have a letter tried that was held."""
        letter = self._held.pop(queue_id)
        who = tuple(each.address for each in letter.recipients)
        names = (self._server, queue_id, letter.sender)
        self._world.record(Queued(letter.conn, time.time(), *names, who, letter.length))
        self._schedule(letter)

    async def withdraw(self, queue_id: str) -> None:
        """Forget a letter that was held, because it was refused after all."""
        if self._held.pop(queue_id, None) is not None:
            await self._spool.remove(queue_id)

    async def enqueue(self, queue_id: str, envelope: Envelope, content: bytes) -> None:
        """Take a letter on: safe on the disk when this returns, and tried at once. As `hold`."""
        await self.hold(queue_id, envelope, content)
        self.release(queue_id)

    def letters(self) -> tuple[QueuedLetter, ...]:
        """What is in the queue, in the order of arrival."""
        return tuple(sorted(self._letters.values(), key=lambda each: (each.arrived, each.queue_id)))

    def mailq(self) -> str:
        """The queue as ``mailq`` prints it."""
        return mailq(self.letters(), self._under_way.keys())

    def next_due(self) -> float | None:
        """When something is to be tried next, on the world's clock; None where nothing waits."""
        waiting = (each.next_try for each in self._letters.values() if each.queue_id not in self._under_way)
        return min(waiting, default=None)

    def flush(self) -> None:
        """Try everything now, as ``postqueue -f`` does."""
        now = self._world.clock.now()
        for letter in list(self._letters.values()):
            if letter.queue_id not in self._under_way:
                self._schedule(replace(letter, next_try=now))

    async def quiet(self) -> bool:
        """Wait until nothing is under way, and nothing is due; returns whether anything was."""
        was_busy = False
        while self._under_way or self._is_anything_due():
            was_busy = True
            if self._under_way:
                await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)
        await self._world.ways.cache.ended()
        return was_busy

    async def close(self) -> None:
        """Stop. Letters under way get a moment; what is not done by then is done after the next start."""
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        tasks = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.wait(tasks)
        self._world.ways.cache.end_all()
        await self._world.ways.cache.ended()
        await asyncio.to_thread(self._spool.close)

    @property
    def _server(self) -> str:
        return self._world.ways.caller.hostname

    # When

    def _schedule(self, letter: QueuedLetter) -> None:
        self._letters[letter.queue_id] = letter
        heapq.heappush(self._due, (letter.next_try, letter.queue_id))
        self._news.set()

    def _is_anything_due(self) -> bool:
        due = self._next()
        return due is not None and due <= self._world.clock.now()

    def _next(self) -> float | None:
        """When the first of those that are not under way is due; entries of the past that mean nothing go."""
        while self._due:
            at, queue_id = self._due[0]
            letter = self._letters.get(queue_id)
            if letter is not None and letter.next_try == at and queue_id not in self._under_way:
                return at
            heapq.heappop(self._due)
        return None

    async def _run(self) -> None:
        """Start what is due, and wait for more, for as long as the queue is open."""
        while True:
            self._news.clear()
            due = self._next()
            while due is not None and due <= self._world.clock.now() and len(self._under_way) < AT_ONCE:
                self._begin(heapq.heappop(self._due)[1])
                due = self._next()
            if not self._under_way:
                self._world.ways.cache.end_all()
            await self._something_new(due if len(self._under_way) < AT_ONCE else None)

    async def _something_new(self, due: float | None) -> None:
        """Wait until a letter has come or gone, or the next one is due."""
        news = asyncio.create_task(self._news.wait())
        waits: set[asyncio.Task[Any]] = {news}
        if due is not None:
            waits.add(asyncio.create_task(self._world.clock.wait_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def _begin(self, queue_id: str) -> None:
        task = asyncio.create_task(self._try(queue_id))
        self._under_way[queue_id] = task

        def done(_: asyncio.Task[None]) -> None:
            del self._under_way[queue_id]
            self._news.set()

        task.add_done_callback(done)

    # What

    async def _try(self, queue_id: str) -> None:
        """Try all recipients of a letter; whatever goes wrong, it stays in the queue."""
        try:
            content = await self._spool.content(queue_id)
            letter = self._letters[queue_id]
            left: dict[str, Outcome] = {}
            for domain, recipients in _by_domain(letter).items():
                mail = Mail(letter.sender, content, letter.smtputf8)
                errand = Errand(domain, mail, functools.partial(self._settle, letter), self._is_anything_due)
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
        self._schedule(replace(letter, next_try=self._world.schedule.next_try(letter.arrived, now)))

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
        if letter.queue_id in self._letters:
            self._schedule(self._letters[letter.queue_id])

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
        names = (self._server, queue_id, recipient)
        said = (outcome.relay, outcome.text, next_at)
        self._world.record(Handled(outcome.conn, time.time(), *names, action, *said))


def _by_domain(letter: QueuedLetter) -> dict[str, list[str]]:
    """The recipients that are to be tried, each domain's together."""
    domains: dict[str, list[str]] = {}
    for each in letter.recipients:
        if each.waits:
            domains.setdefault(each.domain, []).append(each.address)
    return domains
