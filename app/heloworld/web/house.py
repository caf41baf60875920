"""The web server: a page for everybody, a socket for each program, and a look round from time to time."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import textual_serve
from aiohttp import WSMessage, WSMsgType, web
from textual_serve.download_manager import DownloadManager

from heloworld.web import environment, limits
from heloworld.web.origin import is_own
from heloworld.web.program import Page, Program
from heloworld.web.visitors import NoSeatError, Visitor, Visitors

COOKIE: Final = "helo-visitor"

_OURS: Final = Path(__file__).with_name("page")
_THEIRS: Final = Path(textual_serve.__file__).with_name("static")

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Nothing that the page loads comes from elsewhere, and nobody else's page shows it."""

_LOOK: Final = 1.0
"""Seconds between two looks round."""

_WEIGH: Final = 10
"""Looks between two in which the folders are weighed."""

_HEARTBEAT: Final = 30.0
"""Seconds between two questions whether a page is still there; half of that is waited for the answer."""

_LONGEST: Final = 1024 * 1024
"""Bytes that a page sends at once, pasted text most of all."""

_WIDEST, _HIGHEST = 500, 200
"""Columns and rows of a screen."""

_REASON: Final = 123
"""Bytes of a reason in a close frame (RFC 6455 §5.5)."""

_CLOSED: Final = 4000
"""The code of a close frame whose reason the page shows."""

_LEFT: Final = "You have left HELO World."
_AWAY: Final = "You have been away for long, so your seat was given free. What you did is kept."
_TWICE: Final = "HELO World goes on in another tab of yours."
_HEAVY: Final = "Your mailboxes have grown beyond 64 MB; this is where it ends here."
_CLOSING: Final = "The server has ended."


@dataclass(frozen=True, slots=True)
class Offer:
    """What is served.

    Attributes:
        arguments: The command line of the program, without its name.
        own_folder: Whether whoever comes works in the folder of whoever has started the server.
        is_local: Whether we listen on loopback.
    """

    arguments: tuple[str, ...]
    own_folder: bool
    is_local: bool


class _Stay:
    """One visit: a socket and a program."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.program: Program | None = None

    async def close(self) -> None:
        """The program has ended by itself."""
        await self.say(_LEFT)

    async def say(self, why: str) -> None:
        """Close the page's socket, with a reason that it shows."""
        with contextlib.suppress(ConnectionError):
            await self.socket.close(code=_CLOSED, message=why.encode()[:_REASON])

    async def end(self, why: str) -> None:
        """As `visitors.Stay`."""
        telling = asyncio.ensure_future(self.say(why))
        if self.program is not None:
            await self.program.stop()
        await telling


