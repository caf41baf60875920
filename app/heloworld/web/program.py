"""A visitor's program: a process whose keys come from a page and whose frames go there.

The seams into textual-serve are `_open_app_process`, which would hand the command to a shell, `run`, which would print
what the process complains of as it is, and `stop`, which would wait for it as long as it takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

_READY: Final = b"__GANGLION__\n"
"""What Textual says before its first packet."""

_PATIENCE: Final = 3.0
"""Seconds for a program to end by itself, and then once more for one that was told to."""

_TAIL: Final = 2_000
"""Bytes of its complaints that are kept."""

_LARGEST: Final = 32 * 1024 * 1024
"""Bytes of one packet; a frame has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Page:
    """Whoever is told what a program draws.

    Attributes:
        write_bytes: Draws.
        write_str: Says that there is a file to be fetched, and the like.
        close: The program is over.
    """

    write_bytes: Callable[[bytes], Awaitable[None]]
    write_str: Callable[[str], Awaitable[None]]
    close: Callable[[], Awaitable[None]]


class Program(AppService):
    """One process.

    Args:
        command: What starts it, word by word; no shell reads it.
        environment: All that it is told.
        folder: Where it is started.
        page: Where it is drawn.
        downloads: Where its files wait to be fetched.
        complain: Told what it wrote to stderr, if it has failed.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        page: Page,
        downloads: DownloadManager,
        complain: Callable[[str], object],
    ) -> None:
        super().__init__(
            "",
            write_bytes=page.write_bytes,
            write_str=page.write_str,
            close=page.close,
            download_manager=downloads,
        )
        self._words = tuple(command)
        self._environment = dict(environment)
        self._folder = folder
        self._complain = complain
        self._stopping = asyncio.Lock()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:  # noqa: ARG002 - in the environment
        """Start it, in a process group of its own."""
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._environment,
            cwd=self._folder,
            start_new_session=True,
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Pass on what it draws until it ends."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        assert process.stderr is not None
        complaints = asyncio.create_task(_tail(process.stderr))
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            await process.stdout.readuntil(_READY)
            while True:
                kind, size = await process.stdout.readexactly(1), await process.stdout.readexactly(4)
                length = int.from_bytes(size, "big")
                if length > _LARGEST:
                    break
                await self._pass_on(kind, await process.stdout.readexactly(length))
        await self.remote_close()
        await self._end()
        said = await complaints
        if process.returncode and said:
            self._complain(said)

    async def _pass_on(self, kind: bytes, payload: bytes) -> None:
        """Pass on one packet."""
        if kind == b"D":
            await self.on_data(payload)
        elif kind == b"M":
            await self.on_meta(payload)
        elif kind == b"P":
            await self.on_packed(payload)

    async def stop(self) -> None:
        """End it; it may tidy up, and is killed with all that it has started where that takes too long."""
        async with self._stopping:
            if self._task is None:
                return
            await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.send_meta({"type": "quit"}), _PATIENCE)
            await self._end()
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _end(self) -> None:
        """Wait for its end a while, then see to it."""
        process = self._process
        assert process is not None
        if not await _has_ended(process):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await _has_ended(process)
        _kill_group(process.pid)
        await process.wait()


async def _has_ended(process: Process) -> bool:
    """Whether it ends within its patience."""
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE)
    except TimeoutError:
        return False
    return True


def _kill_group(leader: int) -> None:
    """Kill what is left of a process group."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


async def _tail(stream: asyncio.StreamReader) -> str:
    """The end of what a stream says."""
    kept = b""
    while data := await stream.read(4096):
        kept = (kept + data)[-_TAIL:]
    return kept.decode("utf-8", "replace")
