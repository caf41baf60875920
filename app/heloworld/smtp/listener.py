"""The doors: the ports a server listens on, and how it leaves them within a second."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterable, Mapping

from heloworld.errors import ListenError
from heloworld.smtp import wording
from heloworld.smtp.server import LabSMTP
from heloworld.smtp.service import Live, Service
from heloworld.wire.events import Address

BACKLOG = 512
"""Connections that may wait to be accepted."""

GRACE = 0.2
"""Seconds for each step of an end: deliveries that finish, clients that take part in closing."""

_REASONS: Mapping[int, tuple[str, str]] = {
    errno.EADDRINUSE: ("another program is listening there", "Choose another port with --port, or --port 0 for any."),
    errno.EACCES: ("that needs privileges", "Choose a port from 1024 on, for example --port 2525."),
    errno.EADDRNOTAVAIL: ("this machine has no such address", "Use --host 127.0.0.1, or an address of this machine."),
}
_NO_NAME = ("there is no host of that name", "Use --host 127.0.0.1, or an address of this machine.")
_ELSE = ("the system refused", "Try --host 127.0.0.1 --port 0.")


class Listener:
    """Listening sockets that share one service.

    Args:
        service: What new connections are served by; may be replaced while listening.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._servers: list[asyncio.Server] = []

    async def open(self, host: str, port: int, *, implicit_tls: bool = False) -> Address:
        """Listen on one more port.

        Args:
            host: A name or numeric address of this machine.
            port: The port; 0 lets the system choose.
            implicit_tls: Whether TLS is spoken from the first byte there (RFC 8314 §3).

        Returns:
            Host and port, as they really are.

        Raises:
            ListenError: The port is taken, or not to be had.
        """
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(
                lambda: LabSMTP(self.service, implicit_tls=implicit_tls), host, port, backlog=BACKLOG
            )
        except (OSError, OverflowError, UnicodeError) as error:
            why, remedy = _explain(error)
            raise ListenError(f"Cannot listen on {host}, port {port}: {why}.", remedy) from error
        self._servers.append(server)
        bound: socket.socket = server.sockets[0]
        return str(bound.getsockname()[0]), int(bound.getsockname()[1])

    async def close(self) -> None:
        """Stop listening and end all sessions: politely at first, and for good after a moment.

        A mail that is being delivered gets its reply before, for a client that hears nothing sends it again.
        `Server.wait_closed` is not used: from Python 3.12 on it waits for clients that may never go.
        """
        for server in self._servers:
            server.close()
        self._servers.clear()
        await asyncio.sleep(0)  # what was accepted just now becomes a session
        service = self.service
        _hang_up(session for session in list(service.sessions) if not session.is_delivering)
        if service.deliveries:
            await asyncio.wait(service.deliveries, timeout=GRACE)
        _hang_up(list(service.sessions))
        await _vacant(service)
        for session in list(service.sessions):
            session.abort()
        await _vacant(service)


def _hang_up(sessions: Iterable[Live]) -> None:
    for session in sessions:
        session.hang_up(wording.SHUTTING_DOWN, "shutdown")


async def _vacant(service: Service) -> None:
    """Wait until no session is left, but not longer than `GRACE`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(service.vacant.wait(), GRACE)


def _explain(error: Exception) -> tuple[str, str]:
    """Why it cannot be listened there, and what helps."""
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return _NO_NAME
    if not isinstance(error, OSError):
        return _ELSE
    number = error.errno or errno.EADDRNOTAVAIL  # from Python 3.13 on, asyncio leaves the number out for this one
    return _REASONS.get(number, _ELSE)
