"""``helo serve`` as users start it: a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from patience import PATIENCE

APP = Path(__file__).parents[1] / "app"


def command(*arguments: object) -> list[str]:
    """``helo`` with some arguments."""
    return [sys.executable, "-m", "heloworld", *map(str, arguments)]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(APP), "PYTHONWARNINGS": "error"}


class Server:
    """A server that runs, and what it has printed.

    Args:
        process: The server, with pipes, printing JSON.
        mail: Its folder of mailboxes.
    """

    def __init__(self, process: subprocess.Popen[str], mail: Path) -> None:
        self.process, self.mail = process, mail
        self.events: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = int(self.wait("listening", protocol="smtp")["port"])

    @property
    def tls_port(self) -> int:
        return int(self.wait("listening", protocol="smtps")["port"])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.events.append(json.loads(line))
                self._news.notify_all()

    def some(self, kind: str, **fields: object) -> list[dict[str, Any]]:
        """The events of a kind so far, with certain fields; ``from_`` is the field "from"."""
        wanted = {"event": kind} | {name.rstrip("_"): value for name, value in fields.items()}
        return [event for event in self.events if wanted.items() <= event.items()]

    def wait(self, kind: str, count: int = 1, /, **fields: object) -> dict[str, Any]:
        """The last of so many events of a kind, waited for."""
        self._until(lambda: len(self.some(kind, **fields)) >= count)
        return self.some(kind, **fields)[count - 1]

    def settle(self, calls: int = 0) -> None:
        """Wait until nobody is connected, after so many calls at least."""
        self._until(lambda: len(self.some("opened")) == len(self.some("closed")) >= calls)

    def _until(self, holds: Callable[[], bool]) -> None:
        with self._news:
            held = self._news.wait_for(holds, PATIENCE)
            assert held, f"not within {PATIENCE} s; exit status {self.process.poll()}; so far {self.events}"

    def said(self, side: str) -> str:
        """All that one side has sent, in order."""
        return "".join(event["text"] for event in self.some("bytes", from_=side))

    def mailbox(self, user: str) -> Path:
        return self.mail / f"{user}.mbox"

    def read_to_its_end(self) -> None:
        """Wait until all that it printed is read, of one that has ended."""
        self._reader.join(PATIENCE)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it with a signal; its exit status, and what stands on stderr."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self.read_to_its_end()
        assert self.process.stderr is not None
        return status, self.process.stderr.read()


@contextmanager
def running(line: list[str], mail: Path) -> Iterator[Server]:
    """Start a command line that serves, and end it.

    What it printed is read to its end before the pipe is closed: closing it first would break the thread that reads.
    """
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, text=True, env=environment(), **pipes) as process:  # type: ignore[call-overload]
        server = None
        try:
            server = Server(process, mail)
            yield server
        finally:
            process.kill()
            if server is not None:
                server.read_to_its_end()


@contextmanager
def serving(mail: Path, *arguments: object, ulimit: str = "") -> Iterator[Server]:
    """Start a server on free ports, perhaps with a limit such as ``-n 64``, and end it."""
    line = command("serve", "--json", "--port", "0", "--mail", mail, *arguments)
    if ulimit:
        line = ["sh", "-c", f'ulimit {ulimit} && exec "$@"', "sh", *line]
    with running(line, mail) as server:
        yield server
