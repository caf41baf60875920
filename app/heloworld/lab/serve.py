"""The server alone, its transcript on stdout: ``helo serve``."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable

from heloworld.lab.report import Report
from heloworld.lab.world import Lab, Plan
from heloworld.wire.events import Address, Event
from heloworld.wire.transcript import Transcript, to_json

WARNING = (
    "helo: warning: {host} can be reached from other machines; whoever reaches it can fill your mailboxes. "
    "Without --host the server is there for this machine alone."
)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(plan: Plan, *, as_json: bool) -> None:
    """Serve until a signal comes, or until nobody reads what is printed any more.

    Args:
        plan: What the world is to be like.
        as_json: Print one JSON object an event instead of text.

    Raises:
        HeloError: The server cannot listen, or the folder cannot hold mailboxes.
    """
    if not _is_loopback(plan.host):
        sys.stderr.write(WARNING.format(host=plan.host) + "\n")
    asyncio.run(_serve(plan, as_json=as_json))


async def _serve(plan: Plan, *, as_json: bool) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        with contextlib.suppress(NotImplementedError):  # Windows has none of this; ctrl+C works there all the same
            loop.add_signal_handler(number, over.set)
    printer = Printer(_json_lines if as_json else Report().lines, lambda: loop.call_soon_threadsafe(over.set))
    transcript = Transcript(keep=0)
    transcript.subscribe(printer.put)
    try:
        async with Lab(plan, transcript) as lab:
            doors = [("smtp", lab.address), *([("smtps", lab.tls_address)] if lab.tls_address else [])]
            for protocol, address in doors:
                printer.say(_listening(protocol, address, as_json=as_json))
            await over.wait()
    finally:
        await asyncio.to_thread(printer.close)


def _listening(protocol: str, address: Address, *, as_json: bool) -> str:
    host, port = address
    if as_json:
        return json.dumps({"event": "listening", "protocol": protocol, "host": host, "port": port})
    return f"{protocol} on {host}:{port}"


def _json_lines(event: Event) -> tuple[str]:
    return (to_json(event),)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Printer:
    """Prints events in a thread of its own, so that a reader who is slow does not slow down the server.

    Args:
        lines: The lines of an event.
        on_closed: Called once when stdout cannot be written to any more.
    """

    def __init__(self, lines: Callable[[Event], Iterable[str]], on_closed: Callable[[], object]) -> None:
        self._lines = lines
        self._on_closed = on_closed
        self._queue: queue.SimpleQueue[Event | str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Have an event printed."""
        self._queue.put(event)

    def say(self, line: str) -> None:
        """Have a line printed."""
        self._queue.put(line)

    def close(self) -> None:
        """Print what is waiting; a reader that does not read is given half a second."""
        self._queue.put(None)
        self._thread.join(0.5)

    def _run(self) -> None:
        try:
            while (batch := self._batch()) is not None:
                sys.stdout.write("".join(f"{line}\n" for line in batch))
                sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._on_closed()

    def _batch(self) -> list[str] | None:
        """All lines that are waiting, at least one item's; None at the end."""
        item = self._queue.get()
        lines: list[str] = []
        while item is not None:
            lines += [item] if isinstance(item, str) else self._lines(item)
            if self._queue.empty():
                return lines
            item = self._queue.get()
        self._queue.put(None)
        return lines or None
