"""`helo web`, run as anybody would run it."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from patience import PATIENCE


class WebServer:
    """A server that runs.

    Attributes:
        process: Its process.
        url: Where its page is.
    """

    def __init__(self, process: Process, url: str) -> None:
        self.process, self.url = process, url

    @property
    def socket_url(self) -> str:
        """Where its web socket is."""
        return self.url.replace("http", "ws", 1) + "ws"


@asynccontextmanager
async def helo_web(*arguments: str) -> AsyncIterator[WebServer]:
    """The server, on a free port; it must end when it is told to."""
    command = [sys.executable, "-m", "heloworld", "web", "--port", "0", *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=None)
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        assert "http://" in line, line
        yield WebServer(process, next(word for word in line.split() if word.startswith("http://")))
        if process.returncode is None:
            process.terminate()
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
