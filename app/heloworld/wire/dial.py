"""From a host and a port to a connected socket, without ever blocking the loop."""

from __future__ import annotations

import asyncio
import concurrent.futures
import socket
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from heloworld.errors import ConnectError
from heloworld.wire.connect_errors import connect_failure, is_unreachable
from heloworld.wire.events import Address


class Target(NamedTuple):
    """One way to reach a host, as `socket.getaddrinfo` names it."""

    family: socket.AddressFamily
    kind: socket.SocketKind
    number: int
    canonical_name: str
    address: Any
    """What `socket.socket.connect` takes: ``(host, port)``, and for IPv6 two numbers more."""


_Answer: TypeAlias = "concurrent.futures.Future[list[Target]]"


Bound: TypeAlias = Callable[[Address], object]
"""Told our end of a connection before the other side can have seen it."""


async def dial(
    host: str,
    port: int,
    timeout: float,  # noqa: ASYNC109 - shared among the addresses
    *,
    local: str | None = None,
    bound: Bound | None = None,
) -> socket.socket:
    """Connect to the first address of a host that answers.

    Args:
        host: A name or a numeric address, IPv4 or IPv6.
        port: From 1 to 65535.
        timeout: For everything together, in seconds; each address gets its share of what is left.
        local: The numeric address of this machine that it comes from; any, where none is given.
        bound: Told our end, with its port, before the connection is made; only where there is a ``local``.

    Raises:
        ConnectError: There is no such host, or none of its addresses could be reached; or ``local`` is not ours.
    """
    if not 1 <= port <= 65535:
        raise ConnectError(f"{port} is not a port.", "Ports go from 1 to 65535; 25 is SMTP's own.")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    try:
        async with asyncio.timeout_at(deadline):
            targets = await look_up(host, port)
    except (OSError, ValueError) as error:
        raise connect_failure(error, host, port, timeout) from error
    failures: list[OSError] = []
    for place, target in enumerate(targets):
        share = (deadline - loop.time()) / (len(targets) - place)
        try:
            async with asyncio.timeout(share):
                return await _open(target, local, bound)
        except OSError as error:
            failures.append(error)
    telling = min(failures, key=is_unreachable)
    raise connect_failure(telling, host, port, timeout) from telling


async def connected(address: Address, local: str | None = None, bound: Bound | None = None) -> socket.socket:
    """A socket connected to a numeric address, which takes no look-up; `local` and `bound` as in `dial`.

    Raises:
        OSError: The address cannot be reached, or ``local`` is not ours.
    """
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    return await _open(Target(family, socket.SOCK_STREAM, 0, "", address), local, bound)


async def look_up(host: str, port: int) -> list[Target]:
    """The addresses of a host.

    The system's resolver blocks, for half a minute where a name server is silent. A daemon thread is used because the
    end of the program waits for the loop's own executor.
    """
    answer: _Answer = concurrent.futures.Future()
    threading.Thread(target=_resolve, args=(answer, host, port), name="look up", daemon=True).start()
    return await asyncio.wrap_future(answer)


def _resolve(answer: _Answer, host: str, port: int) -> None:
    found: list[Target] = []
    failure: Exception | None = None
    try:
        found = [Target(*target) for target in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, ValueError) as error:
        failure = error
    if not answer.set_running_or_notify_cancel():
        return
    if failure:
        answer.set_exception(failure)
    else:
        answer.set_result(found)


async def _open(target: Target, local: str | None, bound: Bound | None) -> socket.socket:
    """A socket connected to one address."""
    sock = socket.socket(target.family, target.kind, target.number)
    try:
        sock.settimeout(0)
        if local is not None:
            sock.bind((local, 0))
            if bound is not None:
                bound(sock.getsockname()[:2])
        await asyncio.get_running_loop().sock_connect(sock, target.address)
    except BaseException:
        sock.close()
        raise
    return sock
