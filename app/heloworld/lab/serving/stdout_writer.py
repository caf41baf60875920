"""Prints what happens on stdout, in a thread of its own: a reader who is slow does not slow down the server.

What such a reader has not taken waits, up to a bound; beyond it, events are left out, and in their place stands how
many they were.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable

from heloworld.wire.events import Bytes, Delivered, Event, Rewritten

GATHER = 0.02
"""Seconds between two writes. A thread that woke for every event would cost the server more than the event itself."""

PATIENCE = 0.4
"""Seconds that a reader who does not read is given at the end."""

KEEP = 16 * 1024 * 1024
"""Bytes of memory, roughly, that may wait to be printed; beyond it, events are left out until half of it is gone."""

BATCH = 1024 * 1024
"""Bytes of memory, roughly, of the events that are made into text at once."""

_EVENT_COST = 256
"""What an event itself is counted as, in bytes, beside the traffic it carries."""


class StdoutWriter:
    """A queue of events, and a thread that prints them.

    Args:
        text: The lines of an event, each with its line end.
        omitted: The line that says how many events were left out.
        on_closed: Called once, in the thread, with what the system says when stdout cannot be written to any more.
        keep: Bytes of memory, roughly, that may wait.
        batch: Bytes of memory, roughly, of the events that are made into text at once.
    """

    def __init__(
        self,
        text: Callable[[Event], str],
        omitted: Callable[[int], str],
        on_closed: Callable[[OSError], object],
        keep: int = KEEP,
        batch: int = BATCH,
    ) -> None:
        self._text = text
        self._omitted = omitted
        self._on_closed = on_closed
        self._keep = keep
        self._batch = batch
        self._waiting: deque[Event | int] = deque()
        self._size = 0
        self._is_full = False
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closing = threading.Event()

    def begin(self, lines: Iterable[str]) -> None:
        """Print these lines, and then the events, those that were put before among them."""
        first = "".join(f"{line}\n" for line in lines)
        self._thread = threading.Thread(target=self._run, args=(first,), name="printer", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Have an event printed, or counted where too many wait already; never waits itself."""
        with self._news:
            if self._is_full:
                self._leave_out()
                return
            self._waiting.append(event)
            self._size += _cost(event)
            self._is_full = self._size > self._keep
            self._news.notify()

    def close(self) -> None:
        """Print what is waiting and end the thread."""
        self._is_closing.set()
        with self._news:
            self._news.notify()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _leave_out(self) -> None:
        """Count one more event at the end of what waits."""
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, int):
            self._waiting[-1] = last + 1
        else:
            self._waiting.append(1)

    def _run(self, text: str) -> None:
        try:
            _write(text)
            while batch := self._gather():
                try:
                    _write(
                        "".join(self._omitted(each) if isinstance(each, int) else self._text(each) for each in batch)
                    )
                except MemoryError:
                    _write(self._omitted(sum(each if isinstance(each, int) else 1 for each in batch)))
        except OSError as error:
            self._on_closed(error)

    def _gather(self) -> list[Event | int]:
        """What has come together, up to a batch of it; nothing at the end."""
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._is_closing.is_set())
        if self._size < self._batch:
            self._is_closing.wait(GATHER)
        batch: list[Event | int] = []
        with self._news:
            stop = self._size - self._batch
            while self._waiting and self._size > stop:
                batch.append(self._waiting.popleft())
                self._size -= _cost(batch[-1])
            self._is_full = self._is_full and self._size > self._keep // 2
        return batch


def _cost(waiting: Event | int) -> int:
    if isinstance(waiting, int):
        return 0
    match waiting:
        case Bytes(data=data):
            return _EVENT_COST + len(data)
        case Delivered(text=text):
            return _EVENT_COST + len(text)
        case Rewritten(added=added):
            return _EVENT_COST + sum(map(len, added))
    return _EVENT_COST


def _write(text: str) -> None:
    """Write to stdout's file itself: a thread that hangs in a write must not hold the lock of Python's buffer then.

    At its end Python flushes that buffer, and aborts where another thread has the lock.
    """
    if sys.stdout is None:
        return
    file = sys.stdout.fileno()
    data = memoryview(text.encode(sys.stdout.encoding, "backslashreplace"))
    while data:
        data = data[os.write(file, data) :]
