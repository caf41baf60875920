"""What is typed, or comes through a pipe: lines, one after the other, without holding up anything else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading

LONGEST = 64 * 1024
"""Bytes of a line; what is longer comes in pieces."""

AHEAD = 100
"""Lines that are read before they are asked for."""


class Typed:
    """The lines of a file descriptor.

    A thread reads them, for a terminal, a pipe and a file cannot all be waited for in the same way; it reads the bare
    descriptor, because a thread that sits in a buffered reader when the program ends would be in its way.

    Args:
        fd: The file descriptor.
    """

    def __init__(self, fd: int) -> None:
        self.news: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._fd = fd
        self._room = threading.Semaphore(AHEAD)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, name="typed", daemon=True).start()

    async def line(self) -> bytes | None:
        """The next line without its end; None after the last."""
        line = await self.news.get()
        self._room.release()
        return line

    def _run(self) -> None:
        rest = b""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
            while chunk := self._read():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._put(line.removesuffix(b"\r"))
                if len(rest) >= LONGEST:
                    self._put(rest)
                    rest = b""
            if rest:
                self._put(rest.removesuffix(b"\r"))
            self._put(None)

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, LONGEST)
        except OSError:
            return b""

    def _put(self, line: bytes | None) -> None:
        self._room.acquire()
        self._loop.call_soon_threadsafe(self.news.put_nowait, line)
