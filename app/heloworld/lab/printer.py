"""Prints what happens on stdout, in a thread of its own: a reader who is slow does not slow down the server."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable

from heloworld.wire.events import Event

GATHER = 0.02
"""Seconds between two writes. A thread that woke for every event would cost the server more than the event itself."""

PATIENCE = 0.4
"""Seconds that a reader who does not read is given at the end."""


class Printer:
    """A queue of events, and a thread that prints them.

    Args:
        text: The lines of an event, each with its line end.
        on_closed: Called once, in the thread, when stdout cannot be written to any more.
    """

    def __init__(self, text: Callable[[Event], str], on_closed: Callable[[], object]) -> None:
        self._text = text
        self._on_closed = on_closed
        self._queue: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_closing = threading.Event()

    def begin(self, lines: Iterable[str]) -> None:
        """Print these lines, and then the events, those that were put before among them."""
        first = "".join(f"{line}\n" for line in lines)
        self._thread = threading.Thread(target=self._run, args=(first,), name="printer", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Have an event printed."""
        self._queue.put(event)

    def close(self) -> None:
        """Print what is waiting and end the thread."""
        self._is_closing.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _run(self, text: str | None) -> None:
        try:
            while text is not None:
                _write(text)
                text = self._gather()
        except OSError:
            self._on_closed()

    def _gather(self) -> str | None:
        """What has come together, at least one event's; None at the end."""
        events = [self._queue.get()]
        self._is_closing.wait(GATHER)
        while not self._queue.empty():
            events.append(self._queue.get())
        if None in events:
            self._queue.put(None)
        return "".join(self._text(event) for event in events if event is not None) or None


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
