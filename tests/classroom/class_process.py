"""``helo class`` as a teacher starts it, without the screen: a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patience import PATIENCE
from serving import command, environment

WORD = "reef"


class ClassProcess:
    """A class that runs.

    Args:
        folder: Where classes are recorded.
        options: Of the command.
    """

    def __init__(self, folder: Path, *options: object) -> None:
        self._folder, self._options = folder, options
        self.port = 0
        self.start()

    @property
    def record(self) -> Path:
        return self._folder / WORD / "class.jsonl"

    def start(self) -> None:
        """Start it, at the same port as before."""
        arguments = ("class", "--code", WORD, "--record", self._folder, "--port", self.port, "--text", *self._options)
        self.process = subprocess.Popen(
            command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
        )
        assert self.process.stdout is not None
        found = re.search(r":(\d+)$", self.process.stdout.readline().strip())
        assert found is not None, self.process.stderr and self.process.stderr.read()
        self.port = int(found[1])

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it; its exit status, and what stands on stderr."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@contextmanager
def running_class(folder: Path, *options: object) -> Iterator[ClassProcess]:
    """A class, until the test is over."""
    running = ClassProcess(folder, *options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop(signal.SIGKILL)
