"""Chromium without a window, driven over its DevTools protocol; its pages are read as a terminal would be read.

A page draws on a canvas, which holds no text: what crosses its web socket is drawn by pyte as well.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pyte

from patience import PATIENCE

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)

_KEYS = {
    "Enter": (13, "\r"),
    "F2": (113, ""),
    "F9": (120, ""),
    "F12": (123, ""),
    "Escape": (27, ""),
}

Message = dict[str, Any]


class Chromium:
    """A browser.

    Args:
        socket: The way to it.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._tabs: dict[str, Tab] = {}

    async def listen(self) -> None:
        """Hear answers and events until it ends."""
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            elif told.get("sessionId") in self._tabs:
                self._tabs[told["sessionId"]].hear(told["method"], told["params"])

    async def call(self, method: str, session: str | None = None, **params: object) -> Message:
        """Ask it for something, and wait for that."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(
            {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        )
        answer = await asyncio.wait_for(self._answers[number], PATIENCE)
        assert "result" in answer, answer
        result: Message = answer["result"]
        return result

    async def person(self, url: str, size: tuple[int, int] = (1200, 760)) -> Tab:
        """A tab of somebody who has been nowhere yet."""
        context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        return await self.tab(url, context, size)

    async def tab(self, url: str, context: str, size: tuple[int, int] = (1200, 760)) -> Tab:
        """One more tab of somebody."""
        target = (
            await self.call(
                "Target.createTarget", url="about:blank", browserContextId=context, width=size[0], height=size[1]
            )
        )["targetId"]
        session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        tab = self._tabs[session] = Tab(self, session, context)
        for domain in ("Network", "Page", "Runtime"):
            await self.call(f"{domain}.enable", session)
        await self.call("Emulation.setFocusEmulationEnabled", session, enabled=True)
        await tab.go(url)
        return tab


class Tab:
    """A page, and what its terminal shows.

    Attributes:
        asked: Every address that it has asked for.
        context: Whose it is.
        downloads: The names of files that it was handed.
    """

    def __init__(self, browser: Chromium, session: str, context: str) -> None:
        self._browser, self._session, self.context = browser, session, context
        self._screen = pyte.Screen(120, 36)
        self._stream = pyte.ByteStream(self._screen)
        self._news = asyncio.Event()
        self._socket = ""
        self.asked: list[str] = []
        self.downloads: list[str] = []

    def hear(self, event: str, params: Message) -> None:
        """Something has happened in it."""
        if event == "Network.webSocketFrameReceived":
            if params["requestId"] == self._socket and params["response"]["opcode"] == 2:
                self._stream.feed(base64.b64decode(params["response"]["payloadData"]))
        elif event == "Network.webSocketCreated":
            self._socket = params["requestId"]
            self._screen.reset()
            width, height = (int(part.partition("=")[2]) for part in params["url"].partition("?")[2].split("&"))
            self._screen.resize(height, width)
            self.asked.append(params["url"])
        elif event == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif event == "Page.downloadWillBegin":
            self.downloads.append(params["suggestedFilename"])
        self._news.set()

    async def go(self, url: str) -> None:
        """Load a page."""
        await self._browser.call("Page.navigate", self._session, url=url)

    async def reload(self) -> None:
        """Load it anew, until it has a web socket again."""
        sockets = self._sockets
        await self._browser.call("Page.reload", self._session)
        await self.opens_sockets(sockets + 1)

    async def run(self, script: str) -> object:
        """What a script gives in it."""
        told = await self._browser.call("Runtime.evaluate", self._session, expression=script, returnByValue=True)
        return told["result"].get("value")

    async def type(self, line: str) -> None:
        """Type a line, and Enter."""
        if line:
            await self._browser.call("Input.insertText", self._session, text=line)
        await self.press("Enter")

    async def press(self, key: str, *, alt: bool = False) -> None:
        """Press a key."""
        code, text = _KEYS.get(key) or (ord(key.upper()), "" if alt else key)
        known_as = f"Key{key.upper()}" if len(key) == 1 else key
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            await self._browser.call(
                "Input.dispatchKeyEvent",
                self._session,
                type=kind,
                key=key,
                code=known_as,
                windowsVirtualKeyCode=code,
                modifiers=1 if alt else 0,
                **more,
            )

    async def shows(self, text: str) -> str:
        """Wait until a text stands on its terminal; returns all that does."""
        return await self._until(lambda: text in self.text, f"{text!r} on the screen")

    async def says(self, text: str) -> None:
        """Wait until the page itself says a text."""
        async with asyncio.timeout(PATIENCE):
            while text not in str(await self.run("document.body ? document.body.innerText : ''")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)  # the page cannot be told to say when: it may be loaded anew meanwhile

    async def opens_sockets(self, count: int) -> None:
        """Wait until it has opened so many web sockets."""
        await self._until(lambda: self._sockets == count, f"{count} sockets")

    @property
    def _sockets(self) -> int:
        return sum(each.startswith("ws:") for each in self.asked)

    async def hands_out(self) -> str:
        """Wait for a file; returns its name."""
        await self._until(lambda: bool(self.downloads), "a download")
        return self.downloads.pop(0)

    @property
    def text(self) -> str:
        """What stands on its terminal."""
        return "\n".join(self._screen.display)

    async def picture(self) -> bytes:
        """The page as a PNG."""
        told = await self._browser.call("Page.captureScreenshot", self._session, format="png")
        return base64.b64decode(told["data"])

    async def _until(self, holds: Callable[[], bool], what: str) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"There never was {what}:\n{self.text}") from None
        return self.text


@asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """A browser that knows nothing yet."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            PROGRAM,
            *_FLAGS,
            f"--user-data-dir={profile}",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            port, path = await _door(Path(profile, "DevToolsActivePort"))
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0) as socket,
            ):
                browser = Chromium(socket)
                listening = asyncio.create_task(browser.listen())
                yield browser
                with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                    await socket.send_json({"id": 0, "method": "Browser.close"})
                listening.cancel()
        finally:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 5.0)
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _door(file: Path) -> tuple[str, str]:
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(OSError, ValueError):
                port, path = file.read_text().split()
                return port, path
            await asyncio.sleep(0.02)
