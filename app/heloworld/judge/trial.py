"""A trial: what the script of one stage has at hand. It begins anew with every stage."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

from heloworld.errors import OutputError
from heloworld.judge.failure import Failure
from heloworld.judge.program.bounds import MAY_PRINT, MAY_WRITE, excess
from heloworld.judge.program.command import Command
from heloworld.judge.program.process import Program
from heloworld.judge.values import Values
from heloworld.wire.client import Client
from heloworld.wire.events import Address
from heloworld.wire.transcript import Transcript

Subject: TypeAlias = Command | Address
"""Who is on trial: a command that is started anew for each stage, or a server that runs already."""

_GLANCE: Final = 0.02
"""Seconds between two looks at what a program has printed and written."""


@dataclass(slots=True)
class Numbers:
    """Numbers the connections of a run, so that all of it fits on one wire."""

    last: int = 0

    def next(self) -> int:
        """The number of the next connection."""
        self.last += 1
        return self.last


class Trial:
    """One stage's trial; an async context manager that leaves nothing running and nothing behind.

    Args:
        subject: Who is on trial.
        values: Random values.
        transcript: Receives what crosses.
        numbers: Numbers the connections.

    Attributes:
        folder: A folder of its own, with an absolute path; the program works in it, and it is removed in the end.
        programs: What was started.
        may_print: Bytes that each program may print.
        may_write: Bytes that all files in the folder may have together, whoever has put them there.
        hears_nothing: Whether the other side has hung up or says nothing, which may be because something in it died.
    """

    def __init__(self, subject: Subject, values: Values, transcript: Transcript, numbers: Numbers) -> None:
        self.subject = subject
        self.values = values
        self.transcript = transcript
        self.programs: list[Program] = []
        self.folder = Path()
        self.may_print, self.may_write = MAY_PRINT, MAY_WRITE
        self.hears_nothing = False
        self._numbers = numbers
        self._room = Path()
        self._clients: list[Client] = []
        self._farewells: list[Callable[[], object]] = []

    async def __aenter__(self) -> Self:
        self._room, self.folder = _rooms()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for farewell in reversed(self._farewells):
            farewell()
        for program in self.programs:
            program.kill()
        try:
            await asyncio.gather(*(client.close(within=0) for client in self._clients))
        finally:
            await asyncio.to_thread(_remove, self._room)

    def at_end(self, farewell: Callable[[], object]) -> None:
        """Have something done before the programs are ended, whatever comes of the stage."""
        self._farewells.append(farewell)

    def next_conn(self) -> int:
        """The number of the next connection."""
        return self._numbers.next()

    def at_end_close(self, client: Client) -> None:
        """Have a connection closed when the stage is over, once the programs are ended."""
        self._clients.append(client)

    def start(self, values: Mapping[str, str], *, stdin: bytes = b"", more: Sequence[str] = ()) -> Program:
        """Start the command; it may be started several times in one stage.

        Args:
            values: What stands for ``{port}`` and the like in its words; in capitals, the same is in its environment.
            stdin: What it reads from its standard input.
            more: Words that follow those of the command.

        Raises:
            Failed: It cannot be started at all.
        """
        assert isinstance(self.subject, Command)
        number = len(self.programs)
        printed = self._room / f"printed-{number}"
        command = replace(self.subject, words=(*self.subject.words, *more))
        program = Program(command, values, self.folder, printed, stdin, max(self.may_print, self.may_write))
        self.programs.append(program)
        return program

    async def excess(self) -> Failure:
        """Wait until a program oversteps what it may print or write, and end it."""
        while True:
            failure = self.overstepped()
            if failure is not None:
                for program in self.programs:
                    program.kill()
                return failure
            await asyncio.sleep(_GLANCE)

    def overstepped(self) -> Failure | None:
        """How a program has overstepped what it may print or write; None where none has."""
        printed = (each.printed_size for each in self.programs)
        return excess(printed, self.folder, self.may_print, self.may_write)

    @property
    def printed(self) -> bytes:
        """The end of what the programs printed to stderr, or to stdout where that is nothing."""
        return b"".join(program.stderr_tail() or program.stdout_tail() for program in self.programs)


def _rooms() -> tuple[Path, Path]:
    """Two new folders: one for what belongs to the judge, and in it one for the program.

    Raises:
        OutputError: None can be made.
    """
    try:
        room = Path(tempfile.mkdtemp(prefix="helo-judge-")).resolve()
        folder = room / "folder"
        folder.mkdir()
    except OSError as error:
        sentence = f"No folder can be made for the program: {error.strerror or error}."
        raise OutputError(sentence, "Make room there, or name another place with the variable TMPDIR.") from error
    return room, folder


def _remove(room: Path) -> None:
    """Remove a folder, also one whose owner has made parts of it unreadable."""
    for folder, inner, _ in os.walk(room):
        for name in inner:
            path = Path(folder, name)
            if not path.is_symlink():
                with contextlib.suppress(OSError):
                    path.chmod(0o700)
    shutil.rmtree(room, ignore_errors=True)
