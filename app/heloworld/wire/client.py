"""The interactive client: what ``telnet`` and ``openssl s_client`` are, for any protocol of lines.

Exactly the bytes given to it are sent, and what arrives is handed over exactly as it came. TLS is spoken from the
first byte, after STARTTLS, or not at all.

What arrived is read in one of two ways, by one reader at a time: `Client.read_until` waits for a whole answer;
``async for chunk in client.chunks()`` takes pieces as they come, which is what a live panel wants. They may take turns,
and no byte is lost between them. A reader that is slow slows the server down.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from typing import TypeAlias, cast

from heloworld.errors import ConnectError
from heloworld.wire.connect_errors import cleartext_failure, close_reason, tls_failure
from heloworld.wire.dial import Bound, dial
from heloworld.wire.events import Address, Event
from heloworld.wire.read_buffer import ReadBuffer
from heloworld.wire.recorder import Recorder

Complete: TypeAlias = Callable[[bytes], bool]
"""Whether some bytes are a whole answer."""

CLOSE_SECONDS = 2.0
"""How long the other side is given to take what is still to be sent and, under TLS, to say goodbye."""

_ANSWER_LIMIT = 8192
"""No answer to STARTTLS is longer than this, in bytes."""


def one_line(data: bytes) -> bool:
    """Whether bytes end with a line end: the simplest idea of a whole answer."""
    return data.endswith(b"\n")


async def connect(
    host: str,
    port: int,
    *,
    tls: ssl.SSLContext | None = None,
    server_name: str | None = None,
    record: Callable[[Event], None] | None = None,
    conn: int = 1,
    protocol: str = "smtp",
    timeout: float = 10.0,  # noqa: ASYNC109 - shared by the look-up, the connection and the handshake
    local: str | None = None,
    bound: Bound | None = None,
) -> Client:
    """Make a connection.

    Args:
        host: A name or a numeric address.
        port: From 1 to 65535.
        tls: Speak TLS from the first byte, with this context.
        server_name: The name asked for and checked in the certificate, where it is not ``host``.
        record: Receives what happens on the connection, as seen from this side, beginning with `Opened`.
        conn: The number of the connection in those events.
        protocol: The name of the protocol in those events.
        timeout: For everything together, in seconds.
        local: The numeric address of this machine that it comes from; any, where none is given.
        bound: Told our end before the connection is made; only where there is a ``local``.

    Raises:
        ConnectError: The host is unknown, does not answer or refuses, or no TLS session came about.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    sock = await dial(host, port, timeout, local=local, bound=bound)
    client = Client(server_name or host, Recorder(record, conn, protocol, starts_with_tls=tls is not None))
    await loop.create_connection(lambda: client, sock=sock)
    if tls is not None:
        await client.start_tls(tls, after=None, timeout=deadline - loop.time())
    return client