class House:
    """What is served, and who is here.

    Args:
        offer: What is served.
        visitors: Who is here.
        complain: Told what whoever has started the server should know.
    """

    def __init__(self, offer: Offer, visitors: Visitors, complain: Callable[[str], object]) -> None:
        self._offer, self._visitors, self._complain = offer, visitors, complain
        self._downloads = DownloadManager()

    def application(self) -> web.Application:
        """All that can be asked for; every address is relative, so any prefix before it will do."""
        application = web.Application()
        application.add_routes(
            [
                web.get("/", self._index),
                web.get("/ws", self._socket),
                web.get("/download/{key}", self._download),
                web.static("/page", _OURS),
                web.static("/static", _THEIRS),
            ]
        )
        return application

    async def watch(self) -> None:
        """Look round until cancelled: who is idle, who has too much, and what may be forgotten."""
        looks = 0
        while True:
            await asyncio.sleep(_LOOK)
            looks += 1
            for visitor in self._visitors.idlers():
                await self._end(visitor, _AWAY)
            if looks % _WEIGH == 0 and not self._offer.own_folder:
                for visitor in self._visitors.here():
                    if await asyncio.to_thread(limits.used, visitor.folder) > limits.FOLDER:
                        await self._end(visitor, _HEAVY)
            self._visitors.forget()

    async def close(self) -> None:
        """End every program."""
        await asyncio.gather(*(self._end(visitor, _CLOSING) for visitor in self._visitors.here()))

    async def _end(self, visitor: Visitor, why: str) -> None:
        if visitor.stay is not None:
            await visitor.stay.end(why)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        """The page, or the one that says that there is no seat."""
        shown = request.cookies.get(COOKIE)
        if not self._visitors.has_seat(shown):
            return web.FileResponse(_OURS / "full.html", status=503, headers={**_HEADERS, "Refresh": "20"})
        response = web.FileResponse(_OURS / "index.html", headers=_HEADERS)
        response.set_cookie(
            COOKIE,
            self._visitors.token(shown),
            path="",  # the browser takes the folder of the page, whatever is before it
            httponly=True,
            samesite="Lax",
            secure=request.headers.get("X-Forwarded-Proto", request.scheme) == "https",
        )
        return response

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """A page wants its program."""
        if not is_own(request.headers, is_local=self._offer.is_local):
            origin, host = request.headers.get("Origin"), request.headers.get("Host")
            self._complain(
                f"Turned away: a page of {origin}, to {host}. A proxy has to pass on the Host of its request."
            )
            raise web.HTTPForbidden(text="This page is not one of ours.")
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LONGEST)
        await socket.prepare(request)
        stay = _Stay(socket)
        try:
            visitor = self._visitors.enter(request.cookies.get(COOKIE))
        except NoSeatError as full:
            await stay.say(str(full))
            return socket
        if visitor.stay is not None:
            await visitor.stay.end(_TWICE)
        async with visitor.door:
            await self._host(visitor, stay, _size(request.query))
        return socket

    async def _host(self, visitor: Visitor, stay: _Stay, size: tuple[int, int]) -> None:
        """Start a program, pass on what its page sends, and end it when the page goes."""
        told: Mapping[str, str] = environment.for_owner(*size)
        folder = Path.cwd()
        if not self._offer.own_folder:
            told, folder = environment.for_visitor(visitor.folder, *size), visitor.folder
        page = Page(stay.socket.send_bytes, stay.socket.send_str, stay.close)
        stay.program = program = Program(self._command, told, folder, page, self._downloads, self._complain)
        visitor.stay, visitor.is_here = stay, True
        try:
            await program.start(*size)
            async for message in stay.socket:
                await self._heed(visitor, program, message)
        finally:
            await program.stop()
            visitor.stay = None
            self._visitors.leave(visitor)

    @property
    def _command(self) -> Sequence[str]:
        module = "heloworld" if self._offer.own_folder else "heloworld.web.visit"
        return (sys.executable, "-m", module, *self._offer.arguments)

    async def _heed(self, visitor: Visitor, program: Program, message: WSMessage) -> None:
        """Do what a page asks for; what makes no sense is passed over."""
        if message.type is not WSMsgType.TEXT:
            return
        with contextlib.suppress(ValueError, TypeError, LookupError, AttributeError):
            word, *rest = message.json()
            if word == "stdin":
                self._visitors.saw(visitor)
                await program.send_bytes(str(rest[0]).encode("utf-8", "replace"))
            elif word == "resize":
                await program.set_terminal_size(*_size(rest[0]))
            elif word in {"focus", "blur"}:
                await (program.focus() if word == "focus" else program.blur())

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that a program hands out, once."""
        key = request.match_info["key"]
        try:
            name = (await self._downloads.get_download_metadata(key)).file_name
        except KeyError:
            raise web.HTTPNotFound(text="This file was fetched already, or its program has ended.") from None
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        headers = {**_HEADERS, "Content-Type": "application/octet-stream", "Content-Disposition": disposition}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response


def _size(asked: Mapping[str, object]) -> tuple[int, int]:
    """Columns and rows that a page asks for, within reason."""
    try:
        width, height = int(str(asked.get("width", 80))), int(str(asked.get("height", 24)))
    except ValueError:
        return 80, 24
    return max(1, min(width, _WIDEST)), max(1, min(height, _HIGHEST))


async def run_until(stop: asyncio.Event, house: House, listen: Callable[[web.AppRunner], Awaitable[None]]) -> None:
    """Serve until told to stop; then all programs are ended.

    Args:
        stop: Set when it is time.
        house: What is served.
        listen: Has the server listen somewhere.
    """
    runner = web.AppRunner(house.application(), access_log=None)
    await runner.setup()
    watch = asyncio.create_task(house.watch())
    try:
        await listen(runner)
        await stop.wait()
    finally:
        watch.cancel()
        await house.close()
        await runner.cleanup()
