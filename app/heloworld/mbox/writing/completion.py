"""What became of a submission, and how whoever waits for it is told."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable
    from pathlib import Path

    from heloworld.mbox.edits import Edit


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a record went.

    Attributes:
        path: The mailbox, as it was submitted.
        offset: Where its ``From_`` line starts, in bytes.
        length: Bytes of the record, its last blank line included.
        seam: Bytes that were appended right before it, because the file did not end in an empty line.
    """

    path: Path
    offset: int
    length: int
    seam: int = 0


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A mailbox that was changed in place.

    Attributes:
        edits: What gave way to what, in order, in offsets of the file before.
        appended: Where the records went that were submitted with the change.
    """

    edits: tuple[Edit, ...]
    appended: tuple[Appended, ...] = ()


Outcome: TypeAlias = "tuple[Appended, ...] | Rewritten | Exception"
"""Where a message went, one `Appended` for each of its records, or what was changed, or why nothing was written."""

Waiting: TypeAlias = "Future[Any] | asyncio.Future[Any]"
"""Who waits for an outcome: a thread, or a task of an event loop."""


def settle(outcomes: Iterable[tuple[Waiting, Outcome]]) -> None:
    """Tell everybody who waits what became of their message; called in the writer's thread.

    Callbacks of futures for threads run at once, before any event loop is woken. So what was changed in place can be
    recorded before the messages of the same round, which were put behind it.

    An event loop is woken once for all its tasks: to be woken for every single message costs a busy loop more than
    the message itself.
    """
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
    for future, outcome in outcomes:
        if not isinstance(future, Future):
            by_loop.setdefault(future.get_loop(), []).append((future, outcome))
        elif future.set_running_or_notify_cancel():
            _resolve(future, outcome)
    for loop, pairs in by_loop.items():
        with suppress(RuntimeError):  # a loop that has been closed has nobody waiting in it
            loop.call_soon_threadsafe(_resolve_all, pairs)


def _resolve_all(outcomes: Iterable[tuple[asyncio.Future[tuple[Appended, ...]], Outcome]]) -> None:
    for future, outcome in outcomes:
        if not future.done():
            _resolve(future, outcome)


def _resolve(future: Waiting, outcome: Outcome) -> None:
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