class Client(asyncio.Protocol):
    """One connection, made by `connect`.

    Attributes:
        local: Our end, as the server's tap names it.
        remote: The server's end.
        tls_version: As OpenSSL names it (``TLSv1.3``); None in plaintext.
        cipher: As OpenSSL names it; None in plaintext.
        peer_certificate: The server's certificate in DER, checked or not; None in plaintext.
    """

    def __init__(self, server_name: str, recorder: Recorder) -> None:
        self.local: Address = ("", 0)
        self.remote: Address = ("", 0)
        self.tls_version: str | None = None
        self.cipher: str | None = None
        self.peer_certificate: bytes | None = None
        self._server_name = server_name
        self._recorder = recorder
        self._transport: asyncio.Transport
        self._inbox = ReadBuffer(self._pause_reading, self._resume_reading)
        self._answer = bytearray()
        self._early: list[bytes] | None = None
        self._turn = asyncio.Lock()
        self._writable = asyncio.Event()
        self._writable.set()
        self._over = asyncio.Event()
        self._is_closing = False

    @property
    def closed(self) -> bool:
        """Whether the connection is over or about to be: nothing more can be sent."""
        return self._over.is_set() or self._transport.is_closing()

    async def send(self, data: bytes) -> None:
        """Send exactly these bytes; returns when the system has room for more.

        Raises:
            ConnectError: The connection is closed, or it closed before everything was sent.
        """
        async with self._turn:
            self._require_open()
            self._answer.clear()
            self._transport.write(data)
            self._recorder.bytes("client", data)
            await self._drain()

    async def read_until(self, complete: Complete, timeout: float) -> bytes | None:  # noqa: ASYNC109
        """Everything that arrived since the last reading, as soon as it is a whole answer.

        Args:
            complete: Whether these bytes are enough; asked after every arrival, never about nothing.
            timeout: How long to wait, in seconds.

        Returns:
            The bytes; what there is, perhaps nothing, where the connection ended first; None for silence, and then
            what arrived is kept for the next reading.
        """
        return await self._inbox.until(complete, timeout)

    def chunks(self) -> AsyncIterator[bytes]:
        """What arrives, piece by piece as it comes, until the connection ends."""
        return self._inbox.chunks()

    async def start_tls(
        self,
        context: ssl.SSLContext,
        server_name: str | None = None,
        *,
        after: Complete | None = one_line,
        timeout: float = 10.0,  # noqa: ASYNC109 - failing must close the connection
    ) -> None:
        """Speak TLS from here on: to be called when the server's answer to STARTTLS was read.

        Nothing that arrived in the clear beside that answer is ever read as if it had come under TLS: it ends the
        connection (RFC 3207 §4.2; response injection, the class of CVE-2011-0411).

        Args:
            context: What to trust.
            server_name: The name asked for and checked in the certificate, where it is not the one given to `connect`.
            after: Tells a whole answer from a part of one, as for `read_until`. All that arrived since the last `send`
                must be one answer: one line, unless said otherwise. None where TLS is spoken from the first byte.
            timeout: For the handshake, in seconds.

        Raises:
            ConnectError: Bytes followed the answer, or the handshake failed, and the connection is closed; or there
                is no answer yet, or TLS is spoken already.
        """
        async with self._turn:
            self._require_open()
            if self.tls_version is not None:
                raise ConnectError("TLS is spoken on this connection already.")
            self._server_name = server_name or self._server_name
            await self._drain()
            self._refuse_cleartext(after)
            await self._handshake(context, timeout, is_upgrade=after is not None)

    async def wait_closed(self) -> None:
        """Wait until the connection is over, whoever ends it."""
        await self._over.wait()

    async def close(self, within: float = CLOSE_SECONDS) -> None:
        """End the connection; what the other side did not take within so many seconds is dropped."""
        self._is_closing = True
        if not self._transport.is_closing():
            self._transport.close()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._over.wait()
        finally:
            if not self._over.is_set():
                self._transport.abort()
        await self._over.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio, once, in plaintext; TLS begins on a connection that is made."""
        self._transport = cast("asyncio.Transport", transport)
        self.local = _address(transport.get_extra_info("sockname"))
        self.remote = _address(transport.get_extra_info("peername"))
        self._recorder.opened(self.local, self.remote)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with what arrived, decrypted."""
        if self._early is not None:
            self._early.append(data)
            return
        self._recorder.bytes("server", data)
        if len(self._answer) <= _ANSWER_LIMIT:
            self._answer += data
        self._inbox.put(data)

    def eof_received(self) -> None:
        """Called by asyncio when the server sends no more; as in ``telnet``, that ends the connection."""
        self._inbox.end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when the connection is over."""
        self._end("" if self._is_closing else close_reason(exc))

    def pause_writing(self) -> None:
        """Called by asyncio when the server takes less than is sent."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Called by asyncio when the server has caught up."""
        self._writable.set()

    def _pause_reading(self) -> None:
        self._transport.pause_reading()

    def _resume_reading(self) -> None:
        self._transport.resume_reading()

    async def _drain(self) -> None:
        if self._writable.is_set():
            return
        await self._writable.wait()
        if self._over.is_set():
            raise ConnectError("The connection closed before everything was sent.", "Connect again.")

    async def _handshake(self, context: ssl.SSLContext, timeout: float, *, is_upgrade: bool) -> None:  # noqa: ASYNC109
        """Agree on TLS, or end the connection."""
        plain, secured = self._transport, None
        # asyncio delivers what it decrypts together with the handshake's last message before start_tls returns.
        self._early = []
        try:
            async with asyncio.timeout(timeout):
                secured = await asyncio.get_running_loop().start_tls(
                    plain, self, context, server_hostname=self._server_name
                )
            if secured is None:
                raise ConnectionResetError
        except (OSError, ValueError) as error:
            raise tls_failure(error, self._server_name, is_upgrade=is_upgrade) from error
        finally:
            if secured is None:
                plain.abort()
                self._end("TLS handshake failed")
        self._enter_tls(secured)

    def _enter_tls(self, secured: asyncio.Transport) -> None:
        self._transport = secured
        session: ssl.SSLObject = secured.get_extra_info("ssl_object")
        cipher = session.cipher()
        self.tls_version = session.version() or ""
        self.cipher = cipher[0] if cipher else ""
        self.peer_certificate = session.getpeercert(binary_form=True)
        self._recorder.tls_started(self.tls_version, self.cipher)
        early, self._early = self._early or [], None
        for chunk in early:
            self.data_received(chunk)

    def _refuse_cleartext(self, after: Complete | None) -> None:
        """Raise if anything but the one answer arrived before TLS; if it is more than that, end the connection."""
        rest = bytes(self._answer) if after is None else _after_answer(bytes(self._answer), after)
        if rest is None:
            raise ConnectError("The server has not answered STARTTLS yet.", "Wait for its answer.")
        if rest or self._inbox.unread:
            self._transport.abort()
            self._end("plaintext before the TLS handshake")
            raise cleartext_failure(self._server_name, is_upgrade=after is not None)

    def _require_open(self) -> None:
        if self.closed:
            raise ConnectError("The connection is closed.", "Connect again.")

    def _end(self, reason: str) -> None:
        """The connection is over; asyncio says so once, twice or, after a failed handshake, never."""
        if self._over.is_set():
            return
        self._over.set()
        self._writable.set()
        self._inbox.end()
        self._recorder.closed(reason)


def _after_answer(data: bytes, complete: Complete) -> bytes | None:
    """What follows the first whole answer; None where there is none yet, everything where there can be none."""
    if len(data) > _ANSWER_LIMIT:
        return data
    end = data.find(b"\n") + 1
    while end:
        if complete(data[:end]):
            return data[end:]
        end = data.find(b"\n", end) + 1
    return None


def _address(name: tuple[str, int] | tuple[str, int, int, int] | None) -> Address:
    """Host and port of a socket's name; an end that is gone already has none."""
    return (name[0], name[1]) if name else ("", 0)
