"""Appending mail to mailboxes so that "250" can be a promise.

One thread writes for everybody. Whatever is submitted while it is busy makes up its next round, and a round takes
one lock, one write and one sync for a mailbox, however many messages are in it ("group commit").
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final, Self

from heloworld.errors import MailboxError
from heloworld.mbox.writing.completion import Appended, Rewritten, Waiting, settle
from heloworld.mbox.writing.group_commit import ROUND_LIMIT, Changing, Rounds, Submission

__all__ = ["Appended", "MailboxWriter"]

CLOSING_PATIENCE: Final = 0.7
"""Seconds that a locked mailbox is waited for once the writer is being closed."""


class MailboxWriter:
    """Appends messages to mailboxes and changes what is in them, for any thread, in a thread of its own.

    A mailbox that somebody else has locked is tried again until the message has waited for `lock_patience`; messages
    for other mailboxes go on meanwhile.

    Args:
        lock_patience: Seconds that a message waits for a locked mailbox before it fails.
    """

    def __init__(self, *, lock_patience: float = 5.0) -> None:
        self._patience = lock_patience
        self._inbox: queue.SimpleQueue[Submission | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="mailbox-writer", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, records: Sequence[tuple[Path, bytes]]) -> Future[tuple[Appended, ...]]:
        """Have a message appended to the mailboxes of all its recipients, or to none of them.

        Args:
            records: The mailboxes, and for each the bytes to append, as `message.record` makes them.

        Returns:
            A future. It has a result, in the order of the records, once all of them are written, safe on the disk,
            and the mailboxes unlocked. If that cannot be, it raises `MailboxLocked`, `MailboxFull`, `MailboxGone` or
            another `MailboxError`; every mailbox is as it was before, and ``__cause__`` is what the operating
            system said. A future that is cancelled while it waits for a lock is never written.
        """
        future: Future[tuple[Appended, ...]] = Future()
        self._submit(records, future)
        return future

    async def append(self, records: Sequence[tuple[Path, bytes]]) -> tuple[Appended, ...]:
        """The same for a task of an event loop, and much cheaper there than to wrap the future of `submit`."""
        future: asyncio.Future[tuple[Appended, ...]] = asyncio.get_running_loop().create_future()
        self._submit(records, future)
        try:
            return await future
        finally:
            del future, records  # an error leads to this frame: together with its future it would stay in memory

    def submit_change(
        self, path: Path, change: Changing, records: Sequence[tuple[Path, bytes]] = ()
    ) -> Future[Rewritten]:
        """Have a mailbox changed in place, and messages appended in the same step: all of it, or nothing.

        Args:
            path: The mailbox.
            change: Called in the writer's thread once the mailbox is locked, perhaps more than once; it says what is to
                change, given the file as it is then.
            records: As for `submit`.

        Returns:
            A future; as that of `submit`.
        """
        future: Future[Rewritten] = Future()
        self._submit(records, future, (path, change))
        return future

    def close(self) -> None:
        """Finish what was submitted and end the thread; locked mailboxes are given up within a second."""
        with self._guard:
            if not self._is_closed:
                self._is_closed = True
                self._inbox.put(None)
        self._thread.join()

    def _submit(
        self, records: Sequence[tuple[Path, bytes]], future: Waiting, change: tuple[Path, Changing] | None = None
    ) -> None:
        submission = Submission(
            [path for path, _ in records],
            [(path.absolute(), data) for path, data in records],
            time.monotonic() + self._patience,
            future,
            (change[0].absolute(), change[1]) if change else None,
        )
        with self._guard:
            if not self._is_closed:
                self._inbox.put(submission)
                return
        settle([(future, MailboxError("The mailboxes are closed already.", "Start the server again."))])

    def _work(self) -> None:
        """The thread: rounds, until the writer is closed and nothing waits any more."""
        rounds = Rounds()
        is_closing = False
        while rounds or not is_closing:
            news = self._news(timeout=rounds.pause() if rounds else None)
            for submission in news:
                if submission is not None:
                    rounds.add(submission)
            if None in news:
                is_closing = True
                rounds.hurry(time.monotonic() + CLOSING_PATIENCE)
            submission, news = None, []  # these are large, and the next ones may come late
            rounds.run()

    def _news(self, timeout: float | None) -> list[Submission | None]:
        """What was submitted, as much as a round may take; waits for the first of it.

        Args:
            timeout: Seconds to wait; None for as long as it takes.
        """
        news: list[Submission | None] = []
        try:
            news.append(self._inbox.get(timeout=timeout))
            while len(news) < ROUND_LIMIT:
                news.append(self._inbox.get_nowait())
        except queue.Empty:
            return news
        return news
