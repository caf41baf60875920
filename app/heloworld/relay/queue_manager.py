"""The queue at work: letters are tried, tried again, and given up, as Postfix's qmgr does it."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from heloworld.errors import QueueError
from heloworld.relay.attempts import Attempts
from heloworld.relay.mailq import mailq
from heloworld.relay.queue_folder import open_spool
from heloworld.relay.queued_letter import Envelope, QueuedLetter, Recipient
from heloworld.relay.world import World
from heloworld.wire.events import Queued

AT_ONCE = 10
"""Letters that are tried at one time; their texts are in memory then."""

GRACE = 0.3
"""Seconds that letters under way get to come to an end when the queue is closed."""


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
        self._attempts = Attempts(world, self._spool, self._letters, self._is_anything_due)

    @property
    def folder(self) -> Path:
        """Where its letters are: beside the folder that was asked for, where another program uses that."""
        return self._spool.folder

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
        names = (self._world.ways.caller.hostname, queue_id, letter.sender)
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

    def next_due(self, strangers: Collection[int] = ()) -> float | None:
        """When something is to be tried next, on the world's clock; None where nothing waits.

        Args:
            strangers: Connections whose letters do not count.
        """
        waiting = (each for each in self._letters.values() if each.queue_id not in self._under_way)
        return min((each.next_try for each in waiting if each.conn not in strangers), default=None)

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
        self._world.ways.cache.end_all()
        await self._world.ways.cache.ended()
        return was_busy

    async def close(self, *, forget: bool = False) -> None:
        """Stop. Letters under way get a moment; what is not done by then is done after the next start.

        Args:
            forget: Have nothing to do after the next start: the queue is emptied, and nothing gets a moment.
        """
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        tasks, grace = list(self._under_way.values()), 0 if forget else GRACE
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.wait(tasks)
        self._world.ways.cache.end_all()
        await self._world.ways.cache.ended(grace)
        for queue_id in [*self._letters, *self._held] if forget else ():
            with suppress(QueueError):  # then it is tried again after all
                await self._spool.remove(queue_id)
        await asyncio.to_thread(self._spool.close)

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
        task = asyncio.create_task(self._attempts.make(queue_id))
        self._under_way[queue_id] = task

        def done(_: asyncio.Task[None]) -> None:
            del self._under_way[queue_id]
            self._news.set()
            if queue_id in self._letters:
                self._schedule(self._letters[queue_id])

        task.add_done_callback(done)
