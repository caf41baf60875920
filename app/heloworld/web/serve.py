"""``helo web`` from its command line to its end."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from heloworld.errors import ListenError
from heloworld.web.house import House, Offer, run_until
from heloworld.web.visitors import Visitors
from heloworld.wire.visible import visible_text

_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen.

    Attributes:
        host: An address or a name.
        port: The port; 0 for any that is free.
        socket: A Unix socket instead of both.
    """

    host: str
    port: int
    socket: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether nobody from another machine can come."""
        if self.socket is not None or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def serve(
    place: Place, arguments: tuple[str, ...], *, seats: int, idle: float, own_folder: bool, say: Callable[[str], object]
) -> None:
    """Serve until a signal comes.

    Args:
        place: Where to listen.
        arguments: The command line of the program that each visitor gets, without its name.
        seats: How many visitors may be here at a time.
        idle: Seconds without a key after which a seat is given free.
        own_folder: Whether whoever comes works in the folder of whoever has started the server.
        say: Prints a line.

    Raises:
        ListenError: That cannot be listened to.
    """
    with tempfile.TemporaryDirectory(prefix="helo-web-", ignore_cleanup_errors=True) as root:
        visitors = Visitors(seats, idle, Path(root))
        offer = Offer(arguments, own_folder=own_folder, is_local=place.is_local and place.socket is None)
        house = House(offer, visitors, _complain)
        asyncio.run(_serve(house, place, say))


async def _serve(house: House, place: Place, say: Callable[[str], object]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        with contextlib.suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), stop.set)
    await run_until(stop, house, _listener(place, say))


def _listener(place: Place, say: Callable[[str], object]) -> Callable[[web.AppRunner], Awaitable[None]]:
    async def listen(runner: web.AppRunner) -> None:
        site: web.BaseSite
        if place.socket is not None:
            site = web.UnixSite(runner, str(place.socket))
        else:
            site = web.TCPSite(runner, place.host, place.port)
        try:
            await site.start()
        except OSError as error:
            where = place.socket or f"{place.host}:{place.port}"
            raise ListenError(
                f"The web server cannot listen on {where}: {(error.strerror or str(error)).lower()}.",
                "Choose another with --port, or 0 for any that is free.",
            ) from None
        say(place.socket.as_uri() if place.socket is not None else _url(runner.addresses[0]))

    return listen


def _url(address: tuple[str, int] | tuple[str, int, int, int]) -> str:
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"http://{host}:{address[1]}/"


def _complain(text: str) -> None:
    """Tell whoever has started the server; the text may hold anything."""
    for line in text.splitlines():
        sys.stderr.write(f"helo: {visible_text(line)}\n")
