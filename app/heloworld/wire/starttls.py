"""STARTTLS and STLS on the server's side: a tunnel through a connection that began in the clear.

What came in the clear and was not yet read must never be read as if it had come through the tunnel (RFC 3207 §4.2,
RFC 2595 §4; the class of CVE-2011-0411). So whoever begins one, in this order and without waiting in between: sends
the reply that agrees to it, pauses reading, throws away what has arrived, and keeps apart what arrives from then on.
Bytes can come through the tunnel before `tunnel` returns. They are taken in after the handshake is recorded, so that
nothing is answered outside the tunnel and the transcript keeps its order.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable

log = logging.getLogger(__name__)


async def context(make: Callable[[], ssl.SSLContext] | None) -> ssl.SSLContext | None:
    """The TLS context of a server, made in a thread; None where it cannot be made, which is logged.

    Args:
        make: Makes it, or hands out the one that was made; None where there is no TLS, which nobody asks for then.
    """
    assert make is not None
    try:
        return await asyncio.to_thread(make)
    except Exception:
        log.exception("no TLS context could be made")
        return None


def hold_back(transport: asyncio.Transport) -> None:
    """Read nothing of a new connection until its tunnel is begun; to be called in ``connection_made``.

    Python 3.11.2's asyncio begins to read after ``connection_made``, whatever was paused in it; so it is paused after
    that, and before anything is read.

    Args:
        transport: The connection, on which TLS is spoken from the first byte.
    """
    asyncio.get_running_loop().call_soon(transport.pause_reading)


async def tunnel(
    pipe: asyncio.Transport, protocol: asyncio.BaseProtocol, context: ssl.SSLContext | None, patience: float
) -> asyncio.Transport:
    """A TLS tunnel through a connection; an OSError where there can be none.

    Where the connection ends in the middle, asyncio does not call `connection_lost`, and it may return None.

    Args:
        pipe: The connection, on which reading is paused.
        protocol: What is to be handed the tunnel's bytes.
        context: What to show the client; None where there is nothing.
        patience: Seconds that the handshake may take.
    """
    if context is None:
        raise ConnectionAbortedError
    loop = asyncio.get_running_loop()
    tunnel = await loop.start_tls(pipe, protocol, context, server_side=True, ssl_handshake_timeout=patience)
    if tunnel is None:
        raise ConnectionAbortedError
    return tunnel


def agreed(tunnel: asyncio.Transport) -> tuple[str, str]:
    """Version and cipher of a tunnel, as OpenSSL names them."""
    session: ssl.SSLObject = tunnel.get_extra_info("ssl_object")
    cipher = session.cipher()
    return session.version() or "", cipher[0] if cipher else ""


def failure(error: OSError) -> str:
    """Why there is no tunnel: OpenSSL's word for it, in lower case, or that the client went away."""
    word = getattr(error, "reason", None)
    return f"TLS handshake failed: {str(word).lower().replace('_', ' ') if word else 'cut off'}"
