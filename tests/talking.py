"""Servers on loopback that talk as a test tells them to, and are gone when it ends, their conversations too."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol, TypeAlias

Talk: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What a server does with a connection; the connection ends with it."""


class Serve(Protocol):
    """Starts a server that does what it is told, with TLS from the first byte or without; returns where it listens."""

    async def __call__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> tuple[str, int]: ...


@contextlib.asynccontextmanager
async def servers() -> AsyncIterator[Serve]:
    """Servers that end with this, and each conversation with them: one that is left open would outlive the loop."""
    started: list[asyncio.Server] = []
    talking: set[asyncio.Task[None]] = set()

    async def start(talk: Talk, tls: ssl.SSLContext | None = None) -> tuple[str, int]:
        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talking.add(task)
            try:
                with contextlib.suppress(asyncio.CancelledError):
                    await talk(reader, writer)
                    writer.close()
            finally:
                talking.discard(task)
                if not writer.is_closing():
                    writer.transport.abort()

        server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
        started.append(server)
        host, port = server.sockets[0].getsockname()
        return host, port

    try:
        yield start
    finally:
        for server in started:
            server.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
