"""A client's end of a conversation, whatever carries it: what whoever types needs of it."""

from __future__ import annotations

import ssl
import typing
from collections.abc import Callable

from heloworld.wire.events import Address


class Connection(typing.Protocol):
    """`wire.client.Client` is one, `wire.datagram_client.DatagramClient` another."""

    @property
    def local(self) -> Address:
        """Our end, as the server's tap names it."""

    @property
    def tls_version(self) -> str | None:
        """As OpenSSL names it; None in plaintext."""

    @property
    def closed(self) -> bool:
        """Whether nothing more can be sent."""

    async def send(self, data: bytes) -> None:
        """Send exactly these bytes."""

    async def read_until(self, complete: Callable[[bytes], bool], timeout: float) -> bytes | None:  # noqa: ASYNC109
        """Everything that arrived since the last reading, as soon as it is enough; None for silence."""

    async def start_tls(self, context: ssl.SSLContext, server_name: str | None = None) -> None:
        """Speak TLS from here on."""

    async def close(self) -> None:
        """End it."""
