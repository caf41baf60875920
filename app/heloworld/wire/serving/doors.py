"""The doors: the ports a server listens on, and how clients come in by them."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Callable

from heloworld.errors import ListenError
from heloworld.wire.events import Address
from heloworld.wire.serving import descriptors

BACKLOG = 512
"""Connections that may wait to be accepted."""

TURN = 64
"""Connections that are accepted before others get their turn."""

PAUSE = 0.1
"""Seconds without accepting anybody where the system has no open file left."""

_SAME_MACHINE = "Use --host 127.0.0.1, or an address of this machine."
_NO_NAME = ("there is no host of that name", _SAME_MACHINE)


class Doors:
    """Listening sockets that lead to one server.

    Args:
        begin: Makes what asyncio is to hand a new connection to; told whether TLS is spoken there from the first byte.
        warn: Called where the system has no open file left for somebody who waits.
    """

    def __init__(self, begin: Callable[[bool], asyncio.BaseProtocol], warn: Callable[[], None]) -> None:
        self._begin, self._warn = begin, warn
        self._doors: dict[socket.socket, bool] = {}
        self._is_asleep = False
        self._arriving: set[asyncio.Task[None]] = set()

    async def open(self, host: str, port: int, *, implicit_tls: bool = False, option: str = "--port") -> Address:
        """Listen on one more port.

        Args:
            host: A name or numeric address of this machine.
            port: The port; 0 lets the system choose.
            implicit_tls: Whether TLS is spoken from the first byte there (RFC 8314 §3).
            option: The option of the command line that chooses the port, for what is said where it is not to be had.

        Returns:
            Host and port, as they really are.

        Raises:
            ListenError: The port is taken, or not to be had.
        """
        descriptors.raise_limit()
        try:
            sockets = await _bind(host, port)
        except (OSError, OverflowError, UnicodeError) as error:
            raise not_to_be_had(error, host, port, option) from error
        for bound in sockets:
            self._begin_at(bound, implicit_tls)
        name = sockets[0].getsockname()
        return str(name[0]), int(name[1])

    def fall_asleep(self) -> None:
        """Refuse all connections, as a machine does on which nothing listens; the ports stay ours."""
        if self._is_asleep:
            return
        self._is_asleep = True
        for door, implicit_tls in list(self._doors.items()):
            place = door.getsockname()
            self._shut(door)
            # Bound, and not listening: whoever connects is refused, and nobody else takes the port.
            bound = _reserved(door.family, place)
            self._doors[bound] = implicit_tls

    def wake_up(self) -> None:
        """Listen again."""
        if not self._is_asleep:
            return
        self._is_asleep = False
        for door, implicit_tls in list(self._doors.items()):
            self._begin_at(door, implicit_tls)

    # Asyncio's own server reports a lack of open files once for each connection that waits, several hundred times a
    # second, and gives the last one away. This one keeps some back for deliveries.

    def _begin_at(self, door: socket.socket, implicit_tls: bool) -> None:
        """Listen at a door."""
        door.settimeout(0)
        self._doors[door] = implicit_tls
        door.listen(BACKLOG)
        self._watch(door, implicit_tls)

    def _shut(self, door: socket.socket) -> None:
        """Close a door for good."""
        asyncio.get_running_loop().remove_reader(door)
        door.close()
        del self._doors[door]

    def _watch(self, door: socket.socket, implicit_tls: bool) -> None:
        """Have those who come to a door let in, for as long as it is open."""
        if door in self._doors:
            asyncio.get_running_loop().add_reader(door, self._accept, door, implicit_tls)

    def _accept(self, door: socket.socket, implicit_tls: bool) -> None:
        """Take those who wait at a door, some at a time."""
        loop = asyncio.get_running_loop()
        for _ in range(TURN):
            try:
                connection, _ = door.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                self._warn()
                loop.remove_reader(door)
                loop.call_later(PAUSE, self._watch, door, implicit_tls)
                return
            if descriptors.spare(connection.fileno()) < -descriptors.POLITE:
                connection.close()
                return
            task = loop.create_task(self._let_in(connection, implicit_tls))
            self._arriving.add(task)
            task.add_done_callback(self._arriving.discard)

    async def _let_in(self, connection: socket.socket, implicit_tls: bool) -> None:
        """Begin a session; where its connection is gone already, there is none."""
        connection.settimeout(0)
        try:
            # Asyncio does this for connections of its own making alone. Else the end of a long answer waits until the
            # client has acknowledged what was before it, which takes 40 ms (RFC 896; RFC 1122 §4.2.3.2).
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(lambda: self._begin(implicit_tls), connection)
        except OSError:
            connection.close()

    async def close(self, grace: float) -> None:
        """Listen no more; who was accepted just now becomes a session, within so many seconds."""
        for door in list(self._doors):
            self._shut(door)
        if self._arriving:
            await asyncio.wait(self._arriving, timeout=grace)


def _reserved(family: int, place: tuple[str | int, ...]) -> socket.socket:
    """A socket that has a port and does not listen."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let others take the port (`socket.create_server` has it so, too)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind(place)
    return sock


async def _bind(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of a host, all with the same port; of more than the first only what can be had.

    Asyncio would give each its own port where any will do, and would complain on stderr by itself.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    (family, *_, address), *others = sorted(set(found), key=lambda each: (each[0] != socket.AF_INET, each))
    sockets = [socket.create_server(address, family=family)]
    for family, *_, address in others:
        with contextlib.suppress(OSError):
            same = (address[0], sockets[0].getsockname()[1], *address[2:])
            sockets.append(socket.create_server(same, family=family))
    return sockets


def not_to_be_had(error: Exception, host: str, port: int, option: str) -> ListenError:
    """What is said where a port cannot be listened on.

    Args:
        error: What the system said.
        host: The address.
        port: The port.
        option: The option of the command line that chooses the port.
    """
    why, remedy = _explain(error, option)
    return ListenError(f"Cannot listen on {host}, port {port}: {why}.", remedy)


def _explain(error: Exception, option: str) -> tuple[str, str]:
    """Why it cannot be listened there, and what helps."""
    reasons = {
        errno.EADDRINUSE: (
            "another program is listening there",
            f"Choose another port with {option}, or {option} 0 for any.",
        ),
        errno.EACCES: ("that needs privileges", f"Choose a port from 1024 on, for example {option} 2525."),
        errno.EADDRNOTAVAIL: ("this machine has no such address", _SAME_MACHINE),
    }
    unknown = ("the system refused", f"Try --host 127.0.0.1 {option} 0.")
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return _NO_NAME
    if not isinstance(error, OSError):
        return unknown
    number = error.errno or errno.EADDRNOTAVAIL  # from Python 3.13 on, asyncio leaves the number out for this one
    return reasons.get(number, unknown)
