"""A program that was started: what it prints goes to files, and its end is the end of everything it has started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from heloworld.judge.causes import Cause
from heloworld.judge.failure import Failed, Failure
from heloworld.judge.program.bounds import limit_files
from heloworld.judge.program.command import Command
from heloworld.judge.program.descendants import MARK, end_marked, marked, put_mark
from heloworld.wire.visible import visible_text

_TAIL: Final = 2_000
"""Bytes of what was printed that are shown with a failure."""

_GLANCE: Final = 0.01
"""Seconds between two looks at whether it still runs."""


class Program:
    """One run of a command, in a session of its own.

    Args:
        command: What to start.
        values: What is filled into its words; in capitals, the same is in its environment.
        folder: Where it works, unless the command says otherwise, and where its temporary files go.
        printed: The beginning of the names of the files for what it reads and prints.
        stdin: What it reads from its standard input.
        may_write: Bytes that a single file of it may have.

    Attributes:
        command: What was started.
        pid: The number of its process, and of its process group.

    Raises:
        Failed: The system does not start it.
    """

    def __init__(
        self, command: Command, values: Mapping[str, str], folder: Path, printed: Path, stdin: bytes, may_write: int
    ) -> None:
        self.command = command
        self._mark = secrets.token_hex(8)
        self._out, self._err = printed.with_suffix(".out"), printed.with_suffix(".err")
        given = printed.with_suffix(".in")
        given.write_bytes(stdin)
        self._is_killed = False
        try:
            with given.open("rb") as reads, self._out.open("wb") as out, self._err.open("wb") as err:
                self._process = subprocess.Popen(  # noqa: S603 - it is what the user has asked for
                    command.filled(values),
                    stdin=reads,
                    stdout=out,
                    stderr=err,
                    cwd=command.folder or folder,
                    env=_environment(values, folder, self._mark),
                    start_new_session=True,
                )
        except OSError as error:
            raise Failed(
                Failure(
                    f"The system does not start {visible_text(command.words[0])}: {error.strerror or error}.",
                    "A program that starts.",
                    Cause.NOT_STARTED,
                    ends_all=True,
                )
            ) from error
        self.pid = self._process.pid
        put_mark(self.pid, self._mark)
        limit_files(self.pid, may_write)

    @property
    def status(self) -> int | None:
        """The exit status, or minus the number of the signal that ended it; None while it runs."""
        return self._process.poll()

    @property
    def has_failed(self) -> bool:
        """Whether it has ended by itself."""
        return not self._is_killed and self.status is not None

    @property
    def end(self) -> str:
        """How it has ended by itself, as a sentence."""
        status = self.status or 0
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"The program was ended by the signal {signal.Signals(-status).name}."
        return f"The program has ended, with exit status {status}."

    @property
    def printed_size(self) -> int:
        """Bytes it has printed, to stdout and stderr."""
        return self._out.stat().st_size + self._err.stat().st_size

    @property
    def stdout(self) -> Path:
        """The file with what it printed to its standard output."""
        return self._out

    def stdout_tail(self) -> bytes:
        """The end of what it printed to its standard output."""
        return _tail(self._out)

    def stderr_tail(self) -> bytes:
        """The end of what it printed to its standard error."""
        return _tail(self._err)

    async def ended(self, seconds: float) -> int | None:
        """Its exit status, waited for so long; None where it still runs."""
        until = time.monotonic() + seconds
        while self.status is None and time.monotonic() < until:  # noqa: ASYNC110 - the system tells only who asks
            await asyncio.sleep(_GLANCE)
        return self.status

    def family(self) -> Iterator[int]:
        """The numbers of its process and of those it has started."""
        yield self.pid
        yield from marked(self._mark)

    def kill(self) -> None:
        """End it at once, with everything it has started (SIGKILL)."""
        if self.status is None:
            self._is_killed = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        end_marked(self._mark)


def _environment(values: Mapping[str, str], folder: Path, mark: str) -> dict[str, str]:
    """What is in the environment: the user's own, the values, and the mark by which descendants are found."""
    given = {name.upper(): value for name, value in values.items()}
    return os.environ | given | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(folder), MARK: mark}


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _TAIL, 0))
        return file.read()
