"""DNS over TCP: each message has its length before it, in two bytes; one connection takes many (RFC 7766)."""

from __future__ import annotations

import functools
from typing import Final

from heloworld.dns.service import Service
from heloworld.wire.recorder import Recorder
from heloworld.wire.serving.server_end import ServerEnd

LENGTH: Final = 2
"""Bytes of the length before a message."""


def server_end(service: Service) -> ServerEnd:
    """What asyncio is to hand a new connection to."""
    return ServerEnd(
        functools.partial(_serve, service),
        Recorder(service.record, next(service.connections), "dns"),
        service.patience,
        service.sessions.begin,
        service.sessions.over,
    )


async def _serve(service: Service, end: ServerEnd) -> None:
    """Answer until the client is gone, or says what is no message."""
    if service.sessions.refusal(end) is not None:
        end.give_up("too many connections")
        return
    while (length := await _exactly(end, LENGTH)) is not None:
        message = await _exactly(end, int.from_bytes(length))
        answer = service.reply_over_tcp(message) if message is not None else None
        if answer is None:
            return
        await end.send(framed(answer))


async def _exactly(end: ServerEnd, count: int) -> bytes | None:
    """So many bytes; None where the client has gone before."""
    taken = b""
    while len(taken) < count:
        piece = await end.octets(count - len(taken))
        if piece is None:
            return None
        taken += piece
    return taken


def framed(message: bytes) -> bytes:
    """A message as it crosses a TCP connection (RFC 1035 §4.2.2)."""
    return len(message).to_bytes(LENGTH) + message
