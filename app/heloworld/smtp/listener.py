"""An SMTP server: its doors, and how it leaves within a second."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from heloworld.smtp import wording
from heloworld.smtp.login import access
from heloworld.smtp.server import LabSMTP
from heloworld.smtp.service import Live, Service
from heloworld.wire.events import Address
from heloworld.wire.serving.doors import Doors

GRACE = 0.2
"""Seconds for each step of an end: deliveries that finish, clients that take part in closing."""


class Listener:
    """Listening sockets that share one service.

    Args:
        service: What new connections are served by; may be replaced while listening.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._doors = Doors(self._begin, self._warn)
        self._submission = Doors(self._begin_submission, self._warn)

    async def open(
        self, host: str, port: int, *, implicit_tls: bool = False, is_submission: bool = False, option: str = "--port"
    ) -> Address:
        """Listen on one more port; as `Doors.open`.

        Args:
            host: A name or numeric address of this machine.
            port: The port; 0 lets the system choose.
            implicit_tls: Whether TLS is spoken from the first byte there.
            is_submission: Whether people hand in their own mail there, and have to log in (RFC 6409).
            option: The option of the command line that chooses the port.
        """
        doors = self._submission if is_submission else self._doors
        return await doors.open(host, port, implicit_tls=implicit_tls, option=option)

    def _begin(self, implicit_tls: bool) -> LabSMTP:
        service = self.service
        asked = access.implicit_tls(service.passwords) if implicit_tls else access.OPEN
        return LabSMTP(service, asked, implicit_tls=implicit_tls)

    def _begin_submission(self, implicit_tls: bool) -> LabSMTP:
        return LabSMTP(self.service, access.submission(self.service.passwords), implicit_tls=implicit_tls)

    def _warn(self) -> None:
        self.service.admission.warn()

    def fall_asleep(self) -> None:
        """Take no connections, and keep the ports."""
        self._doors.fall_asleep()
        self._submission.fall_asleep()

    def wake_up(self) -> None:
        """Take connections again."""
        self._doors.wake_up()
        self._submission.wake_up()

    async def close(self) -> None:
        """Stop listening and end all sessions: politely at first, and for good after a moment.

        A mail that is being delivered gets its reply before, for a client that hears nothing sends it again.
        `Server.wait_closed` is not used: from Python 3.12 on it waits for clients that may never go.
        """
        await asyncio.gather(self._doors.close(GRACE), self._submission.close(GRACE))
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
