"""A IMAP server: its doors, and how it leaves within a second."""

from __future__ import annotations

from heloworld.imap import wording
from heloworld.imap.answers.reply import line
from heloworld.imap.server import server_end
from heloworld.imap.service import Service
from heloworld.wire.events import Address
from heloworld.wire.serving.doors import Doors

GRACE = 0.2
"""Seconds for each step of an end: rewriting that finishes, clients that take part in closing."""

LAST_WORD = line(wording.SHUTTING_DOWN)
"""What clients hear that are waited for."""


class Listener:
    """Listening sockets that share one service.

    Args:
        service: What new connections are served by; may be replaced while listening.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._doors = Doors(
            lambda implicit_tls: server_end(self.service, implicit_tls=implicit_tls),
            lambda: self.service.sessions.admission.warn(),  # noqa: PLW0108 - of the service that there is then
            "--imap-port",
        )

    async def open(self, host: str, port: int, *, implicit_tls: bool = False) -> Address:
        """Listen on one more port; as `Doors.open`."""
        return await self._doors.open(host, port, implicit_tls=implicit_tls)

    async def close(self) -> None:
        """Stop listening and end all sessions: politely at first, and for good after a moment.

        What is being written is waited for, so that its client hears of it.
        """
        await self._doors.close(GRACE)
        sessions = self.service.sessions
        sessions.dismiss(LAST_WORD)
        await sessions.settle(GRACE)
        await sessions.vacate(GRACE)
