"""A visitor without a browser: a web socket, and a screen that draws what comes through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pyte

from patience import PATIENCE
from web.webserver import WebServer


class Visit:
    """One page's socket.

    Args:
        socket: The socket.
        session: Whose it is; it keeps their cookie.

    Attributes:
        files: The keys of files that it was handed.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: aiohttp.ClientSession) -> None:
        self._socket, self.session = socket, session
        self._screen = pyte.Screen(120, 36)
        self._stream = pyte.ByteStream(self._screen)
        self._news = asyncio.Event()
        self._why: str | None = None
        self.files: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        """Draw what comes, and answer when asked whether anybody is there."""
        while (message := await self._socket.receive()).type is not aiohttp.WSMsgType.CLOSE:
            if message.type is aiohttp.WSMsgType.BINARY:
                self._stream.feed(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                word, told = message.json()
                self.files += [told] if word == "deliver_file_start" else []
            elif message.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.ERROR}:
                break
            self._news.set()
        self._why = str(message.extra or "")
        self._news.set()

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

    async def send(self, *message: object) -> None:
        """Send what a page would send."""
        await self._socket.send_json(message)

    async def send_raw(self, text: str) -> None:
        """Send what no page would send."""
        await self._socket.send_str(text)

    async def type(self, line: str) -> None:
        """Type a line, and Enter."""
        await self.send("stdin", f"{line}\r")

    async def shows(self, text: str) -> str:
        """Wait until a text stands on the screen; returns all that does."""
        await self._until(lambda: text in self.text, text)
        return self.text

    async def is_handed(self) -> str:
        """Wait for a file; returns its key."""
        await self._until(lambda: bool(self.files), "a file")
        return self.files.pop()

    async def ends(self) -> str:
        """Wait until the server closes the socket; returns why."""
        await asyncio.wait_for(self._reading, PATIENCE)
        return self._why or ""

    async def leave(self) -> None:
        """Close the page."""
        await self._socket.close()

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    assert self._why is None, f"closed: {self._why}"
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"There never was {what!r}:\n{self.text}") from None


@asynccontextmanager
async def somebody(server: WebServer) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who has loaded the page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(server.url) as page:
            assert page.status in {200, 503}
        yield session


async def visit(server: WebServer, session: aiohttp.ClientSession, headers: Mapping[str, str] | None = None) -> Visit:
    """Their page opens its socket."""
    url = f"{server.socket_url}?width=120&height=36"
    return Visit(await session.ws_connect(url, headers=headers, max_msg_size=0), session)
