"""Rounds of appends: which messages go next, which wait for a locked mailbox, and for how long."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.os_errors import NotUndone, locked, writing
from heloworld.mbox.writing.atomic_append import Place, append_all
from heloworld.mbox.writing.completion import Appended, Outcome, Waiting, settle
from heloworld.mbox.writing.locks import Busy, Locked, take
from heloworld.mbox.writing.recovery import recover

ROUND_LIMIT: Final = 256
"""Messages that one round takes at most."""

ROUND_BYTES: Final = 16 * 1024 * 1024
"""Bytes after which a round takes no further message."""

PAUSE: Final = (0.02, 0.12)
"""Seconds to stay away from a mailbox that somebody else has locked: a random while between these."""


@dataclass(slots=True, eq=False)
class Submission:
    """One message for all its recipients' mailboxes.

    Attributes:
        paths: The mailboxes as they were given.
        records: The same mailboxes as absolute paths, each with the bytes to append.
        deadline: Until when to wait for a locked mailbox, on the monotonic clock.
        future: Where the outcome goes.
    """

    paths: Sequence[Path]
    records: Sequence[tuple[Path, bytes]]
    deadline: float
    future: Waiting
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(len(data) for _, data in self.records)

    def placed(self, places: Iterator[Place]) -> tuple[Appended, ...]:
        """The outcome, given where its records went."""
        return tuple(
            Appended(path, place.offset, len(data), place.seam)
            for path, (_, data), place in zip(self.paths, self.records, places, strict=False)
        )


class Rounds:
    """The messages that wait, and the rounds that write them. It knows no threads: one of them may use it."""

    def __init__(self) -> None:
        self._waiting: list[Submission] = []
        self._resting: dict[Path, float] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, submission: Submission) -> None:
        """Have a message written in one of the next rounds."""
        self._waiting.append(submission)

    def hurry(self, deadline: float) -> None:
        """Wait for no locked mailbox beyond a point of time."""
        for submission in self._waiting:
            submission.deadline = min(submission.deadline, deadline)

    def pause(self) -> float:
        """Seconds until a message can be tried, those that wait for a locked mailbox among them."""
        return max(0.0, min(map(self._rested, self._waiting)) - time.monotonic())

    def run(self) -> None:
        """Write what can be written now, up to the limits of a round, and fail what has waited for too long."""
        batch = self._ready()
        try:
            outcomes = self._write(batch)
        except Exception as error:  # noqa: BLE001 - a bug of ours; whoever waits has to hear of it all the same
            outcomes = dict.fromkeys(batch, error)
        now = time.monotonic()
        for submission in batch:
            if submission not in outcomes and submission.deadline <= now:
                outcomes[submission] = locked(next(path for path, _ in submission.records if path in self._resting))
        self._waiting = [each for each in self._waiting if each not in outcomes and not each.future.cancelled()]
        settle([(submission.future, outcome) for submission, outcome in outcomes.items()])

    def _rested(self, submission: Submission) -> float:
        """When none of a message's mailboxes is to be left alone any more."""
        if not self._resting:
            return 0.0
        return max((self._resting.get(path, 0.0) for path, _ in submission.records), default=0.0)

    def _ready(self) -> list[Submission]:
        now, room, batch = time.monotonic(), ROUND_BYTES, []
        for submission in self._waiting:
            if self._rested(submission) <= now and not submission.future.cancelled():
                batch.append(submission)
                room -= submission.size
            if len(batch) == ROUND_LIMIT or room <= 0:
                break
        return batch

    def _write(self, batch: Sequence[Submission]) -> dict[Submission, Outcome]:
        """Write a batch under locks, and let go of them; what waits for a lock has no outcome yet."""
        outcomes: dict[Submission, Outcome] = {}
        with ExitStack() as locks:
            boxes: dict[Path, Locked] = {}
            failures: dict[Path, MailboxError] = {}
            for path in dict.fromkeys(path for submission in batch for path, _ in submission.records):
                try:
                    self._take(path, boxes, locks)
                except MailboxError as error:
                    failures[path] = error
            ready = []
            for submission in batch:
                failed = [failures[path] for path, _ in submission.records if path in failures]
                if failed:
                    outcomes[submission] = failed[0]
                elif all(path in boxes for path, _ in submission.records):
                    ready.append(submission)
            outcomes |= _commit(ready, boxes)
        return outcomes

    def _take(self, path: Path, boxes: dict[Path, Locked], locks: ExitStack) -> None:
        """Lock a mailbox and undo what a killed writer left in it; one that is busy is left alone for a while."""
        self._resting.pop(path, None)
        with writing(path):
            try:
                box = take(path)
            except Busy:
                self._resting[path] = time.monotonic() + random.uniform(*PAUSE)  # noqa: S311
                return
            locks.callback(box.release)
            recover(box)
        boxes[path] = box


def _commit(batch: Sequence[Submission], boxes: dict[Path, Locked]) -> dict[Submission, Outcome]:
    """Append a batch as one; where that fails, every message of it on its own, to tell the ones that can be."""
    if not batch:
        return {}
    try:
        places = iter(append_all(boxes, [record for submission in batch for record in submission.records]))
        return {submission: submission.placed(places) for submission in batch}
    except NotUndone as error:
        return dict.fromkeys(batch, error)
    except MailboxError as error:
        if len(batch) == 1:
            return {batch[0]: error}
    outcomes: dict[Submission, Outcome] = {}
    for submission in batch:
        outcomes |= _commit([submission], boxes)
    return outcomes
