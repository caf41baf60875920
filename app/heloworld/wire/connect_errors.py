"""Why a connection or a TLS handshake failed, said in one sentence with a remedy."""

from __future__ import annotations

import errno
import os
import socket
import ssl

from heloworld.errors import ConnectError, NotTlsError
from heloworld.wire.visible import visible_text

_UNREACHABLE = frozenset({
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    getattr(errno, "EHOSTDOWN", errno.EHOSTUNREACH),
})  # fmt: skip

_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

_NOT_TLS = frozenset({
    "WRONG_VERSION_NUMBER",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
    "HTTP_REQUEST",
    "UNKNOWN_PROTOCOL",
})  # fmt: skip
"""What OpenSSL, by its version, calls bytes that are no TLS record."""

_TRUST_IT = (
    "If you know it to be the right one, name the authority that signed it with --cacert, or take any with --insecure."
)
_USE_ITS_NAME = "Connect by a name that is in the certificate."
_CERTIFICATE_REMEDIES = {
    9: "Check the clock of this machine; if it is right, the server needs another certificate.",
    10: "Check the clock of this machine; if it is right, the server needs a new certificate.",
    18: _TRUST_IT,
    19: _TRUST_IT,
    20: _TRUST_IT,
    21: _TRUST_IT,
    62: _USE_ITS_NAME,
    64: _USE_ITS_NAME,
}
"""By OpenSSL's verify code (``X509_V_ERR_…``): not yet valid, expired, unknown issuer four times, wrong name twice."""


def is_unreachable(error: OSError) -> bool:
    """Whether this machine knows no way to an address, which says little where the host has another address."""
    return error.errno in _UNREACHABLE


def connect_failure(error: Exception, host: str, port: int, timeout: float) -> ConnectError:
    """Why no TCP connection was made.

    Args:
        error: What `socket.getaddrinfo` or `socket.socket.connect` raised, or `TimeoutError`.
        host: As it was asked for.
        port: As it was asked for.
        timeout: How long was waited, in seconds.
    """
    name = visible_text(host)
    match error:
        case socket.gaierror() if error.errno not in _NO_SUCH_HOST:
            return ConnectError(
                f"The name {name} could not be looked up: {error.strerror}.",
                "Check that this machine is online, or use a numeric address such as 127.0.0.1.",
            )
        case socket.gaierror() | ValueError():
            return ConnectError(f"There is no host named {name}.", "Check the spelling; localhost is this machine.")
        case ConnectionRefusedError():
            return ConnectError(
                f"{name} refused the connection: nothing listens on port {port} there.",
                "Start the server, or check the port.",
            )
        case TimeoutError():
            return ConnectError(
                f"{name} did not answer on port {port} within {timeout:g} seconds.",
                "Check host and port; many networks block port 25, and 587 is often open.",
            )
        case OSError() if is_unreachable(error):
            return ConnectError(
                f"{name} cannot be reached from here: {_reason(error)}.", "Check this machine's network."
            )
        case _:
            return ConnectError(f"The connection to {name} port {port} failed: {_reason(error)}.")


def tls_failure(error: Exception, server_name: str, *, is_upgrade: bool) -> ConnectError:
    """Why no TLS session came about; the connection is of no use any more.

    Args:
        error: What the handshake raised.
        server_name: The name that the certificate was checked against.
        is_upgrade: Whether TLS was to follow after STARTTLS, not to be spoken from the first byte.
    """
    name = visible_text(server_name)
    match error:
        case ssl.SSLCertVerificationError():
            why = f"{error.verify_message} (OpenSSL's code {error.verify_code})"
            return ConnectError(
                f"The certificate of {name} is not trusted: {why}.",
                _CERTIFICATE_REMEDIES.get(error.verify_code, _TRUST_IT),
            )
        case ssl.SSLError() if error.reason in _NOT_TLS:
            return cleartext_failure(server_name, is_upgrade=is_upgrade)
        case ssl.SSLError():
            return ConnectError(
                f"{name} and this client could not agree on TLS: {_reason(error)}.",
                "Check which versions of TLS the server allows.",
            )
        case TimeoutError():
            return ConnectError(
                f"{name} did not answer the TLS handshake.",
                "This port may not speak TLS; try it in plaintext.",
            )
        case ConnectionError():
            return ConnectError(
                f"{name} closed the connection during the TLS handshake.",
                "The server's log may say why; check that this port speaks TLS.",
            )
        case _:
            return ConnectError(f"TLS with {name} failed: {_reason(error)}.", "Check the server's name.")


def cleartext_failure(server_name: str, *, is_upgrade: bool) -> ConnectError:
    """Plaintext came where a TLS handshake was due."""
    name = visible_text(server_name)
    if is_upgrade:
        return ConnectError(
            f"Plaintext followed the answer to STARTTLS before {name} spoke TLS, so the connection was closed.",
            "Somebody between you and the server may have slipped it in; do not send a password on this network.",
        )
    return NotTlsError(
        f"{name} speaks plaintext on this port, not TLS.", "Connect without TLS, or use the port that begins with TLS."
    )


def close_reason(error: Exception | None) -> str:
    """Why a connection ended, in the few words of `heloworld.wire.events.Closed`; empty for an ordinary end."""
    match error:
        case None:
            return ""
        case ssl.SSLError():
            return f"TLS: {_reason(error)}"
        case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
            return "reset"
        case TimeoutError():
            return "timeout"
        case _:
            return _reason(error)


def _reason(error: Exception) -> str:
    """The system's or OpenSSL's own words, without the file names and numbers around them."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    if isinstance(error, OSError) and error.errno and not isinstance(error, ssl.SSLError):
        return os.strerror(error.errno)
    return visible_text(str(error))
