"""The client of a protocol of datagrams: what is sent goes out in one piece, and so comes what is answered."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

from heloworld.errors import ConnectError
from heloworld.wire.client import Complete, one_line
from heloworld.wire.connect_errors import close_reason, connect_failure
from heloworld.wire.dial import look_up
from heloworld.wire.events import Address, Event
from heloworld.wire.read_buffer import ReadBuffer
from heloworld.wire.recorder import Recorder


async def connect(
    host: str,
    port: int,
    *,
    record: Callable[[Event], None] | None = None,
    conn: int = 1,
    protocol: str,
    timeout: float = 10.0,  # noqa: ASYNC109 - for the look-up
) -> DatagramClient:
    """Get ready to send datagrams to somebody; whether anybody listens shows when something is sent.

    Args:
        host: A name or a numeric address.
        port: From 1 to 65535.
        record: Receives what crosses, as seen from this side, beginning with `Opened`.
        conn: The number of the connection in those events.
        protocol: The name of the protocol in those events.
        timeout: For the look-up of the name, in seconds.

    Raises:
        ConnectError: The host is unknown, or there is no way to it.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            address = (await look_up(host, port))[0].address
        _, client = await loop.create_datagram_endpoint(
            lambda: DatagramClient(Recorder(record, conn, protocol, transport="udp")), remote_addr=address[:2]
        )
    except (OSError, ValueError) as error:
        raise connect_failure(error, host, port, timeout) from error
    return client


class DatagramClient(asyncio.DatagramProtocol):
    """One client's end, made by `connect`.

    Attributes:
        local: Our end, as the server's tap names it.
        remote: The server's end.
        tls_version: None: nothing is encrypted.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.local: Address = ("", 0)
        self.remote: Address = ("", 0)
        self.tls_version: str | None = None
        self._recorder = recorder
        self._transport: asyncio.DatagramTransport
        self._is_full = False
        self._inbox = ReadBuffer(self._leave_out, self._take_in)
        self._over = asyncio.Event()
        self._is_closing = False

    @property
    def closed(self) -> bool:
        """Whether nothing more can be sent."""
        return self._over.is_set() or self._transport.is_closing()

    async def send(self, data: bytes) -> None:
        """Send one datagram.

        Raises:
            ConnectError: This end is closed.
        """
        if self.closed:
            raise ConnectError("The connection is closed.", "Connect again.")
        self._recorder.bytes("client", data)
        self._transport.sendto(data)

    async def read_until(self, complete: Complete, timeout: float) -> bytes | None:  # noqa: ASYNC109
        """Everything that arrived since the last reading, as soon as it is enough; as `Client.read_until`."""
        return await self._inbox.until(complete, timeout)

    async def start_tls(
        self,
        context: ssl.SSLContext,  # noqa: ARG002 - as every client
        server_name: str | None = None,  # noqa: ARG002
        *,
        after: Complete | None = one_line,  # noqa: ARG002
        timeout: float = 10.0,  # noqa: ARG002, ASYNC109
    ) -> None:
        """There is no TLS in datagrams.

        Raises:
            ConnectError: Always.
        """
        raise ConnectError("Datagrams are not put under TLS here.", "Go on without it.")

    async def close(self) -> None:
        """Send and take in no more."""
        self._is_closing = True
        if not self._transport.is_closing():
            self._transport.close()
        await self._over.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio, once."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.local = _address(transport.get_extra_info("sockname"))
        self.remote = _address(transport.get_extra_info("peername"))
        self._recorder.opened(self.local, self.remote)

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - the system lets in one peer alone
        """Called by asyncio with what arrived; what nobody takes is lost, as it may be."""
        if not self._is_full:
            self._recorder.bytes("server", data)
            self._inbox.put(data)

    def error_received(self, exc: Exception) -> None:
        """Called by asyncio where nobody listens at the other end."""
        self._end(close_reason(exc))
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when this end is closed."""
        self._end("" if self._is_closing else close_reason(exc))

    def _leave_out(self) -> None:
        self._is_full = True

    def _take_in(self) -> None:
        self._is_full = False

    def _end(self, reason: str) -> None:
        if self._over.is_set():
            return
        self._over.set()
        self._inbox.end()
        self._recorder.closed(reason)


def _address(name: tuple[str, int] | tuple[str, int, int, int] | None) -> Address:
    """Host and port of a socket's name; of an IPv6 address only these."""
    return (name[0], name[1]) if name else ("", 0)
