"""A server whose sessions are coroutines: its doors, who is let in, and how it leaves within a second."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic

from heloworld.wire.events import Address
from heloworld.wire.recorder import Recorder
from heloworld.wire.serving.admission import Full
from heloworld.wire.serving.doors import Doors
from heloworld.wire.serving.server_end import Patience, ServerEnd
from heloworld.wire.serving.service import M, P, Service

GRACE = 0.2
"""Seconds for each step of an end: rewriting that finishes, clients that take part in closing."""


@dataclass(frozen=True, slots=True)
class Speech(Generic[P, M]):
    """How a server speaks its protocol.

    Attributes:
        protocol: The name of the protocol, as events have it.
        serve: One session, from the greeting to the end, given the service, the number of the connection and the
            connection, on which TLS has begun already where it is spoken from the first byte.
        sent_away: What somebody hears who is not let in; `{client}` in it is the client's address.
        last_word: What clients hear that are waited for when the server ends.
    """

    protocol: str
    serve: Callable[[Service[P, M], int, ServerEnd], Awaitable[None]]
    sent_away: Mapping[Full, str]
    last_word: bytes


class Listener(Generic[P, M]):
    """Listening sockets that share one service.

    Args:
        speech: How the protocol is spoken.
        service: What new connections are served by; may be replaced while listening.
    """

    def __init__(self, speech: Speech[P, M], service: Service[P, M]) -> None:
        self.service = service
        self._speech = speech
        self._doors = Doors(self._begin, lambda: self.service.sessions.admission.warn())  # noqa: PLW0108 - of the service that there is then

    async def open(self, host: str, port: int, *, implicit_tls: bool = False, option: str = "--port") -> Address:
        """Listen on one more port; as `Doors.open`."""
        return await self._doors.open(host, port, implicit_tls=implicit_tls, option=option)

    async def rest(self) -> None:
        """End all sessions, politely at first, and for good after a moment; go on listening.

        What is being written is waited for, so that its client hears of it.
        """
        sessions = self.service.sessions
        sessions.dismiss(self._speech.last_word)
        await sessions.settle(GRACE)
        await sessions.vacate(GRACE)

    async def close(self) -> None:
        """Stop listening, and end all sessions."""
        await self._doors.close(GRACE)
        await self.rest()

    def _begin(self, implicit_tls: bool) -> ServerEnd:
        """What asyncio is to hand a new connection to."""
        service = self.service
        conn = next(service.connections)
        return ServerEnd(
            functools.partial(_serve, self._speech, service, conn),
            Recorder(service.record, conn, self._speech.protocol, starts_with_tls=implicit_tls),
            service.patience or Patience(service.policy.idle_limit),
            service.sessions.begin,
            service.sessions.over,
            implicit_tls=implicit_tls,
        )


async def _serve(speech: Speech[P, M], service: Service[P, M], conn: int, end: ServerEnd) -> None:
    """Let a client in, under TLS where that comes first, or say why not."""
    refusal = service.sessions.refusal(end)
    if refusal is not None:
        end.give_up("too many connections")
        if not end.implicit_tls:
            await end.send(speech.sent_away[refusal].format(client=end.client[0]).encode("ascii") + b"\r\n")
        return
    if end.implicit_tls and not await end.start_tls(await service.tls_context()):
        return
    await speech.serve(service, conn, end)
