"""Rounds of appends and changes: which messages go next, which wait for a locked mailbox, and for how long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from heloworld.errors import MailboxError
from heloworld.mbox.edits import Edit
from heloworld.mbox.os_errors import NotUndone, locked, writing
from heloworld.mbox.writing.atomic_append import Place, append_all
from heloworld.mbox.writing.completion import Appended, Outcome, Rewritten, Waiting, settle
from heloworld.mbox.writing.locks import Busy, Locked, dotlock, take
from heloworld.mbox.writing.recovery import recover

ROUND_LIMIT: Final = 256
"""Messages that one round takes at most."""

ROUND_BYTES: Final = 16 * 1024 * 1024
"""Bytes after which a round takes no further message."""

PAUSE: Final = (0.02, 0.12)
"""Seconds to stay away from a mailbox that somebody else has locked: a random while between these."""


Changing: TypeAlias = Callable[[Locked], Sequence[Edit]]
"""Looks at a mailbox that is locked, and says what is to change in it: edits in order, not overlapping. It may be asked
more than once, and by another thread."""


@dataclass(slots=True, eq=False)
class Submission:
    """One message for all its recipients' mailboxes, or a change of a mailbox, with messages or without.

    Attributes:
        paths: The mailboxes as they were given.
        records: The same mailboxes as absolute paths, each with the bytes to append.
        deadline: Until when to wait for a locked mailbox, on the monotonic clock.
        future: Where the outcome goes.
        change: A mailbox, as an absolute path, and what works out its edits once it is locked.
    """

    paths: Sequence[Path]
    records: Sequence[tuple[Path, bytes]]
    deadline: float
    future: Waiting
    change: tuple[Path, Changing] | None = None
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(len(data) for _, data in self.records)

    @property
    def mailboxes(self) -> list[Path]:
        """All mailboxes that it needs, as absolute paths."""
        return [*(path for path, _ in self.records), *((self.change[0],) if self.change else ())]

    def done(self, places: Iterator[Place], edits: tuple[Edit, ...]) -> Outcome:
        """The outcome, given where its records went and what was changed."""
        appended = tuple(
            Appended(path, place.offset, len(data), place.seam)
            for path, (_, data), place in zip(self.paths, self.records, places, strict=False)
        )
        return Rewritten(edits, appended) if self.change else appended


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
                path = next(path for path in submission.mailboxes if path in self._resting)
                outcomes[submission] = locked(path, dotlock(path) if dotlock(path).exists() else None)
        self._waiting = [each for each in self._waiting if each not in outcomes and not each.future.cancelled()]
        changes_first = sorted(outcomes.items(), key=lambda each: each[0].change is None)
        settle([(submission.future, outcome) for submission, outcome in changes_first])

    def _rested(self, submission: Submission) -> float:
        """When none of a message's mailboxes is to be left alone any more."""
        if not self._resting:
            return 0.0
        return max((self._resting.get(path, 0.0) for path in submission.mailboxes), default=0.0)

    def _ready(self) -> list[Submission]:
        now, room, batch = time.monotonic(), ROUND_BYTES, list[Submission]()
        changing: set[Path] = set()
        for submission in self._waiting:
            change = submission.change
            if change and change[0] in changing:
                continue  # it has to see what the first one makes of the mailbox
            if self._rested(submission) <= now and not submission.future.cancelled():
                batch.append(submission)
                room -= submission.size
                if change:
                    changing.add(change[0])
            if len(batch) == ROUND_LIMIT or room <= 0:
                break
        return batch

    def _write(self, batch: Sequence[Submission]) -> dict[Submission, Outcome]:
        """Write a batch under locks, and let go of them; what waits for a lock has no outcome yet."""
        outcomes: dict[Submission, Outcome] = {}
        with ExitStack() as locks:
            boxes: dict[Path, Locked] = {}
            failures: dict[Path, MailboxError] = {}
            for path in dict.fromkeys(path for submission in batch for path in submission.mailboxes):
                try:
                    self._take(path, boxes, locks)
                except MailboxError as error:
                    failures[path] = error
            ready = []
            for submission in batch:
                failed = [failures[path] for path in submission.mailboxes if path in failures]
                if failed:
                    outcomes[submission] = failed[0]
                elif all(path in boxes for path in submission.mailboxes):
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
    """Write a batch as one; where that fails, every submission of it on its own, to tell the ones that can be."""
    if not batch:
        return {}
    edits, outcomes = _edits(batch, boxes)
    able = [submission for submission in batch if submission not in outcomes]
    records = [record for submission in able for record in submission.records]
    by_path = {submission.change[0]: edits[submission] for submission in able if submission.change}
    try:
        places = iter(append_all(boxes, records, by_path))
        return outcomes | {submission: submission.done(places, edits.get(submission, ())) for submission in able}
    except NotUndone as error:
        return outcomes | dict.fromkeys(able, error)
    except MailboxError as error:
        if len(able) == 1:
            return outcomes | {able[0]: error}
    for submission in able:
        outcomes |= _commit([submission], boxes)
    return outcomes


def _edits(
    batch: Sequence[Submission], boxes: dict[Path, Locked]
) -> tuple[dict[Submission, tuple[Edit, ...]], dict[Submission, Outcome]]:
    """What the changes of a batch do to their mailboxes, and why some of them cannot be made."""
    edits: dict[Submission, tuple[Edit, ...]] = {}
    failures: dict[Submission, Outcome] = {}
    for submission in batch:
        if submission.change is None:
            continue
        path, change = submission.change
        try:
            with writing(path):
                edits[submission] = tuple(change(boxes[path]))
        except Exception as error:  # noqa: BLE001 - it is not the writer's; whoever submitted it has to hear of it
            failures[submission] = error
    return edits, failures
