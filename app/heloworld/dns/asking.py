"""A message to a name server, and its answer: a datagram each way, and TCP where the answer is too long for one."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Final, cast

from heloworld.dns.tcp_session import LENGTH, framed
from heloworld.errors import LookUpError
from heloworld.wire.dial import Bound, connected
from heloworld.wire.events import Address

TIMEOUT: Final = 2.0
"""Seconds that an answer may take before the question is sent once more."""

TRIES: Final = 2
"""How often a question is sent."""

_TRUNCATED: Final = 0x02
_ANSWER: Final = 0x80


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        data: The message.
        asked_from: Our end, as the server's tap names the client.
        over_tcp: Whether it came over TCP.
        was_truncated: Whether a datagram was too short for it.
    """

    data: bytes
    asked_from: Address
    over_tcp: bool = False
    was_truncated: bool = False


async def ask(
    server: Address,
    message: bytes,
    *,
    source: str = "",
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - for each try
    tries: int = TRIES,
    over_tcp: bool = False,
    bound: Bound | None = None,
) -> Reply:
    """Send a message and wait for its answer.

    Args:
        server: Whom to ask; an address, no name.
        message: The question, with its ID.
        source: The address to ask from; any where it is empty.
        timeout: Seconds that an answer may take.
        tries: How often the question is sent, where nothing comes back.
        over_tcp: Ask over TCP from the start.
        bound: Told our end before each message leaves; only where there is a ``source``.

    Raises:
        LookUpError: Nobody listens there, or nothing came back in time.
    """
    end = _End(source, bound)
    try:
        if over_tcp:
            return await _by_stream(server, message, end, timeout)
        reply = await _by_datagram(server, message, end, timeout, tries)
        if reply.data[2] & _TRUNCATED:
            return await _by_stream(server, message, end, timeout, was_truncated=True)
    except (TimeoutError, asyncio.IncompleteReadError) as error:
        raise LookUpError(f"{_place(server)} does not answer.", "Try again later, or ask another server.") from error
    except OSError as error:
        raise LookUpError(
            f"{_place(server)} cannot be asked: {error.strerror or error}.", "Look whether a name server listens there."
        ) from error
    return reply


@dataclass(frozen=True, slots=True)
class _End:
    """Our end: the address to ask from, any where it is empty, and who is told of it."""

    source: str
    bound: Bound | None

    def tell(self, local: Address) -> None:
        if self.source and self.bound is not None:
            self.bound(local)


async def _by_datagram(server: Address, message: bytes, end: _End, timeout: float, tries: int) -> Reply:  # noqa: ASYNC109
    loop = asyncio.get_running_loop()
    transport, waiting = await loop.create_datagram_endpoint(
        lambda: _Waiting(message), local_addr=(end.source, 0) if end.source else None, remote_addr=server
    )
    host, port, *_ = transport.get_extra_info("sockname")
    local = (str(host), int(port))
    try:
        for left in reversed(range(tries)):
            end.tell(local)
            transport.sendto(message)
            with contextlib.nullcontext() if not left else contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    return Reply(await asyncio.shield(waiting.answer), local)
    finally:
        waiting.answer.cancel()
        transport.close()
    raise TimeoutError


class _Waiting(asyncio.DatagramProtocol):
    """Waits for the answer with the ID of a question; whatever else comes is no answer to it (RFC 5452 §9.1)."""

    def __init__(self, message: bytes) -> None:
        self._ident = message[:2]
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, peer: object) -> None:  # noqa: ARG002 - the system lets in one peer alone
        is_ours = data[:2] == self._ident and len(data) >= 12 and data[2] & _ANSWER
        if is_ours and not self.answer.done():
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def _by_stream(
    server: Address,
    message: bytes,
    end: _End,
    timeout: float,  # noqa: ASYNC109 - for all of it
    *,
    was_truncated: bool = False,
) -> Reply:
    async with asyncio.timeout(timeout):
        sock = await connected(server, end.source or None, end.bound)
        reader, writer = await asyncio.open_connection(sock=sock)
        try:
            writer.write(framed(message))
            size = int.from_bytes(await reader.readexactly(LENGTH))
            data = await reader.readexactly(size)
            if data[:2] != message[:2] or size < 12:
                raise TimeoutError
            name = cast("tuple[str, int]", writer.get_extra_info("sockname"))
            return Reply(data, (name[0], name[1]), over_tcp=True, was_truncated=was_truncated)
        finally:
            writer.close()


def _place(server: Address) -> str:
    return f"The name server at {server[0]}, port {server[1]},"
